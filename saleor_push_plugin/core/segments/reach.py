"""Whom a marketing push reaches of those whom it is for, step by step."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..reason import Reason

# In the order in which a campaign asks: consent when it is planned, the rest when it is sent.
# Reasons that only delay a push are in WAITS.
STEPS = (
    Reason.NO_SUBSCRIPTION,
    Reason.NO_CONSENT,
    Reason.BROWSER_QUARANTINED,
    Reason.CHANNEL_INACTIVE,
    Reason.NOT_SEEN,
    Reason.ACCOUNT_INACTIVE,
    Reason.UNNOTICED,
    Reason.PAUSED,
    Reason.SHOPPER_LIMIT_REACHED,
    Reason.WEEKLY_CAP_REACHED,
    Reason.HELD_OUT,
)
REACHED = len(STEPS)
WAITS = frozenset(
    {
        Reason.BROWSER_QUARANTINED,
        Reason.PAUSED,
        Reason.SHOPPER_LIMIT_REACHED,
        Reason.WEEKLY_CAP_REACHED,
    }
)


@dataclass(frozen=True, kw_only=True)
class Step:
    """How many people are lost for a reason, and how many are left then. `waits`: only for now."""

    reason: Reason
    lost: int
    left: int
    waits: bool


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How many people match; the steps; and how many a push reaches today."""

    people: int
    steps: tuple[Step, ...]
    reached: int


def reach(counts: Mapping[int, int]) -> Reach:
    """The waterfall of the numbers of people by the step that they get to; REACHED: all steps."""
    people = sum(counts.values())
    return Reach(people=people, steps=tuple(_steps(counts, people)), reached=counts.get(REACHED, 0))


def _steps(counts: Mapping[int, int], people: int) -> Iterator[Step]:
    left = people
    for number, reason in enumerate(STEPS):
        lost = counts.get(number, 0)
        left -= lost
        yield Step(reason=reason, lost=lost, left=left, waits=reason in WAITS)
