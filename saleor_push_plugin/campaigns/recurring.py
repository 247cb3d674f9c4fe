"""Series: campaigns that recur. Each occurrence becomes a campaign of its own, made once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from .. import outbox
from ..core.campaigns.recurrence import Due, Recurrence, due
from ..core.campaigns.schedule import PastHour
from ..core.campaigns.stages import Stage
from ..core.campaigns.states import FINAL, CampaignAction, CampaignState
from ..core.isolated_steps import isolated
from ..core.reason import Reason
from ..models import Campaign
from . import arms, change_log, lifecycle
from .drafts import WRITTEN
from .recurrence_checks import hours, rhythm_of

# What a name of an occurrence ends with.
_DAY = " 2026-12-24"


def columns(rhythm: Recurrence, number: int) -> dict[str, Any] | None:
    """The columns of a series whose next occurrence has this number; None: there is none."""
    hour = rhythm.hour(number)
    if hour is None:
        return None
    return {
        "occurrence": number,
        "timing": rhythm.timing,
        "at": rhythm.at(hour),
        "starts_at": rhythm.starts_at(hour),
    }


def make_due(now: datetime) -> None:
    """Make the occurrences that are due; a series that fails keeps no other one waiting."""
    for id in _due(now).values_list("id", flat=True):
        isolated(f"the occurrence of series {id}", partial(_follow, id, now), None)


def _due(now: datetime) -> Any:
    return Campaign.objects.filter(state=CampaignState.REPEATING, starts_at__lte=now)


def _follow(id: int, now: datetime) -> None:
    """Make or miss what is due of one series, in one transaction with what comes next."""
    with outbox.atomic():
        series = _due(now).select_for_update(skip_locked=True).filter(pk=id).first()
        rhythm = rhythm_of(series) if series else None
        if series is None or rhythm is None:
            return
        found = due(rhythm, series.occurrence, hours(series, rhythm), now)
        if found is not None:
            _occur(series, rhythm, found, now)
        following = found.number if found else series.occurrence
        _go_on(series, columns(rhythm, following), now)


def _occur(series: Campaign, rhythm: Recurrence, found: Due, now: datetime) -> None:
    if found.missed:
        _miss(series, found.missed, Reason.TOO_LATE, now)
    if found.newest is None:
        return
    if _is_in_the_way(series):
        _miss(series, [found.newest], Reason.OCCURRENCE_UNDER_WAY, now)
    else:
        _make(series, rhythm, found.number - 1, found.newest, now)


def _is_in_the_way(series: Campaign) -> bool:
    """Whether an occurrence is paused, or still has people whose moment is not planned."""
    made = Campaign.objects.filter(series_id=series.pk).exclude(state__in=FINAL)
    return any(
        each.state != CampaignState.SENDING or each.stage not in ("", Stage.REST) for each in made
    )


def _miss(series: Campaign, missed: Sequence[datetime], reason: Reason, now: datetime) -> None:
    told = {"reason": reason.value, "count": len(missed), "first": _text(missed[0])}
    details = {**told, "last": _text(missed[-1])}
    lifecycle.apply(series, CampaignAction.MISS, change_log.NOBODY, now, {}, details)


def _make(series: Campaign, rhythm: Recurrence, number: int, hour: datetime, now: datetime) -> None:
    """Make the campaign of one occurrence: what the series says now, for whom it is about now."""
    values = {name: getattr(series, name) for name in WRITTEN}
    name = f"{series.name[: arms.LONGEST_NAME - len(_DAY)]} {hour.date().isoformat()}"
    values |= {"name": name, "hours": hours(series, rhythm)}
    made = Campaign.objects.create(**values, created_at=now, series_id=series.pk, occurrence=number)
    change_log.add(made, CampaignAction.CREATE, change_log.NOBODY, now)
    when = lifecycle.Schedule(
        timing=rhythm.timing, at=rhythm.at(hour), past_hour=_past_hour(series, rhythm, hour)
    )
    lifecycle.start(made.pk, when, change_log.NOBODY, now)
    details = {"occurrence": _text(hour)}
    lifecycle.apply(series, CampaignAction.OCCUR, change_log.NOBODY, now, {}, details)


def _past_hour(series: Campaign, rhythm: Recurrence, hour: datetime) -> PastHour:
    """What happens where the hour is past; who had it before staff chose it is left out."""
    if rhythm.starts_at(hour) < rhythm.scheduled_at:
        return PastHour.LEAVE_OUT
    return PastHour(series.past_hour)


def _go_on(series: Campaign, following: Mapping[str, Any] | None, now: datetime) -> None:
    if following is None:
        values = {"ended_at": now}
        lifecycle.apply(series, CampaignAction.FINISH, change_log.NOBODY, now, values)
        return
    for name, value in following.items():
        setattr(series, name, value)
    series.save(update_fields=list(following))


def _text(hour: datetime) -> str:
    return hour.replace(tzinfo=None).isoformat()
