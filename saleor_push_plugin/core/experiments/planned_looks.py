"""Planned looks at an experiment that is still running: O'Brien–Fleming by error spending.

Who looks five times at a limit for one look finds a winner too often. Lan & DeMets (1983) give each
look a part of the permitted error, by the share of the information that has been reached by then,
so that neither the number nor the times of the looks need be fixed beforehand. The function that
spends as O'Brien & Fleming (1979) do gives little to early looks and nearly all to the last.

Bounds are of the statistic z, the estimate in standard errors, on both sides. The probability of
crossing them is integrated from look to look (Armitage, McPherson & Rowe 1969; Jennison & Turnbull
2000, ch. 19): the process z·√t is a Brownian motion at time t.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import ceil, erfc, exp, inf, isinf, pi, sqrt
from statistics import NormalDist

NORMAL = NormalDist()
# The standard deviations of a normal distribution beyond which nothing is left to count.
EDGE = 9.0
# Points of the integral to one standard deviation of the shortest step.
FINENESS = 4
# Looks with less information between them are one.
LEAST_STEP = 1e-3
# Error less than this is not spent: no bound could be told from infinity.
LEAST_SPENT = 1e-14
STEPS = 60


def spent(fraction: float, alpha: float) -> float:
    """The error that may have been spent, on both sides, with this share of the information.

    O'Brien–Fleming's: 4 (1 − Φ(z(1 − α/4) / √t)), which is α at t = 1.
    """
    if fraction <= 0:
        return 0.0
    if fraction >= 1:
        return alpha
    return 2 * erfc(NORMAL.inv_cdf(1 - alpha / 4) / sqrt(2 * fraction))


@lru_cache(maxsize=4096)
def bounds(fractions: tuple[float, ...], alpha: float, *, ended: bool = False) -> tuple[float, ...]:
    """The bound of |z| at each look; infinite where a look may not claim anything.

    `fractions`: the shares of the planned information that each look had reached, rising. Past 1
    nothing is left: the first look there is the last. `ended`: the last of them is the last look,
    whatever it reached, and spends what is left. `alpha`: the error of all looks, on both sides.
    Raises ValueError for fractions that fall or are negative, or an alpha that is no probability.
    """
    _check(fractions, alpha)
    # Capped first: what lies past 1 would make the integral too coarse for the step up to 1.
    looks = [min(fraction, 1.0) for fraction in fractions]
    found, before = [], _Process.begun(looks)
    for number, fraction in enumerate(looks):
        last = ended and number == len(looks) - 1
        allowed = alpha if last else spent(fraction, alpha)
        bound, before = before.look(fraction, allowed)
        found.append(bound)
    return tuple(found)


def power(fractions: Sequence[float], limits: Sequence[float], drift: float) -> float:
    """The probability that any look crosses its limit on the side of the drift, or on the other.

    `drift`: the expected z at fraction 1.
    """
    process = _Process.begun(fractions)
    for fraction, limit in zip(fractions, limits, strict=True):
        # As `look` does: a look that may claim nothing is none, so another may be at its moment.
        if fraction - process.time >= LEAST_STEP and not isinf(limit):
            process = process.seen(fraction, limit, drift)
    return process.crossed


@lru_cache(maxsize=256)
def detectable_drift(fractions: tuple[float, ...], alpha: float, wanted: float) -> float:
    """The z at the end that such looks find with the wanted power; 2.80 for one look at .05, .8."""
    limits, low, high = bounds(fractions, alpha, ended=True), 0.0, 20.0
    for _ in range(STEPS // 2):
        middle = (low + high) / 2
        enough = power(fractions, limits, middle) >= wanted
        low, high = (low, middle) if enough else (middle, high)
    return high


def _check(fractions: Sequence[float], alpha: float) -> None:
    if any(later < earlier for earlier, later in pairwise((0.0, *fractions))):
        raise ValueError(f"the information of looks cannot fall: {fractions}")
    if not 0 < alpha < 1:
        raise ValueError(f"{alpha} is not a probability of error")


@dataclass(frozen=True, kw_only=True)
class _Process:
    """The Brownian motion that has crossed no bound by `time`: its density, at equal distances.

    `crossed`: the probability that it has crossed one. At time 0 it is at 0 for certain. `finest`:
    the distance of two points.
    """

    finest: float
    time: float
    crossed: float
    points: tuple[float, ...]
    weights: tuple[float, ...]

    @classmethod
    def begun(cls, fractions: Sequence[float]) -> "_Process":
        steps = [later - earlier for earlier, later in pairwise((0.0, *fractions))]
        shortest = min([step for step in steps if step >= LEAST_STEP], default=1.0)
        finest = sqrt(shortest) / FINENESS
        return cls(finest=finest, time=0.0, crossed=0.0, points=(0.0,), weights=(1.0,))

    def look(self, time: float, allowed: float) -> tuple[float, "_Process"]:
        """The bound at which this much error has been spent, and the process after the look."""
        left = allowed - self.crossed
        if time - self.time < LEAST_STEP or left < LEAST_SPENT:
            return inf, self
        bound = self._bound(time, left)
        return bound, self.seen(time, bound)

    def seen(self, time: float, bound: float, drift: float = 0.0) -> "_Process":
        """The process after a look with this bound of |z|."""
        step = sqrt(time - self.time)
        mean = drift * (time - self.time)
        edge = min(bound * sqrt(time), EDGE * sqrt(time) + abs(drift))
        points = _points(edge, self.finest)
        return _Process(
            finest=self.finest,
            time=time,
            crossed=self.crossed + self._beyond(edge, step, mean, bound),
            points=points,
            weights=tuple(self._density(x - mean, step) * w for x, w in _simpson(points)),
        )

    def _bound(self, time: float, error: float) -> float:
        low, high, step = 0.0, 40.0, sqrt(time - self.time)
        for _ in range(STEPS):
            middle = (low + high) / 2
            too_much = self._beyond(middle * sqrt(time), step, 0.0, middle) > error
            low, high = (middle, high) if too_much else (low, middle)
        return high

    def _beyond(self, edge: float, step: float, mean: float, bound: float) -> float:
        """The probability that the next step ends beyond the edge, on either side."""
        if isinf(bound):
            return 0.0
        scale = step * sqrt(2)
        sides = (
            weight * (erfc((edge - at - mean) / scale) + erfc((edge + at + mean) / scale))
            for at, weight in zip(self.points, self.weights, strict=True)
        )
        return sum(sides) / 2

    def _density(self, at: float, step: float) -> float:
        reach = EDGE * step
        total = sum(
            weight * exp(-0.5 * ((at - x) / step) ** 2)
            for x, weight in zip(self.points, self.weights, strict=True)
            if -reach < at - x < reach
        )
        return total / (step * sqrt(2 * pi))


def _points(edge: float, finest: float) -> tuple[float, ...]:
    """An odd number of points from −edge to edge, no further apart than the finest."""
    half = 2 * max(12, ceil(edge / finest / 2))
    return tuple(edge * number / half for number in range(-half, half + 1))


def _simpson(points: Sequence[float]) -> list[tuple[float, float]]:
    """Each point with its weight of Simpson's rule."""
    width, last = points[1] - points[0], len(points) - 1
    inner = [4 if number % 2 else 2 for number in range(1, last)]
    return list(zip(points, [w * width / 3 for w in (1, *inner, 1)], strict=True))
