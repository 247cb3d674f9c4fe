"""What may be said of the arms of an experiment: which leads, and what is proven.

Decision and claim are two things. The leader is whichever arm has brought most, and is what the
rest gets. A claim is about the truth: each arm is compared with the first one, which is what the
shop sends today, and the probability of any false claim is at most alpha over all arms and all
looks.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from . import confidence_sequence, holm, planned_looks, sample_ratio
from .samples import Difference, Interval, Sample

ALPHA = 0.05


class Verdict(StrEnum):
    """What is said of an experiment as a whole; a code that is stored and given to apps."""

    # The arms have other numbers of people than they should: no figure is to be trusted.
    SAMPLE_RATIO_MISMATCH = "sample_ratio_mismatch"
    # Too few people have reached the goal for any claim.
    TOO_FEW = "too_few"
    # The leader brings more than the first arm; if that leads itself, more than each other arm.
    PROVEN = "proven"
    # No arm brings much more or less than the first one; `Claim.largest` says how much at most.
    NO_LARGER_DIFFERENCE = "no_larger_difference"
    LEADER_NOT_PROVEN = "leader_not_proven"


@dataclass(frozen=True, kw_only=True)
class Look:
    """A planned look: the share of the planned information, and z of each arm but the first."""

    fraction: float
    z: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """An arm against the first one. `proven`: 1 if it brings more for certain, −1 less, else 0.

    `interval`: of the difference, such that those of all arms hold together; None if a look so
    early, or of so few, may not claim anything.
    """

    difference: Difference
    interval: Interval | None
    proven: int


@dataclass(frozen=True, kw_only=True)
class Claim:
    """`leader`: the position of the arm that has brought most per person; the earliest of equals.

    `largest`: the largest difference from the first arm that any other may have, in the unit of
    the sample; None if that cannot be said yet.
    """

    verdict: Verdict
    leader: int
    comparisons: tuple[Comparison, ...]
    largest: float | None


def on_any_day(
    arms: Sequence[Sample],
    shares: Sequence[float],
    *,
    alpha: float = ALPHA,
    margin: float | None = None,
    tuned_for: int = confidence_sequence.TUNED_FOR,
) -> Claim:
    """The claim by confidence sequences, which may be asked for at any time and however often.

    `shares`: what the arms' numbers of people should be like. `margin`: the size of a difference
    below which the arms count as alike.
    """
    differences = _differences(arms)
    tests = {
        position: _at_level(confidence_sequence.p_value(each, tuned_for=tuned_for))
        for position, each in enumerate(differences)
    }
    proven = {position: _sign(differences[position].z) for position in holm.rejected(tests, alpha)}
    level = alpha / len(differences)
    intervals = [
        confidence_sequence.interval(each, level, tuned_for=tuned_for) for each in differences
    ]
    return _claim(arms, shares, _comparisons(differences, intervals, proven), margin)


def at_planned_look(
    arms: Sequence[Sample],
    shares: Sequence[float],
    looks: Sequence[Look],
    *,
    ended: bool,
    alpha: float = ALPHA,
    margin: float | None = None,
) -> Claim:
    """The claim by O'Brien–Fleming's bounds, at the last of the planned looks that were taken.

    `ended`: no look follows. Raises ValueError if the information falls from look to look.
    """
    differences, fractions = _differences(arms), tuple(look.fraction for look in looks)

    def crossed(position: int, level: float) -> int:
        limits = planned_looks.bounds(fractions, level, ended=ended)
        pairs = zip(looks, limits, strict=True)
        crossing = (look.z[position] for look, limit in pairs if abs(look.z[position]) >= limit)
        return _sign(next(crossing, 0.0))

    proven = _by_holm(crossed, len(differences), alpha)
    bound = planned_looks.bounds(fractions, alpha / len(differences), ended=ended)[-1]
    usable = bound < planned_looks.EDGE
    intervals = [each.interval(bound) if usable else None for each in differences]
    return _claim(arms, shares, _comparisons(differences, intervals, proven), margin)


def before_looks(arms: Sequence[Sample], shares: Sequence[float]) -> Claim:
    """What may be said before the first planned look: who leads, and nothing of the truth."""
    differences = _differences(arms)
    nothing = [None] * len(differences)
    return _claim(arms, shares, _comparisons(differences, nothing, {}), None)


def _by_holm(crossed: Callable[[int, float], int], count: int, alpha: float) -> dict[int, int]:
    """The sign of each difference that is proven, by position."""

    def test(position: int) -> Callable[[float], bool]:
        return lambda level: crossed(position, level) != 0

    found = holm.rejected({position: test(position) for position in range(count)}, alpha)
    return {position: crossed(position, alpha) for position in found}


def _at_level(p_value: float) -> Callable[[float], bool]:
    return lambda level: p_value <= level


def _differences(arms: Sequence[Sample]) -> list[Difference]:
    if len(arms) < 2:
        raise ValueError("an experiment has at least two arms")
    return [Difference(arm=arm, base=arms[0]) for arm in arms[1:]]


def _comparisons(
    differences: Sequence[Difference],
    intervals: Sequence[Interval | None],
    proven: Mapping[int, int],
) -> tuple[Comparison, ...]:
    return tuple(
        Comparison(
            difference=each,
            interval=interval if each.is_testable else None,
            proven=proven.get(position, 0),
        )
        for position, (each, interval) in enumerate(zip(differences, intervals, strict=True))
    )


def _claim(
    arms: Sequence[Sample],
    shares: Sequence[float],
    comparisons: tuple[Comparison, ...],
    margin: float | None,
) -> Claim:
    leader = max(range(len(arms)), key=lambda position: (arms[position].mean, -position))
    largest = _largest(comparisons)
    if sample_ratio.is_mismatch([arm.people for arm in arms], shares):
        verdict = Verdict.SAMPLE_RATIO_MISMATCH
    elif not any(each.difference.is_testable for each in comparisons):
        verdict = Verdict.TOO_FEW
    elif _is_proven(leader, comparisons):
        verdict = Verdict.PROVEN
    elif largest is not None and margin is not None and largest <= margin:
        verdict = Verdict.NO_LARGER_DIFFERENCE
    else:
        verdict = Verdict.LEADER_NOT_PROVEN
    return Claim(verdict=verdict, leader=leader, comparisons=comparisons, largest=largest)


def _largest(comparisons: Sequence[Comparison]) -> float | None:
    known = [each.interval.widest for each in comparisons if each.interval]
    return max(known) if len(known) == len(comparisons) else None


def _is_proven(leader: int, comparisons: Sequence[Comparison]) -> bool:
    if leader:
        return comparisons[leader - 1].proven > 0
    return all(each.proven < 0 for each in comparisons)


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
