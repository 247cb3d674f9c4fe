"""Samples of arms: means, variances, intervals and what they refuse."""

import random
from statistics import mean, variance

import pytest

from saleor_push_plugin.core.experiments.samples import Difference, Interval, Sample


def of(values: list[float]) -> Sample:
    return Sample(
        people=len(values),
        events=sum(value != 0 for value in values),
        total=sum(values),
        squares=sum(value * value for value in values),
    )


def test_mean_and_variance_are_those_of_the_persons() -> None:
    dice = random.Random(1)
    values = [dice.choice([0.0, 0.0, dice.lognormvariate(3, 1.2), -4.0]) for _ in range(500)]
    assert of(values).mean == pytest.approx(mean(values))
    assert of(values).variance == pytest.approx(variance(values))


def test_wilsons_interval_of_a_rate() -> None:
    # Newcombe (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    expected = {(263, 81): (0.2553, 0.3662), (148, 15): (0.0624, 0.1605)}
    expected |= {(20, 0): (0.0, 0.1611), (29, 1): (0.0061, 0.1718)}
    for (people, reached), (low, high) in expected.items():
        found = Sample.of_rate(people, reached).interval()
        assert (found.low, found.high) == pytest.approx((low, high), abs=6e-5)


def test_nobody_has_no_mean_and_a_single_person_no_variance() -> None:
    nobody = Sample.of_rate(0, 0)
    assert (nobody.mean, nobody.variance, nobody.interval()) == (0, 0, Interval(low=0, high=0))
    assert Sample.of_rate(1, 1).variance == 0


@pytest.mark.parametrize(
    ("people", "events", "total", "squares"),
    [(3, 4, 4, 4), (3, -1, 0, 0), (10, 2, 100, 100), (10, 0, 5, 25)],
)
def test_sums_that_cannot_belong_together_are_refused(
    people: int, events: int, total: float, squares: float
) -> None:
    with pytest.raises(ValueError):
        Sample(people=people, events=events, total=total, squares=squares)


def test_a_difference_has_the_variance_of_both_sides() -> None:
    pair = Difference(arm=Sample.of_rate(1000, 60), base=Sample.of_rate(2000, 80))
    assert pair.estimate == pytest.approx(0.02)
    assert pair.variance == pytest.approx(0.06 * 0.94 / 999 + 0.04 * 0.96 / 1999, rel=1e-3)
    assert pair.relative(pair.estimate) == pytest.approx(0.5)
    assert pair.interval(2).widest == pytest.approx(0.02 + 2 * pair.variance**0.5)


def test_a_few_large_orders_are_no_ground_for_a_claim() -> None:
    """Forty orders of which one is a hundred times as large tell as much as two alike."""
    uneven = of([1.0] * 39 + [100.0] + [0.0] * 1000)
    even = of([1.0] * 40 + [0.0] * 1000)
    assert (even.is_large_enough, uneven.is_large_enough) == (True, False)
    assert Difference(arm=uneven, base=even).z == 0


def test_nothing_to_compare_with_has_no_relative_difference() -> None:
    pair = Difference(arm=Sample.of_rate(10, 1), base=Sample.of_rate(10, 0))
    assert pair.relative(pair.estimate) is None
