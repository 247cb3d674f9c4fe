"""What an experiment can find is said before: it agrees with the rule that decides, simulated."""

import random
from math import exp, sqrt

import pytest

from saleor_push_plugin.core.experiments import smallest_lift, two_looks
from saleor_push_plugin.core.experiments.goals import Goal
from saleor_push_plugin.core.experiments.samples import Sample
from saleor_push_plugin.core.experiments.smallest_lift import (
    ASSUMED,
    SmallestLift,
    Source,
    Usual,
    at_two_looks,
    on_any_day,
)

TWO_PERCENT = Usual(rate=0.02, source=Source.RESULTS)


def lift(found: SmallestLift) -> float:
    assert found.lift is not None
    return found.lift


def _clicks(chance: random.Random, people: int, rate: float) -> int:
    """A binomial number, near enough."""
    drawn = chance.gauss(people * rate, sqrt(people * rate * (1 - rate)))
    return min(people, max(0, round(drawn)))


def found_share(people: int, rate: float, raised: float, arms: int, runs: int = 600) -> float:
    """In how many of so many campaigns the arm with the raised rate is proven, by the two looks."""
    chance, found = random.Random(15), 0
    for _ in range(runs):
        rates = [rate] * (arms - 1) + [raised]
        # Half of the answers have come at the first look, and each stays.
        early = [_clicks(chance, people, each / 2) for each in rates]
        late = [
            n + _clicks(chance, people - n, each / 2) for n, each in zip(early, rates, strict=True)
        ]
        looks = []
        for counts in (early, late):
            samples = [Sample.of_rate(people, n) for n in counts]
            looks.append((two_looks.information(samples), two_looks.z_of(samples)))
        claim = two_looks.claim(samples, [1 / arms] * arms, *looks)
        found += claim.comparisons[-1].proven > 0
    return found / runs


@pytest.mark.parametrize("arms", [2, 3])
def test_a_campaign_finds_the_smallest_lift_in_eighty_of_a_hundred_cases(arms: int) -> None:
    people, rate = 20_000, 0.02
    smallest = lift(at_two_looks(Goal.CLICK, TWO_PERCENT, people, arms))
    found = found_share(people, rate, rate * (1 + smallest), arms)
    assert 0.74 < found < 0.88
    assert found_share(people, rate, rate * (1 + smallest / 2), arms) < 0.4


def test_more_people_find_less_and_more_arms_or_any_day_need_more() -> None:
    def found(people: int, arms: int = 2) -> float:
        return lift(at_two_looks(Goal.CLICK, TWO_PERCENT, people, arms))

    assert found(40_000) < found(20_000) < found(20_000, 3) < found(20_000, 5)
    assert found(20_000) < lift(on_any_day(Goal.CLICK, TWO_PERCENT, 20_000, 2))


@pytest.mark.parametrize("people", [0, 1, 100, 1499])
def test_of_fewer_than_thirty_clicks_an_arm_nothing_is_found(people: int) -> None:
    for of in (at_two_looks, on_any_day):
        found = of(Goal.CLICK, TWO_PERCENT, people, 2)
        assert (found.lift, found.decides) == (None, False)


def test_a_test_decides_if_it_finds_a_half_or_less() -> None:
    assert not at_two_looks(Goal.CLICK, TWO_PERCENT, 1_600, 2).decides
    assert at_two_looks(Goal.CLICK, TWO_PERCENT, 20_000, 2).decides


def test_where_everybody_reaches_the_goal_nothing_can_rise() -> None:
    everybody = Usual(rate=1.0, source=Source.RESULTS)
    assert at_two_looks(Goal.CLICK, everybody, 10_000, 2).lift is None


def test_unequal_sums_need_more_people_than_orders() -> None:
    orders = at_two_looks(Goal.ORDER, ASSUMED[Goal.ORDER], 50_000, 2)
    revenue = at_two_looks(Goal.REVENUE, ASSUMED[Goal.REVENUE], 50_000, 2)
    assert lift(orders) < lift(revenue)


def test_what_is_usual_is_read_from_a_sample_or_not_said() -> None:
    assert Usual.of(Sample.of_rate(2000, 100)) == Usual(rate=0.05, source=Source.RESULTS)
    assert Usual.of(Sample.of_rate(999, 100)) is None
    assert Usual.of(Sample.of_rate(5000, 29)) is None
    sums = [exp(random.Random(n).gauss(3, 1)) for n in range(200)]
    sample = Sample(people=5000, events=200, total=sum(sums), squares=sum(x * x for x in sums))
    found = Usual.of(sample)
    assert found is not None
    per_mean = (1 + found.spread) / found.rate - 1
    assert per_mean == pytest.approx(sample.variance / sample.mean**2, rel=1e-3)


def test_assumptions_are_said_to_be_ones() -> None:
    assert {each.source for each in ASSUMED.values()} == {Source.ASSUMED}
    assert set(ASSUMED) == set(Goal)
    assert smallest_lift.LARGEST == 0.5
