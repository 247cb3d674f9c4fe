"""The canary of a campaign: how many people it takes, and which answers of theirs stop it.

A canary is watched for three signals. Each is compared with what is usual in the shop, at planned
looks (core.experiments.planned_looks) whose bounds hold for all looks together; the three share the
error. Signals are rare, so the probability of a count is Poisson's and not the normal one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import ceil, exp, lgamma, log

from ..experiments.planned_looks import NORMAL, bounds
from ..reason import Reason


class Signal(StrEnum):
    """What is watched."""

    DISMISSED = "dismissed"
    UNSUBSCRIBED = "unsubscribed"
    REFUSED = "refused"


class Watch(StrEnum):
    """What became of a canary. The last two: it had none."""

    WATCHED = "watched"
    PASSED = "passed"
    STOPPED = "stopped"
    TOO_FEW_PEOPLE = "too_few_people"
    NOTHING_USUAL = "nothing_usual"


REASONS: Mapping[Signal, Reason] = {
    Signal.DISMISSED: Reason.CANARY_DISMISSED,
    Signal.UNSUBSCRIBED: Reason.CANARY_UNSUBSCRIBED,
    Signal.REFUSED: Reason.CANARY_REFUSED,
}
# The error over all signals and looks, and the power for twice of what is usual.
ALPHA, POWER, HARM = 0.05, 0.8, 2.0
# A large canary finds differences that harm nobody: less than so many times of what is usual.
TOLERATED = 1.5
# What is usual is at least this: services refuse some browsers at any time.
LEAST_USUAL: Mapping[Signal, float] = {
    Signal.DISMISSED: 0.001,
    Signal.UNSUBSCRIBED: 0.001,
    Signal.REFUSED: 0.005,
}
# Of fewer pushes nothing is usual yet.
LEAST_PUSHES = 1000
# The least and the largest share of the people.
LEAST_SHARE, LARGEST_SHARE = 0.01, 0.5
# Looks before the last one, by the share of what there is to see.
LOOKS = (0.25, 0.5, 0.75)
_STEP, _MOST = 0.25, 60.0
_NEGLIGIBLE = 1e-12


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What was seen of a signal at a look: how often, and how often it is expected if all is usual.

    `share`: of what is expected until the end, which is the information of the look.
    """

    count: int
    expected: float
    share: float


def needed(usual: Mapping[Signal, float]) -> int:
    """How many people detect twice of what is usual, of each signal, with POWER.

    `usual`: by signal, the share of pushes.
    """
    return ceil(_expected_needed() / min(usual.values()))


def at_least(signal: Signal, count: int, pushes: int) -> float:
    """What is usual of a signal, from what was seen of so many pushes before: never 0."""
    return max((count + 1) / (pushes + 1), LEAST_USUAL[signal])


def stopped_by(looks: Sequence[Mapping[Signal, Seen]], *, ended: bool) -> Signal | None:
    """The signal that stops a canary at the last of these looks; `ended`: no look follows."""
    return next((signal for signal in Signal if _is_harm(looks, signal, ended)), None)


def _is_harm(looks: Sequence[Mapping[Signal, Seen]], signal: Signal, ended: bool) -> bool:
    now = looks[-1][signal]
    shares = tuple(look[signal].share for look in looks)
    # The bounds are of both sides, and only one of them is harm.
    bound = bounds(shares, 2 * ALPHA / len(Signal), ended=ended)[-1]
    is_rare = tail(now.count, now.expected) <= NORMAL.cdf(-bound)
    return is_rare and now.count >= TOLERATED * now.expected


def tail(count: int, expected: float) -> float:
    """The probability of so many events or more, of a Poisson variable."""
    if count <= 0:
        return 1.0
    expected = max(expected, _NEGLIGIBLE)
    total, each = 0.0, _probability(count, expected)
    while each > _NEGLIGIBLE * max(total, _NEGLIGIBLE) or count < expected:
        total += each
        count += 1
        each = _probability(count, expected)
    return min(1.0, total)


def _probability(count: int, expected: float) -> float:
    return exp(count * log(expected) - expected - lgamma(count + 1))


@cache
def _expected_needed() -> float:
    """The smallest number of usual events from which on twice as many are found with POWER."""
    found = _MOST
    while found > _STEP and _power(found - _STEP) >= POWER:
        found -= _STEP
    return found


def _power(expected: float) -> float:
    level = ALPHA / len(Signal)
    count = next(n for n in range(1, 500) if tail(n, expected) <= level)
    return tail(max(count, ceil(TOLERATED * expected)), HARM * expected)
