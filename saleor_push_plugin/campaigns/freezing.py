"""Freezes the audience of a campaign: its people are stored, slice by slice, once each.

A slice is one transaction with what was reached, so a worker that dies loses no more than the
slice, and the next one begins there.
"""

import logging
from datetime import datetime
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError, connection

from .. import outbox
from ..core.campaigns import schedule
from ..core.campaigns.schedule import PastHour, Planned, Timing
from ..core.campaigns.states import CampaignAction, CampaignState
from ..core.experiments.bucket_sql import bucket_sql
from ..core.reason import Reason
from ..core.scenario import Topic
from ..core.sql_files import statements
from ..core.time_zones import time_zones
from ..models import Campaign
from ..segments.compiling import People, people
from ..shop.people import keep_in_bounds
from . import canary, change_log, lifecycle, staging

logger = logging.getLogger(__name__)
# People that one statement looks at. A condition may cost as much for few of them as for all.
SLICE = 250_000
# PostgreSQL's SQLSTATE.
_QUERY_CANCELED = "57014"
# Milliseconds of one slice, after which the campaign pauses itself.
LONGEST = 60_000
_SQL = statements(__package__, "freezing.sql")
_BUCKET = bucket_sql("%(salt)s::text", "c.person")


class UnreadableAudienceError(Exception):
    """The stored audience is none that this version of the plugin knows."""


def begin(now: datetime) -> None:
    """Begin to freeze the campaigns whose moment has come."""
    due = {"state": CampaignState.SCHEDULED, "starts_at__lte": now}
    for id in Campaign.objects.filter(**due).values_list("id", flat=True):
        with outbox.atomic():
            campaign = Campaign.objects.select_for_update().filter(pk=id, **due).first()
            if campaign:
                values = {"freezing_since": now}
                lifecycle.apply(campaign, CampaignAction.FREEZE, change_log.NOBODY, now, values)


def step(default_zone: str, now: datetime) -> bool:
    """Freeze one slice of one campaign; False if there is none that waits for it.

    `default_zone`: of who has no time zone. An audience that cannot be found pauses its campaign.
    """
    with outbox.atomic():
        waiting = Campaign.objects.filter(state=CampaignState.FREEZING).order_by("starts_at", "id")
        campaign = waiting.select_for_update(skip_locked=True).first()
        if campaign is None:
            return False
        try:
            with outbox.atomic():
                _slice(campaign, default_zone, now)
        except SoftTimeLimitExceeded:
            raise
        except Exception as error:
            if _passes(error):
                logger.warning("the audience of campaign %s is tried again: %s", campaign.pk, error)
                return False
            logger.exception("the audience of campaign %s could not be frozen", campaign.pk)
            problem = Reason.AUDIENCE_UNREADABLE
            lifecycle.pause(campaign.pk, change_log.NOBODY, now, problem)
    return True


def _passes(error: Exception) -> bool:
    """Whether another try may succeed: of the database's faults all but a statement's time-out."""
    is_timeout = getattr(error.__cause__, "sqlstate", "") == _QUERY_CANCELED
    return isinstance(error, OperationalError) and not is_timeout


def _slice(campaign: Campaign, default_zone: str, now: datetime) -> None:
    found = people(campaign.where, now)
    if not isinstance(found, People):
        raise UnreadableAudienceError(found[0].message)
    if found.failed:
        raise UnreadableAudienceError(f"no answer from {', '.join(found.failed)}")
    upto = _last_of_slice(campaign.frozen_upto)
    with connection.cursor() as cursor:
        keep_in_bounds(cursor, LONGEST)
        statement = _SQL["freeze"].format(condition=found.condition, bucket=_BUCKET)
        cursor.execute(statement, {**found.values, **_values(campaign, upto, default_zone)})
    if upto is not None:
        campaign.frozen_upto = upto
        campaign.save(update_fields=["frozen_upto"])
        return
    stage = canary.begun(campaign, now) or staging.first(campaign, now)
    values = {"frozen_at": now, **stage, "canary": campaign.canary}
    lifecycle.apply(campaign, CampaignAction.SEND, change_log.NOBODY, now, values)


def _last_of_slice(after: str) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute(_SQL["last_of_slice"], {"after": after, "skipped": SLICE - 1})
        row = cursor.fetchone()
    return row[0] if row else None


def _values(campaign: Campaign, upto: str | None, default_zone: str) -> dict[str, Any]:
    by_zone = _planned_by_zone(campaign)
    elsewhere = _planned(campaign, default_zone)
    return {
        "campaign": campaign.pk,
        "channel": campaign.channel,
        "after": campaign.frozen_upto,
        "upto": upto,
        "staged": bool(campaign.salt),
        "salt": f"{campaign.salt}/stage",
        "zones": list(by_zone),
        "moments": [each.at for each in by_zone.values()],
        "reasons": [each.reason or "" for each in by_zone.values()],
        "elsewhere": elsewhere.at,
        "elsewhere_reason": elsewhere.reason or "",
        "topic": Topic.OFFERS,
        "no_consent": Reason.NO_CONSENT,
    }


def _planned_by_zone(campaign: Campaign) -> dict[str, Planned]:
    """When it is planned in each zone; empty where that is one moment for all, or not said yet."""
    if campaign.timing != Timing.LOCAL or campaign.salt:
        return {}
    return {zone: _planned(campaign, zone) for zone in sorted(time_zones())}


def _planned(campaign: Campaign, zone: str) -> Planned:
    at, since = campaign.at, campaign.freezing_since
    # It was scheduled, and freezes.
    assert at is not None
    assert since is not None
    if campaign.timing != Timing.LOCAL:
        return Planned(at=at)
    return schedule.planned(at, zone, since, PastHour(campaign.past_hour))
