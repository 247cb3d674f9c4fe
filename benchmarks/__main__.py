"""`make bench [ONLY=hooks] [HOSTS='sandbox 3.23'] [PAIRS=n]`: each benchmark on each host."""

import argparse
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from benchmarks import (
    campaign,
    crowd,
    experiments,
    flood,
    hooks,
    latency,
    path,
    results,
    segments,
    sender,
    sweeps,
    workers,
)
from benchmarks.experiments import FalseRateError
from benchmarks.hooks import NotMeasuredError
from benchmarks.latency import LostError
from benchmarks.places import Place, chosen, opened
from benchmarks.rounds import Effort
from sandbox.processes import ServerError
from tools.saleors import HostError
from tools.say import closing, headline, say
from tools.wheel import WheelError

Benchmark = Callable[[Place, Effort], dict[str, object]]
BENCHMARKS: Mapping[str, Benchmark] = {
    "hooks": hooks.run,
    "latency": latency.run,
    "sweeps": sweeps.run,
    "segments": segments.run,
}
# Without a shop around them.
ALONE: Mapping[str, Callable[[], dict[str, object]]] = {
    "sender": sender.run,
    "path": path.run,
    "crowd": crowd.run,
    "campaign": campaign.run,
    "workers": workers.run,
    "flood": flood.run,
    "experiments": experiments.run,
    "results": results.run,
}
TROUBLE = (HostError, ServerError, WheelError, NotMeasuredError, LostError, FalseRateError)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What was asked for. `make` hands HOSTS, HOST and PAIRS on in the environment."""

    names: tuple[str, ...]
    hosts: tuple[str, ...]
    effort: Effort


def main() -> int:
    wish = _wish()
    done = [_run_alone(name) for name in wish.names if name in ALONE]
    if in_a_shop := [name for name in wish.names if name in BENCHMARKS]:
        hosts = chosen(wish.hosts)
        done += [_run(name, host, wish.effort) for name in in_a_shop for host in hosts]
    return 0 if all(done) else 1


def _wish() -> Wish:
    given = os.environ.get
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *BENCHMARKS, *ALONE], metavar="ONLY")
    parser.add_argument("--hosts", default=given("HOSTS") or given("HOST") or "")
    parser.add_argument("--pairs", type=int, default=int(given("PAIRS") or Effort.most))
    wanted = parser.parse_args()
    effort = Effort(least=min(Effort.least, wanted.pairs), most=wanted.pairs)
    hosts = tuple(wanted.hosts.replace(",", " ").split())
    return Wish(names=tuple(wanted.names or [*BENCHMARKS, *ALONE]), hosts=hosts, effort=effort)


def _run_alone(name: str) -> bool:
    headline(name)
    try:
        closing(bench=name, **ALONE[name]())
    except TROUBLE as trouble:
        say(str(trouble))
        closing(bench=name, not_run=type(trouble).__name__)
        return False
    return True


def _run(name: str, host: str, effort: Effort) -> bool:
    headline(f"{name}, {host}")
    try:
        with opened(host) as place:
            values = BENCHMARKS[name](place, effort)
    except TROUBLE as trouble:
        say(str(trouble))
        closing(bench=name, host=host, not_run=type(trouble).__name__)
        return False
    closing(bench=name, host=host, **values)
    return True


if __name__ == "__main__":
    sys.exit(main())
