"""Medians, ratios of pairs and how sure we are of them."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

RESAMPLES = 2000
CONFIDENCE = 0.95


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """`on` against `off`. `ratio` is the median of on/off over all pairs, `low` to `high` its
    bootstrap confidence interval."""

    pairs: int
    off: float
    on: float
    ratio: float
    low: float
    high: float

    @property
    def blur(self) -> float:
        return (self.high - self.low) / 2


def compare(pairs: Sequence[tuple[float, float]]) -> Comparison:
    """Pairs of (off, on), measured one right after the other.

    Each is divided on its own, because what else the machine does hits both of a pair alike.
    """
    ratios = [on / off for off, on in pairs]
    low, high = _interval(ratios)
    return Comparison(
        pairs=len(pairs),
        off=median(off for off, _ in pairs),
        on=median(on for _, on in pairs),
        ratio=median(ratios),
        low=low,
        high=high,
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all values do not exceed (nearest rank)."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def _interval(values: Sequence[float]) -> tuple[float, float]:
    # The same numbers give the same interval.
    dice = random.Random(1)
    medians = [median(dice.choices(values, k=len(values))) for _ in range(RESAMPLES)]
    tail = (1 - CONFIDENCE) / 2
    return percentile(medians, tail), percentile(medians, 1 - tail)
