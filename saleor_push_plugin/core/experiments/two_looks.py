"""Planned looks at people who were all told at one time, and whose answers come in later.

The people are as many at the second look as at the first; what grows is the number of their
answers. Where nothing differs, each answer is one of either arm by chance, so that the difference
of two arms is a Brownian motion in the sum of the squares of all answers: that sum is the
information (for clicks and orders it is their number).
"""

from collections.abc import Sequence

from . import claims
from .claims import Claim, Look
from .samples import Difference, Sample

# The share of the final information that the first look is taken for: of 2.96 standard errors two
# arms may be told apart there. If less follows than that, the last look spends what is left.
FIRST = 0.5
# A last look with so little more than the first one is the only one.
LEAST_MORE = 0.002


def information(arms: Sequence[Sample]) -> float:
    """What a look has reached."""
    return sum(arm.squares for arm in arms)


def z_of(arms: Sequence[Sample]) -> tuple[float, ...]:
    """The differences of all arms from the first one, in standard errors."""
    return tuple(Difference(arm=arm, base=arms[0]).z for arm in arms[1:])


def claim(
    arms: Sequence[Sample],
    shares: Sequence[float],
    first: tuple[float, Sequence[float]],
    last: tuple[float, Sequence[float]] | None = None,
) -> Claim:
    """The claim at the first look, or at the last one; `arms` as the newer of them had them.

    `first`, `last`: the information of the look and its z. `shares`: what the arms' numbers of
    people should be like.
    """
    if last is None:
        looks = [Look(fraction=FIRST, z=tuple(first[1]))]
        return claims.at_planned_look(arms, shares, looks, ended=False)
    whole = first[0] / FIRST
    if last[0] <= first[0] * (1 + LEAST_MORE):
        looks = [Look(fraction=1.0, z=tuple(last[1]))]
    else:
        # In hundredths: the bounds are integrals, which are remembered by the shares of the looks.
        reached = round(min(1.0, last[0] / whole), 2) if whole else 1.0
        looks = [Look(fraction=FIRST, z=tuple(first[1])), Look(fraction=reached, z=tuple(last[1]))]
    return claims.at_planned_look(arms, shares, looks, ended=True)
