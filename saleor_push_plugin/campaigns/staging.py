"""Begins the stages of campaigns and plans them for their people, slice by slice.

A slice is one transaction, so a worker that dies has planned it or not. When a stage begins stands
in its campaign, so all slices plan the same moments.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Max, QuerySet

from .. import outbox
from ..core.campaigns import stages
from ..core.campaigns.schedule import Timing
from ..core.campaigns.stages import Stage
from ..core.campaigns.states import CampaignAction, CampaignState
from ..core.event import CAMPAIGN, key_of
from ..core.sql_files import statements
from ..core.time_zones import time_zones
from ..models import Campaign
from . import change_log

# People that one statement plans.
SLICE = 50_000
_SQL = statements(__package__, "staging.sql")


def begun(campaign: Campaign, stage: Stage, now: datetime) -> dict[str, Any]:
    """The columns of a campaign whose test or rest begins now."""
    ends = stages.end_of(stage, campaign.stage_ends, campaign.test_share)
    since = stages.begins(now)
    return {"stage": stage, "stage_since": since, "stage_ends": ends, "stage_until": None}


def first(campaign: Campaign, now: datetime) -> dict[str, Any]:
    """The columns of a campaign whose people are stored; none of one that has no stages."""
    if not campaign.salt:
        return {}
    return begun(campaign, Stage.TEST if campaign.variants else Stage.REST, now)


def plan(default_zone: str) -> bool:
    """Plan a slice of one campaign's stage; False if none waits for it.

    `default_zone`: of who has no time zone.
    """
    with outbox.atomic():
        waiting = _sending().exclude(stage="").filter(stage_until=None).order_by("stage_since")
        campaign = waiting.select_for_update(skip_locked=True).first()
        if campaign is None:
            return False
        if _plan_slice(campaign, default_zone) < SLICE:
            found = campaign.recipients.filter(reason="").aggregate(last=Max("planned_at"))
            campaign.stage_until = found["last"] or campaign.stage_since
            campaign.save(update_fields=["stage_until"])
    return True


def judged(stage: Stage) -> "QuerySet[Campaign]":
    """The campaigns in a stage that is planned for all of its people."""
    return _sending().filter(stage=stage, stage_until__isnull=False)


def ready_at(campaign: Campaign, wait: timedelta) -> datetime | None:
    """When the stage of a campaign is to be judged: so long after all of it was sent.

    None while it cannot be said yet. What staff's pause or quiet hours kept back counts from its
    end. Stock that comes and goes puts nothing off but what it keeps back.
    """
    until: datetime | None = campaign.stage_until
    rows = _rows("settled", {"campaign": campaign.pk, "prefix": _prefix(campaign)})
    if until is None or not rows:
        return None
    by_staff = campaign.changes.filter(action=CampaignAction.RESUME).exclude(who=change_log.NOBODY)
    resumed = by_staff.aggregate(at=Max("at"))["at"]
    return max(at for at in (until, rows[0][0], resumed) if at) + wait


def _sending() -> "QuerySet[Campaign]":
    return Campaign.objects.filter(state=CampaignState.SENDING)


def _prefix(campaign: Campaign) -> str:
    return key_of(CAMPAIGN, f"{campaign.pk}@%")


def _plan_slice(campaign: Campaign, default_zone: str) -> int:
    zones = sorted(time_zones()) if campaign.timing == Timing.LOCAL else []
    values: dict[str, Any] = {
        "campaign": campaign.pk,
        "ends": campaign.stage_ends,
        "most": SLICE,
        "zones": zones,
        "moments": [_planned(campaign, zone) for zone in zones],
        "elsewhere": _planned(campaign, default_zone),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL["plan"], values)
        return int(cursor.rowcount)


def _planned(campaign: Campaign, zone: str) -> datetime:
    at, since = campaign.at, campaign.stage_since
    # It was scheduled, and its stage began.
    assert at is not None
    assert since is not None
    return stages.planned(Timing(campaign.timing), at, zone, since)


def _rows(name: str, values: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(_SQL[name], values)
        return cursor.fetchall()
