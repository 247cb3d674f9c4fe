"""Simulated people of an experiment's arms, who click or buy by chance, from a seed."""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from math import comb

from saleor_push_plugin.core.experiments.samples import Sample

RATE = 0.02
# What a buyer spends is lognormal: the mean is 60, a hundredth of them spends six times as much or
# more. So many of a hundred orders are sent back.
SIGMA, MEDIAN, RETURNED = 1.2, 29.2, 0.08
Draw = Callable[[int], tuple[int, float, float]]


@dataclass(frozen=True, kw_only=True)
class People:
    """How the people of one arm behave: `revenue` or clicks, at a rate."""

    dice: random.Random
    revenue: bool
    rate: float = RATE

    def samples(self, batch: int, batches: int) -> Iterator[Sample]:
        """The sample of this arm after each batch of people."""
        table, people, events, total, squares = _binomial(batch, self.rate), 0, 0, 0.0, 0.0
        for _ in range(batches):
            people += batch
            for value in self._values(bisect(table, self.dice.random())):
                events += 1
                total += value
                squares += value * value
            yield Sample(people=people, events=events, total=total, squares=squares)

    def _values(self, count: int) -> list[float]:
        if not self.revenue:
            return [1.0] * count
        spent = (MEDIAN * self.dice.lognormvariate(0, SIGMA) for _ in range(count))
        return [value for value in spent if self.dice.random() >= RETURNED]


def _binomial(people: int, rate: float) -> list[float]:
    """The cumulative distribution of how many of so many people do it, for `bisect`."""
    each = (
        comb(people, n) * rate**n * (1 - rate) ** (people - n) for n in range(min(people, 80) + 1)
    )
    return list(accumulate(each))[:-1]
