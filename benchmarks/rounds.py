"""Two ways of doing the same thing, in turns: off on, on off, off on …"""

import itertools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.statistics import Comparison, compare
from tools.say import say

BATCH = 50
# Enough to judge a ratio of 1.02.
NARROW = 0.01
# What a request leaves to other threads of the shop is done by then, and is counted with it.
AFTERMATH = 0.01

Act = Callable[[], object]
Work = Callable[[], Act]


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How many pairs: at least, at most, and between them until the interval is narrow."""

    least: int = 200
    most: int = 600


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What a request took of the shopper's time and of the web server's processor time, in ms."""

    wall: float
    cpu: float


@dataclass(frozen=True, kw_only=True)
class Outcome:
    wall: Comparison
    cpu: Comparison
    pairs: Sequence[tuple[Sample, Sample]]


@dataclass(frozen=True, kw_only=True)
class Duel:
    """`work` makes a request ready to be sent, `switch` turns the plugin on or off, and `cpu` says
    how many seconds the web server has worked."""

    name: str
    work: Work
    switch: Callable[[bool], None]
    cpu: Callable[[], float]

    def pair(self, number: int) -> tuple[Sample, Sample]:
        """(off, on), whichever comes first."""
        order = (False, True) if number % 2 == 0 else (True, False)
        ready = [self.work() for _ in order]
        taken = {on: self._timed(on, act) for on, act in zip(order, ready, strict=True)}
        return taken[False], taken[True]

    def _timed(self, on: bool, act: Act) -> Sample:
        self.switch(on)
        cpu, began = self.cpu(), time.perf_counter()
        act()
        wall = time.perf_counter() - began
        time.sleep(AFTERMATH)
        return Sample(wall=wall * 1000, cpu=(self.cpu() - cpu) * 1000)


def fight(duel: Duel, effort: Effort) -> Outcome:
    """Pairs in batches, with a line after each, until we know enough."""
    pairs: list[tuple[Sample, Sample]] = []
    for number in itertools.count():
        pairs.append(duel.pair(number))
        if len(pairs) % BATCH == 0 or len(pairs) >= effort.most:
            outcome = _outcome(pairs)
            _report(duel.name, outcome)
            if _enough(outcome, effort):
                return outcome
    raise AssertionError("counting ends never")


def _outcome(pairs: Sequence[tuple[Sample, Sample]]) -> Outcome:
    return Outcome(
        wall=compare([(off.wall, on.wall) for off, on in pairs]),
        cpu=compare([(off.cpu, on.cpu) for off, on in pairs]),
        pairs=tuple(pairs),
    )


def _report(name: str, outcome: Outcome) -> None:
    wall, cpu = outcome.wall, outcome.cpu
    say(
        f"  {name}: {wall.pairs} pairs, {wall.off:.1f} -> {wall.on:.1f} ms, "
        f"x{wall.ratio:.3f} ({wall.low:.3f} to {wall.high:.3f}), "
        f"processor x{cpu.ratio:.3f} ({cpu.low:.3f} to {cpu.high:.3f})"
    )


def _enough(outcome: Outcome, effort: Effort) -> bool:
    done = outcome.wall.pairs
    return done >= effort.most or (done >= effort.least and outcome.wall.blur <= NARROW)
