"""Planned looks, any-day intervals, Holm, the sample ratio and what can be found at all.

Expected figures are published ones: of gsDesign and ldbounds (R), of textbooks' tables of χ² and
sample sizes. Where none is published, chance decides, from a seed.
"""

import random
from itertools import pairwise
from math import inf, log, sqrt
from statistics import NormalDist

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from saleor_push_plugin.core.experiments import (
    confidence_sequence,
    detectable_lift,
    holm,
    planned_looks,
    sample_ratio,
)
from saleor_push_plugin.core.experiments.samples import Difference, Sample

FIVE = (0.2, 0.4, 0.6, 0.8, 1.0)


def test_bounds_of_five_equal_looks_are_those_of_ldbounds() -> None:
    found = planned_looks.bounds(FIVE, 0.05)
    assert found == pytest.approx((4.8769, 3.3569, 2.6803, 2.2898, 2.0310), abs=2e-4)


@pytest.mark.parametrize(
    ("fractions", "expected"),
    [((0.5, 1.0), (2.9626, 1.9686)), ((1 / 3, 2 / 3, 1.0), (3.7103, 2.5114, 1.9930))],
)
def test_bounds_of_two_and_three_looks(
    fractions: tuple[float, ...], expected: tuple[float, ...]
) -> None:
    assert planned_looks.bounds(fractions, 0.05) == pytest.approx(expected, abs=2e-4)


def test_a_single_look_has_the_bound_of_the_normal_distribution() -> None:
    expected = NormalDist().inv_cdf(0.975)
    assert planned_looks.bounds((1.0,), 0.05) == pytest.approx((expected,))
    # Also if it ended at a third of what was planned: nothing was spent before.
    assert planned_looks.bounds((0.33,), 0.05, ended=True) == pytest.approx((expected,))


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.floats(min_value=0.01, max_value=1.3), min_size=1, max_size=6),
    st.floats(min_value=0.002, max_value=0.2),
)
@example([0.984375, 1.25], 0.03125)
@example([0.0625, 0.0625], 0.0625)
def test_any_looks_spend_the_error_and_no_more(fractions: list[float], alpha: float) -> None:
    looks = tuple(sorted(fractions))
    limits = planned_looks.bounds(looks, alpha, ended=True)
    total = planned_looks.power([min(each, 1.0) for each in looks], limits, 0.0)
    assert total == pytest.approx(alpha, rel=1e-4) or limits[-1] == inf
    assert total <= alpha * (1 + 1e-4)


def test_bounds_hold_for_random_walks_at_odd_times() -> None:
    dice, times = random.Random(7), (0.13, 0.17, 0.55, 0.9)
    limits = planned_looks.bounds(times, 0.05, ended=True)
    crossed, runs = 0, 10_000
    for _ in range(runs):
        walk = time = 0.0
        for at, limit in zip(times, limits, strict=True):
            walk, time = walk + dice.gauss(0, sqrt(at - time)), at
            if abs(walk) / sqrt(at) >= limit:
                crossed += 1
                break
    assert crossed / runs == pytest.approx(0.05, abs=0.005)


def test_after_the_planned_information_nothing_is_left_to_claim() -> None:
    assert planned_looks.bounds((0.5, 1.1, 1.4), 0.05)[2] == inf


def test_looks_that_fall_and_impossible_errors_are_refused() -> None:
    for fractions, alpha in (((0.5, 0.4), 0.05), ((-0.1, 1.0), 0.05), ((1.0,), 0.0)):
        with pytest.raises(ValueError):
            planned_looks.bounds(fractions, alpha)


def test_the_drift_that_is_found() -> None:
    # (1.960 + 0.842), and O'Brien–Fleming's five looks cost some 2.5 % of people (J&T, table 2.4).
    fixed = planned_looks.detectable_drift((1.0,), 0.05, 0.8)
    assert fixed == pytest.approx(2.8016, abs=1e-3)
    assert planned_looks.detectable_drift(FIVE, 0.05, 0.8) ** 2 / fixed**2 == pytest.approx(
        1.025, abs=0.005
    )


def test_the_any_day_interval_is_eq_155s() -> None:
    people, alpha = 12_345, 0.05
    rho = sqrt((-2 * log(alpha) + log(-2 * log(alpha) + 1)) / 5000)
    scaled = people * rho**2
    expected = sqrt(2 * (scaled + 1) / (people**2 * rho**2) * log(sqrt(scaled + 1) / alpha))
    found = confidence_sequence.bound(people, alpha) / sqrt(people)
    assert found == pytest.approx(expected)


@given(st.integers(30, 400), st.integers(30, 400), st.floats(min_value=0.001, max_value=0.5))
def test_a_p_value_agrees_with_its_interval(clicks: int, others: int, alpha: float) -> None:
    pair = Difference(arm=Sample.of_rate(2000, clicks), base=Sample.of_rate(3000, others))
    found = confidence_sequence.interval(pair, alpha)
    outside = not found.low <= 0 <= found.high
    assert outside == (confidence_sequence.p_value(pair) < alpha)


def test_an_any_day_interval_holds_over_a_thousand_days() -> None:
    dice, wrong = random.Random(3), 0
    for _ in range(200):
        walk = 0.0
        for day in range(1, 1001):
            walk += dice.gauss(0, sqrt(100))
            if abs(walk) / sqrt(day * 100) > confidence_sequence.bound(day * 100, 0.05):
                wrong += 1
                break
    assert wrong / 200 <= 0.05


def test_the_tuning_makes_it_narrowest_there() -> None:
    at = {tuned: confidence_sequence.bound(5000, 0.05, tuned_for=tuned) for tuned in (500, 5000)}
    assert at[5000] < at[500]
    assert at[5000] < confidence_sequence.bound(5000, 0.05, tuned_for=50_000)


def test_holm_goes_on_from_the_smallest_p_value() -> None:
    # Holm's steps at .05: .0125, .0167, .025, .05.
    def tests(*values: float) -> dict[int, object]:
        return {n: (lambda level, p=p: p <= level) for n, p in enumerate(values)}

    assert holm.rejected(tests(0.01, 0.016, 0.02, 0.04), 0.05) == {0, 1, 2, 3}
    assert holm.rejected(tests(0.04, 0.01, 0.03, 0.02), 0.05) == {1}
    assert holm.rejected(tests(0.013, 0.013, 0.013, 0.013), 0.05) == set()


@pytest.mark.parametrize(
    ("square", "freedom", "tail"),
    [
        (3.841, 1, 0.05),
        (10.828, 1, 0.001),
        (5.991, 2, 0.05),
        (13.816, 2, 0.001),
        (16.266, 3, 0.001),
        (9.488, 4, 0.05),
        (18.467, 4, 0.001),
        (18.307, 10, 0.05),
    ],
)
def test_the_tail_of_chi_square(square: float, freedom: int, tail: float) -> None:
    assert sample_ratio.chi_square_tail(square, freedom) == pytest.approx(tail, rel=2e-3)


def test_a_sample_ratio_is_an_alarm_where_chance_does_not_give_it() -> None:
    assert not sample_ratio.is_mismatch([5000, 5100], [1, 1])
    assert sample_ratio.is_mismatch([5000, 5400], [1, 1])
    assert not sample_ratio.is_mismatch([500, 9500], [5, 95])
    assert sample_ratio.is_mismatch([1000, 1000, 1200], [1, 1, 1])
    assert not sample_ratio.is_mismatch([0, 0], [1, 1])


@pytest.mark.parametrize(("observed", "shares"), [([1], [1]), ([1, 2], [1]), ([1, 2], [0, 1])])
def test_shares_that_are_none_are_refused(observed: list[int], shares: list[float]) -> None:
    with pytest.raises(ValueError):
        sample_ratio.p_value(observed, shares)


def test_the_smallest_lift_is_the_textbooks() -> None:
    # 2 % against 2.4 %: 21,100 an arm by the unpooled formula, at 80 % power, looked at once.
    lift = detectable_lift.smallest_in_rate(
        rate=0.02, people=21_108, base_people=21_108, looks=(1.0,)
    )
    assert lift == pytest.approx(0.004, rel=2e-3)


def test_more_arms_and_fewer_people_find_less() -> None:
    def smallest(people: int, comparisons: int = 1) -> float:
        return detectable_lift.smallest_in_mean(
            variance=50.0, people=people, base_people=people, comparisons=comparisons
        )

    assert smallest(1000) == pytest.approx(2 * smallest(4000))
    assert all(fewer < more for fewer, more in pairwise([smallest(1000, n) for n in (1, 2, 4)]))


def test_what_cannot_be_found_is_said() -> None:
    assert detectable_lift.smallest_in_rate(rate=0.5, people=10, base_people=10) is None
    for people, rate in ((0, 0.5), (10, 0.0)):
        with pytest.raises(ValueError):
            detectable_lift.smallest_in_rate(rate=rate, people=people, base_people=10)
