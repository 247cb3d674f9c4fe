"""How often rules call a winner where nothing differs, and how often they find the one there is.

2, 3 and 5 arms, clicks and heavy-tailed revenue per person; 20,000 people an arm, 100 looks. RUNS:
how many experiments are simulated of each kind. What is said of the plugin's own rules must hold:
a family-wise false rate whose lower confidence limit is above 5 % fails the benchmark.
"""

import os
import random
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.shoppers_by_chance import RATE, People
from benchmarks.winning_rules import OURS, RULES, Looks, Rule, any_day
from saleor_push_plugin.core.experiments.claims import ALPHA
from saleor_push_plugin.core.experiments.samples import Sample
from tools.say import say

RUNS = 100
BATCH, LOOKS = 200, 100
ARMS = (2, 3, 5)
SEED = 15
# Clicks, and net revenue, which varies so much that a smaller lift is found by nobody.
LIFT = {False: 0.2, True: 0.5}
# People in the hold-out and outside of it, in each batch.
HELD_OUT = (20, 380)


class FalseRateError(Exception):
    """A rule of the plugin's claims more than it promises."""


@dataclass(frozen=True, kw_only=True)
class Rates:
    """The shares of experiments with a false claim, and with the true one."""

    false: float
    true: float


def run() -> dict[str, object]:
    """Print the table; raise FalseRateError if a rule of the plugin's breaks its promise."""
    runs = int(os.environ.get("RUNS") or RUNS)
    cells = {kind: _cells(runs, *kind) for kind in ((r, a) for r in LIFT for a in ARMS)}
    held_out = _held_out(runs)
    _print(cells, held_out, runs)
    worst = max(held_out, *(rates[name].false for rates in cells.values() for name in OURS))
    if worst > ALPHA + 2 * (ALPHA * (1 - ALPHA) / runs) ** 0.5:
        raise FalseRateError(f"a family-wise false rate of {worst:.1%} in {runs} runs")
    planned = cells[False, 2][OURS[-1]]
    return {"runs": runs, "worst_false_rate": f"{worst:.3f}", "power": f"{planned.true:.3f}"}


def _cells(runs: int, revenue: bool, arms: int) -> dict[str, Rates]:
    """The rates of each rule. All rules judge the same experiments."""
    dice = random.Random(f"{SEED}/{revenue}/{arms}")
    alike = [_experiment(dice, revenue, [RATE] * arms) for _ in range(runs)]
    better = [RATE, RATE * (1 + LIFT[revenue]), *[RATE] * (arms - 2)]
    differing = [_experiment(dice, revenue, better) for _ in range(runs)]
    return {name: _rates(rule, alike, differing) for name, rule in RULES.items()}


def _rates(rule: Rule, alike: Sequence[Looks], differing: Sequence[Looks]) -> Rates:
    """The second arm is the better one."""
    return Rates(
        false=sum(bool(rule(looks)) for looks in alike) / len(alike),
        true=sum(rule(looks).get(1) == 1 for looks in differing) / len(differing),
    )


def _experiment(dice: random.Random, revenue: bool, rates: Sequence[float]) -> Looks:
    people = [People(dice=dice, revenue=revenue, rate=rate) for rate in rates]
    return list(zip(*(arm.samples(BATCH, LOOKS) for arm in people), strict=True))


def _held_out(runs: int) -> float:
    """The false rate of the hold-out's claim, in revenue: sides of very unequal size."""
    dice, rule = random.Random(f"{SEED}/hold-out"), any_day(HELD_OUT)
    return sum(bool(rule(_sides(dice))) for _ in range(runs)) / runs


def _sides(dice: random.Random) -> list[tuple[Sample, ...]]:
    people = People(dice=dice, revenue=True)
    return list(zip(*(people.samples(size, LOOKS) for size in HELD_OUT), strict=True))


def _print(cells: dict[tuple[bool, int], dict[str, Rates]], held_out: float, runs: int) -> None:
    say(f"{runs} experiments of each kind; false winner · true one found")
    heads = [f"{'revenue' if revenue else 'clicks'} {arms}" for revenue, arms in cells]
    say("".join(["rule".ljust(36), *(head.rjust(16) for head in heads)]))
    for name in RULES:
        figures = (f"{r[name].false:6.1%} ·{r[name].true:6.1%}" for r in cells.values())
        say("".join([name.ljust(36), *(figure.rjust(16) for figure in figures)]))
    say(f"hold-out of 5 %, revenue, any day: false claim {held_out:.1%}")
