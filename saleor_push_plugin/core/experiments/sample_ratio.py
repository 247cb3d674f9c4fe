"""The alarm for a sample-ratio mismatch: arms that do not have the people they should have.

If 50:50 was wanted and 52:48 came, the arms differ by more than their texts: rows are lost, or
people are assigned by something else than chance. Then no figure of the experiment is to be trusted
(Fabijan et al. 2019). Pearson's χ² with p < .001.
"""

from collections.abc import Sequence
from math import erfc, exp, pi, sqrt

ALARM = 0.001


def p_value(observed: Sequence[int], shares: Sequence[float]) -> float:
    """The probability of people so far from their shares, or further, by chance.

    `shares` need not sum to 1. Raises ValueError for fewer than two arms, arms without a share, or
    unequal numbers of both.
    """
    if len(observed) != len(shares) or len(observed) < 2 or min(shares) <= 0:
        raise ValueError(f"{len(observed)} arms with the shares {shares}")
    total, whole = sum(observed), sum(shares)
    if not total:
        return 1.0
    expected = [total * share / whole for share in shares]
    square = sum((n - e) ** 2 / e for n, e in zip(observed, expected, strict=True))
    return chi_square_tail(square, len(observed) - 1)


def is_mismatch(observed: Sequence[int], shares: Sequence[float]) -> bool:
    """Whether the arms have other numbers of people than chance gives."""
    return p_value(observed, shares) < ALARM


def chi_square_tail(square: float, freedom: int) -> float:
    """The probability of more than `square` under χ² with so many degrees of freedom.

    The finite sums for whole degrees (Abramowitz & Stegun 26.4.4 and 26.4.5).
    """
    if square <= 0:
        return 1.0
    half = square / 2
    if freedom % 2:
        tail, term, first = erfc(sqrt(half)), sqrt(2 * square / pi) * exp(-half), 3
    else:
        tail, term, first = exp(-half), half * exp(-half), 4
    for each in range(first, freedom + 1, 2):
        tail += term
        term *= square / each
    return tail
