"""Cuts the recipients of a campaign into slices whose pushes are put into the outbox.

A slice is one transaction, so a worker that dies has cut it or has not. While many pushes wait to
be sent no more are made: what a campaign has in the outbox can be halted at once.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery

from .. import outbox
from ..core.campaigns.states import CampaignState
from ..core.event import CAMPAIGN, Event
from ..core.isolated_steps import isolated
from ..core.person import GUEST, USER
from ..core.reason import Reason
from ..core.scenario import Topic
from ..core.sql_files import statements
from ..models import Campaign, CampaignRecipient
from ..outbox import NotificationSpec, RecipientsSql
from ..scenarios.campaign import Campaign as Scenario
from . import daily_budget, stock

# Recipients of one transaction, and due rows of all lanes from which on none are cut.
SLICE, BACKLOG = 5000, 10_000
# Pushes of campaigns, due or postponed, from which on none are cut in the first half of their time.
# In the second half nobody may be left out because others wait for room in their weekly limit.
WAITING = 100_000
_SQL = {
    name: text.replace("{user}", USER).replace("{guest}", GUEST)
    for name, text in statements(__package__, "cutting.sql").items()
}
_GOT = _SQL["got"].format(campaign=CAMPAIGN)
_BROWSERS = _SQL["browsers"].format(got=_GOT)
_WITHOUT_BROWSER = _SQL["without_browser"].format(browsers=_BROWSERS, got=_GOT)


def is_due(now: datetime) -> bool:
    """Whether recipients wait to be cut."""
    return bool(_due(now))


def cut(now: datetime) -> bool:
    """Cut one slice of one campaign; False if none is due, or if enough waits to be sent.

    A campaign that fails is cut again later, and keeps no other one waiting.
    """
    due = _due(now)
    if not due or outbox.count_due(now, bulk=True, limit=BACKLOG) >= BACKLOG:
        return False
    return any(isolated(f"cutting campaign {id}", partial(_cut, id, now), False) for id in due)


def _due(now: datetime) -> list[int]:
    """Campaigns with recipients to cut, the longest due first."""
    rows = Campaign.objects.filter(state=CampaignState.SENDING)
    due = rows.annotate(moment=Subquery(_moments(OuterRef("pk")))).filter(moment__lte=now)
    return list(due.order_by("moment").values_list("pk", flat=True))


def _moments(campaign: Any) -> QuerySet[CampaignRecipient, datetime | None]:
    """When the next recipient of a campaign is planned. Later stages are not planned yet."""
    waiting = CampaignRecipient.objects.filter(
        campaign=campaign, cut_at=None, reason="", planned_at__isnull=False
    )
    return waiting.order_by("planned_at").values_list("planned_at", flat=True)[:1]


def _cut(campaign_id: int, now: datetime) -> bool:
    """Cut recipients of one moment. A campaign that another worker cuts is left to it."""
    with outbox.atomic():
        rows = Campaign.objects.select_for_update(skip_locked=True)
        campaign = rows.filter(pk=campaign_id, state=CampaignState.SENDING).first()
        moment = _moments(campaign).first() if campaign else None
        if campaign is None or moment is None or moment > now or _waits(campaign, moment, now):
            return False
        is_late = moment + timedelta(hours=campaign.hours) <= now
        most = SLICE if is_late else _room(campaign, now)
        ids = _take(campaign, moment, Reason.TOO_LATE if is_late else None, most, now)
        if ids and not is_late:
            _insert(campaign, moment, ids, now)
    return bool(ids)


def _room(campaign: Campaign, now: datetime) -> int:
    return stock.room(campaign, daily_budget.room(campaign, SLICE, now), now)


def _waits(campaign: Campaign, moment: datetime, now: datetime) -> bool:
    is_early = now < moment + timedelta(hours=campaign.hours) / 2
    return is_early and outbox.count_pending(Scenario.code, WAITING) >= WAITING


def _take(
    campaign: Campaign, moment: datetime, reason: Reason | None, most: int, now: datetime
) -> Sequence[int]:
    values: dict[str, Any] = {
        "campaign": campaign.pk,
        "moment": moment,
        "reason": reason or "",
        "most": most,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL["take"], values)
        return [row[0] for row in cursor.fetchall()]


def _insert(campaign: Campaign, moment: datetime, ids: Sequence[int], now: datetime) -> None:
    """Put the pushes of these recipients into the outbox; note who has no browser by now."""
    seconds = int(moment.timestamp())
    event = Event(kind=CAMPAIGN, subject=f"{campaign.pk}@{seconds}", at=moment)
    spec = NotificationSpec(
        event_id=outbox.record_planned(event, now, channel=campaign.channel),
        event_key=event.key,
        scenario=Scenario.code,
        about=f"{CAMPAIGN}:{campaign.pk}",
        bulk=True,
        due_at=moment,
        expires_at=moment + timedelta(hours=campaign.hours),
        created_at=now,
        channel=campaign.channel,
    )
    wanted, event_id = (Topic.OFFERS, campaign.channel), spec.event_id
    values = (list(ids), *wanted, *wanted, event_id, list(ids), *wanted, event_id)
    outbox.insert(spec, RecipientsSql(_BROWSERS, values))
    with connection.cursor() as cursor:
        reasons = (Reason.IS_THE_CUSTOMER, Reason.GOT_IT_ALREADY, Reason.NO_SUBSCRIPTION)
        cursor.execute(_WITHOUT_BROWSER, [*reasons, list(ids), *values])
