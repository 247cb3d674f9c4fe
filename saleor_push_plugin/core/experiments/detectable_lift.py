"""What an experiment can find at all: told before it begins, so that none is begun in vain."""

from math import sqrt

from . import confidence_sequence
from .planned_looks import NORMAL, detectable_drift

POWER = 0.8
ALPHA = 0.05
LOOKS = (0.2, 0.4, 0.6, 0.8, 1.0)
# A rate of the arm changes its variance, so the lift is found in a few rounds.
ROUNDS = 30


def smallest_in_mean(
    *,
    variance: float,
    people: int,
    base_people: int,
    comparisons: int = 1,
    looks: tuple[float, ...] = LOOKS,
    alpha: float = ALPHA,
    power: float = POWER,
) -> float:
    """The smallest difference of means that is found with this power, in the unit of the sample.

    `variance` between persons, of both sides. `comparisons`: how many are claimed together; the
    level is that of the first step of Holm's. Raises ValueError for sides without people.
    """
    found = drift(comparisons, looks, alpha, power)
    return found * error(variance, variance, people, base_people)


def smallest_in_rate(
    *,
    rate: float,
    people: int,
    base_people: int,
    comparisons: int = 1,
    looks: tuple[float, ...] = LOOKS,
    alpha: float = ALPHA,
    power: float = POWER,
) -> float | None:
    """The smallest rise of a rate that is found with this power, as a difference of rates.

    None if not even an arm in which everybody reaches the goal would be found. Raises ValueError
    for a rate that is not between 0 and 1, or sides without people.
    """
    return rise(rate, drift(comparisons, looks, alpha, power), people, base_people)


def smallest_on_any_day(
    *, rate: float, people: int, comparisons: int = 1, alpha: float = ALPHA, power: float = POWER
) -> float | None:
    """As `smallest_in_rate`, for a claim by a confidence sequence once each arm has `people`."""
    bound = confidence_sequence.bound(2 * people, alpha / max(comparisons, 1))
    return rise(rate, bound + NORMAL.inv_cdf(power), people, people)


def rise(rate: float, drift: float, people: int, base_people: int) -> float | None:
    """The smallest rise of a rate that is found; `drift`: in standard errors, see `drift`."""
    if not 0 < rate < 1:
        raise ValueError(f"{rate} is not a rate")
    higher = rate
    for _ in range(ROUNDS):
        variances = higher * (1 - higher), rate * (1 - rate)
        higher = rate + drift * error(*variances, people, base_people)
        if higher > 1:
            return None
    return higher - rate


def drift(
    comparisons: int, looks: tuple[float, ...], alpha: float = ALPHA, power: float = POWER
) -> float:
    """The difference in standard errors that is found with this power at so many looks."""
    return detectable_drift(looks, alpha / max(comparisons, 1), power)


def error(variance: float, base_variance: float, people: int, base_people: int) -> float:
    """The standard error of the difference of two means."""
    if min(people, base_people) < 1:
        raise ValueError("an arm without people finds nothing")
    return sqrt(variance / people + base_variance / base_people)
