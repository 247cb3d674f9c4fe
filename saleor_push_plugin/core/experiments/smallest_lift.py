"""The smallest lift that an experiment can find, said before it begins, as a share of the usual."""

from dataclasses import dataclass
from enum import StrEnum

from . import confidence_sequence, detectable_lift, two_looks
from .detectable_lift import ALPHA, POWER
from .goals import Goal
from .planned_looks import NORMAL
from .samples import LEAST_EVENTS, Sample

# Of texts that were tried few differ by more. Who can find only more than this decides nothing.
LARGEST = 0.5
# The looks at a campaign's arms: at the decision and some time after it.
LOOKS = (two_looks.FIRST, 1.0)


class Source(StrEnum):
    """Where a usual rate is from."""

    RESULTS = "results"
    ASSUMED = "assumed"


@dataclass(frozen=True, kw_only=True)
class Usual:
    """What people usually bring. `rate`: the share of them who reach the goal.

    `spread`: the squared coefficient of variation of what those bring; 0 where that is 1 for each.
    """

    rate: float
    source: Source
    spread: float = 0.0

    @classmethod
    def of(cls, sample: Sample) -> "Usual | None":
        """What a sample brought; None of one that is too small to go by."""
        if sample.people < LEAST_PEOPLE or not sample.is_large_enough:
            return None
        spread = sample.squares * sample.events / sample.total**2 - 1
        return cls(
            rate=sample.events / sample.people, spread=max(0.0, spread), source=Source.RESULTS
        )


# A sample of fewer people says nothing of what is usual.
LEAST_PEOPLE = 1000
# What is assumed where nothing was sent before: few click or buy, and what they pay differs as much
# as it is on average.
ASSUMED = {
    Goal.CLICK: Usual(rate=0.02, source=Source.ASSUMED),
    Goal.ORDER: Usual(rate=0.01, source=Source.ASSUMED),
    Goal.REVENUE: Usual(rate=0.01, spread=1.0, source=Source.ASSUMED),
}


@dataclass(frozen=True, kw_only=True)
class SmallestLift:
    """What an experiment finds in 80 of 100 cases. `people`: in each arm.

    `lift`: the smallest one, as a share of the usual; None: not even the largest.
    """

    goal: Goal
    people: int
    usual: Usual
    lift: float | None

    @property
    def decides(self) -> bool:
        """Whether a lift as texts have it could be found at all."""
        return self.lift is not None and self.lift <= LARGEST


def at_two_looks(goal: Goal, usual: Usual, people: int, arms: int) -> SmallestLift:
    """Of a campaign whose arms have so many people each."""
    drift = detectable_lift.drift(arms - 1, LOOKS)
    return _of(goal, usual, people, drift)


def on_any_day(goal: Goal, usual: Usual, people: int, arms: int) -> SmallestLift:
    """Of an experiment that is looked at on any day, once its arms have so many people each."""
    bound = confidence_sequence.bound(2 * max(people, 1), ALPHA / max(arms - 1, 1))
    return _of(goal, usual, people, bound + NORMAL.inv_cdf(POWER))


def _of(goal: Goal, usual: Usual, people: int, drift: float) -> SmallestLift:
    return SmallestLift(goal=goal, people=people, usual=usual, lift=_lift(usual, people, drift))


def _lift(usual: Usual, people: int, drift: float) -> float | None:
    # Of fewer nothing is claimed, see samples.LEAST_EVENTS.
    if people * usual.rate / (1 + usual.spread) < LEAST_EVENTS or usual.rate >= 1:
        return None
    if usual.spread:
        variance = (1 + usual.spread) / usual.rate - 1
        return drift * detectable_lift.error(variance, variance, people, people)
    rise = detectable_lift.rise(usual.rate, drift, people, people)
    return None if rise is None else rise / usual.rate
