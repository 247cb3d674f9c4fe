"""Schedules drafts that can still be sent as they are, once or again and again."""

from dataclasses import dataclass, replace
from datetime import datetime

from .. import outbox
from ..core.campaigns import schedule as moments
from ..core.campaigns.recurrence import Recurrence
from ..core.campaigns.schedule import PastHour
from ..core.campaigns.states import CampaignAction, CampaignState
from ..core.push_subscription import Problem
from ..models import Campaign
from . import audience, drafts, lifecycle, recurring
from .lifecycle import Refused, Schedule


@dataclass(frozen=True, kw_only=True)
class Series:
    """When a campaign goes out again and again."""

    rhythm: Recurrence
    past_hour: PastHour


def schedule(
    campaign_id: int, when: Schedule, who: str, now: datetime
) -> Campaign | Refused | tuple[Problem, ...]:
    """Schedule a draft, or return what is wrong with it: the shop may have changed meanwhile."""
    with outbox.atomic():
        rows = Campaign.objects.filter(pk=campaign_id, state=CampaignState.DRAFT)
        if draft := rows.select_for_update().first():
            draft.where = audience.current(draft)
            starts_at = moments.starts_at(when.timing, when.at)
            if problems := drafts.problems_at(draft, starts_at, now):
                return problems
        return lifecycle.start(campaign_id, when, who, now)


def repeat(
    campaign_id: int, when: Series, who: str, now: datetime
) -> Campaign | Refused | tuple[Problem, ...]:
    """Make a draft a series, or give a series another rhythm; or return what is wrong with it."""
    with outbox.atomic():
        rows = Campaign.objects.filter(pk=campaign_id)
        series = rows.select_for_update().first()
        if series is None:
            return Refused(state=None)
        rhythm = replace(when.rhythm, start=series.occurrence)
        values = recurring.columns(rhythm, rhythm.start)
        if values is None:
            return (_NEVER,)
        if series.repeats is None and series.state != CampaignState.DRAFT:
            return Refused(state=CampaignState(series.state))
        series.repeats, series.where = rhythm.as_json(), audience.current(series)
        if problems := drafts.problems_at(series, values["starts_at"], now):
            return problems
        values |= {"repeats": series.repeats, "past_hour": when.past_hour}
        return lifecycle.apply(series, CampaignAction.REPEAT, who, now, values, _told(rhythm))


def _told(rhythm: Recurrence) -> dict[str, str]:
    """What the log says of a rhythm: that which staff chose."""
    chosen = {name: rhythm.as_json()[name] for name in ("unit", "every", "first", "zone", "until")}
    return {name: str(value) for name, value in chosen.items() if value}


_NEVER = Problem(field="repeats", code="invalid", message="There is no such day until the end.")
