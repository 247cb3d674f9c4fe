"""The stages of a campaign: a canary, a test of its arms, then everybody else.

A campaign without a canary and with one arm has none. A person belongs to a stage by a bucket
(core.experiments.assignment) of a salt of the campaign's own: those below an end are in the stages
before it. Each stage begins when the one before it is judged.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from ..experiments.assignment import BUCKETS
from ..experiments.goals import Goal
from . import schedule
from .schedule import PastHour, Timing


class Stage(StrEnum):
    """CANARY: few people, whose answers are watched. TEST: who gets one of the arms by chance.

    REST: all others, who get the arm that leads.
    """

    CANARY = "canary"
    TEST = "test"
    REST = "rest"


# Percent of the people that a test is made with, and hours after its last zone when it is decided,
# if staff say nothing. Orders and money need three days to come.
TEST_SHARE = 20
DECIDED_AFTER: Mapping[Goal, int] = {Goal.CLICK: 2, Goal.ORDER: 72, Goal.REVENUE: 72}
MOST_HOURS = 7 * 24
# How long after the decision the arms are looked at for the last time.
CLAIMED_AFTER: Mapping[Goal, timedelta] = {
    Goal.CLICK: timedelta(hours=24),
    Goal.ORDER: timedelta(hours=96),
    Goal.REVENUE: timedelta(hours=96),
}
# How long after its last push a canary is watched.
WATCHED = timedelta(hours=2)
_PERCENT = BUCKETS // 100


def after(stage: Stage, arms: int) -> Stage:
    """The stage that follows a canary or a test, of a campaign with so many arms."""
    return Stage.TEST if stage is Stage.CANARY and arms > 1 else Stage.REST


def end_of(stage: Stage, start: int, test_share: int) -> int:
    """The bucket at which a test or the rest ends that begins at `start`; the share in percent."""
    wanted = start + test_share * _PERCENT if stage is Stage.TEST else BUCKETS
    return min(wanted, BUCKETS)


def begins(now: datetime) -> datetime:
    """When a stage that is begun now begins: pushes of earlier moments are of stages before it.

    In whole seconds, as the moments of pushes are.
    """
    return now.replace(microsecond=0)


def planned(timing: Timing, at: datetime, zone: str, since: datetime) -> datetime:
    """When the people of a zone get it, of a stage that began at `since`: at their next such hour.

    Of a campaign that goes out everywhere at a moment (`at`): then, or at once.
    """
    if timing is not Timing.LOCAL:
        return max(at, since)
    return max(schedule.planned(at, zone, since, PastHour.TOMORROW).at, since)
