"""What is wrong with the rhythm of a series: its occurrences must not run into each other."""

from collections.abc import Iterator
from math import ceil

from ..core.campaigns.recurrence import Recurrence
from ..core.push_subscription import Problem
from ..models import Campaign
from . import arms

# Each stage waits for the next such hour, which may be two days until the last zone has had it.
_STAGE = 2


def rhythm_of(series: Campaign) -> Recurrence | None:
    """When a series occurs; None: it is none."""
    return Recurrence.from_json(series.repeats) if series.repeats else None


def hours(series: Campaign, rhythm: Recurrence) -> int:
    """For how many hours a push of an occurrence may wait: at most until the next one."""
    return min(series.hours, rhythm.longest_wait)


def problems(campaign: Campaign) -> Iterator[Problem]:
    """Everything that is wrong; nothing of a campaign that does not recur."""
    rhythm, least = rhythm_of(campaign), _least_days(campaign)
    if rhythm is not None and rhythm.least_days < least:
        message = (
            f"An occurrence takes {least} days with its canary and its test; "
            "the next one has to be later."
        )
        yield Problem(field="repeats", code="invalid", message=message)


def _least_days(campaign: Campaign) -> int:
    days = 1 + _STAGE * campaign.has_canary
    if campaign.variants:
        days += _STAGE + ceil(arms.decided_after(campaign) / 24)
    return days
