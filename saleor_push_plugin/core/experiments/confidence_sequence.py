"""What may be looked at on any day: an asymptotic confidence sequence.

An interval that covers the truth on all days at once, with the stated confidence, however often and
whenever somebody looks, and without a plan. It is wider than that of planned looks for the price.
Source: Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas, “Time-uniform central limit theory and
asymptotic confidence sequences”, arXiv 2103.06476, the two-sided interval and eq. 155 for its
tuning. Asymptotic: it holds for means that are near to normal from the first look on.
"""

from math import exp, log, sqrt

from .samples import Difference, Interval

# The people of both sides together at which the interval is narrowest.
TUNED_FOR = 5000
# The error that the tuning is for; intervals of another error are valid and a little wider.
TUNED_ALPHA = 0.05


def bound(people: int, alpha: float, *, tuned_for: int = TUNED_FOR) -> float:
    """The half width of the interval in standard errors, at so many people.

    With ρ of the tuning and n people: √(2 (nρ² + 1) / (nρ²) · ln(√(nρ² + 1) / α)).
    """
    scaled = max(people, 1) * _rho_squared(tuned_for)
    return sqrt(2 * (scaled + 1) / scaled * log(sqrt(scaled + 1) / alpha))


def interval(
    difference: Difference, alpha: float = TUNED_ALPHA, *, tuned_for: int = TUNED_FOR
) -> Interval:
    """Where the difference lies, on this and on all other days, but for an error of alpha."""
    return difference.interval(bound(difference.people, alpha, tuned_for=tuned_for))


def p_value(difference: Difference, *, tuned_for: int = TUNED_FOR) -> float:
    """The least error at which the interval leaves 0 out: valid on any day.

    The smallest of all days so far is valid as well. 1 while the samples are too small.
    """
    scaled = max(difference.people, 1) * _rho_squared(tuned_for)
    evidence = -(difference.z**2) * scaled / (2 * (scaled + 1))
    return min(1.0, sqrt(scaled + 1) * exp(evidence)) if difference.is_testable else 1.0


def _rho_squared(tuned_for: int) -> float:
    return (-2 * log(TUNED_ALPHA) + log(-2 * log(TUNED_ALPHA) + 1)) / tuned_for
