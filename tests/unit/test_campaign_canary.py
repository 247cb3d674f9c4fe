"""A canary finds twice of what is usual, and seldom stops what is usual."""

import random
from math import exp, factorial

import pytest

from saleor_push_plugin.campaigns.canary import Usual, planned
from saleor_push_plugin.core.campaigns.canary import (
    Seen,
    Signal,
    Watch,
    at_least,
    needed,
    stopped_by,
    tail,
)

RATES = {Signal.DISMISSED: 0.05, Signal.UNSUBSCRIBED: 0.004, Signal.REFUSED: 0.01}


@pytest.mark.parametrize(("count", "expected"), [(0, 3.0), (1, 0.0), (5, 1.5), (30, 13.5), (9, 40)])
def test_a_tail_is_poissons(count: int, expected: float) -> None:
    fewer = (exp(-expected) * expected**n / factorial(n) for n in range(count))
    assert tail(count, expected) == pytest.approx(1 - sum(fewer), abs=1e-9)


def _draw(dice: random.Random, mean: float) -> int:
    """A Poisson variable (Knuth)."""
    limit, product, count = exp(-mean), dice.random(), 0
    while product > limit:
        product *= dice.random()
        count += 1
    return count


def _stops(dice: random.Random, harm: float) -> bool:
    """Whether a canary of just enough people is stopped at any of four looks."""
    people, counts, looks = needed(RATES), dict.fromkeys(Signal, 0), []
    for number in range(1, 5):
        for signal in Signal:
            more = people / 4 * RATES[signal] * (harm if signal is Signal.UNSUBSCRIBED else 1)
            counts[signal] += _draw(dice, more)
        share = number / 4
        looks.append(
            {
                signal: Seen(
                    count=counts[signal], expected=people * RATES[signal] * share, share=share
                )
                for signal in Signal
            }
        )
        if stopped_by(looks, ended=number == 4):
            return True
    return False


def test_twice_as_many_who_unsubscribe_are_found_and_the_usual_seldom_stops_it() -> None:
    dice = random.Random(15)
    runs = 600
    assert sum(_stops(dice, 2.0) for _ in range(runs)) / runs > 0.77
    # 5 % over all signals and looks, and three standard errors of so many runs.
    assert sum(_stops(dice, 1.0) for _ in range(runs)) / runs < 0.05 + 0.027


def test_a_large_canary_tolerates_a_little_more_than_usual() -> None:
    look = {s: Seen(count=1400, expected=1000.0, share=1.0) for s in Signal}
    assert stopped_by([look], ended=True) is None
    harm = {**look, Signal.REFUSED: Seen(count=1600, expected=1000.0, share=1.0)}
    assert stopped_by([harm], ended=True) is Signal.REFUSED


def test_its_size_is_the_larger_of_a_hundredth_and_what_finds_twice_the_usual() -> None:
    usual = Usual(shares={signal: (rate,) for signal, rate in RATES.items()})
    least = needed(RATES)
    small, large = planned(10 * least, usual), planned(1000 * least, usual)
    assert least <= small.people + 1 <= 1.1 * least
    assert (small.watch, small.ends) == (Watch.WATCHED, 1000)
    assert (large.people, large.ends) == (10 * least, 100)
    assert planned(2 * least - 1, usual).watch is Watch.TOO_FEW_PEOPLE
    assert planned(10**6, None).watch is Watch.NOTHING_USUAL


def test_what_was_never_seen_is_not_expected_never() -> None:
    assert at_least(Signal.UNSUBSCRIBED, 0, 10**6) == 0.001
    assert at_least(Signal.DISMISSED, 49, 999) == 0.05
