"""Two workers against one, and two spin loops against one: what the machine's second core gives.

PostgreSQL and the push service share the cores, so a worker cannot be alone on its own; a spin loop
can. Each number of workers gets a database with the same crowd, all rows made and none sent.
Medians of rounds, each with all four in it.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.path import inside, started
from benchmarks.sender import ROUNDS, sink
from sandbox.processes import ServerError
from sandbox.servers import postgres
from tools.say import say

ROWS = 20_000
# Both have started up by then.
HEAD_START = 12.0
SPIN = """
import time
end, turns = time.time() + 3, 0
while time.time() < end:
    turns += sum(range(1000)) > 0
print(turns)
"""


@dataclass(frozen=True, kw_only=True)
class Round:
    """What one and two did: pushes a second and cores busy; turns of spin loops."""

    one: float
    two: float
    busy_one: float
    busy_two: float
    spin_one: float
    spin_two: float


def run() -> dict[str, object]:
    """Measures, prints a table, gives the values of the closing line."""
    rounds = [_round(number) for number in range(ROUNDS)]
    middle = {name: median(getattr(one, name) for one in rounds) for name in Round.__annotations__}
    return {
        "one": round(middle["one"]),
        "two": round(middle["two"]),
        "ratio": f"{median(one.two / one.one for one in rounds):.2f}",
        "spin": f"{median(one.spin_two / one.spin_one for one in rounds):.2f}",
        "busy_one": f"{middle['busy_one']:.2f}",
        "busy_two": f"{middle['busy_two']:.2f}",
        "cores": os.cpu_count(),
    }


def _round(number: int) -> Round:
    (one, busy_one), (two, busy_two) = _sent_by(1), _sent_by(2)
    spin_one, spin_two = _spun(1), _spun(2)
    say(
        f"  round {number + 1}: one worker {one:,.0f} a second on {busy_one:.2f} cores, two "
        f"{two:,.0f} on {busy_two:.2f}: x{two / one:.2f}; spin loops x{spin_two / spin_one:.2f}"
    )
    return Round(
        one=one,
        two=two,
        busy_one=busy_one,
        busy_two=busy_two,
        spin_one=spin_one,
        spin_two=spin_two,
    )


def _sent_by(workers: int) -> tuple[float, float]:
    """Pushes a second, and how many cores the machine had busy."""
    with postgres() as cluster, sink(0) as (origin, ca):
        where = {"database_url": cluster.create("crowd"), "origin": origin, "ca": ca}
        inside("crowd_inside", "plan", str(ROWS), **where)
        start = str(time.time() + HEAD_START)
        working = [started("worker_inside", start, **where) for _ in range(workers)]
        time.sleep(max(0.0, float(start) - time.time()))
        busy, ended = _busy(), _ends(working)
        taken, watched = max(ended) - float(start), time.time() - float(start)
        return ROWS / taken, (_busy() - busy) / watched


def _busy() -> float:
    """Processor seconds of the whole machine since it began: all but idle and waiting for disks."""
    user, nice, system, _idle, _wait, irq, softirq, *_ = (
        int(n) for n in Path("/proc/stat").read_text().split()[1:9]
    )
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def _ends(processes: Sequence[subprocess.Popen[str]]) -> list[float]:
    answers = [process.communicate() for process in processes]
    for process, (_, complaint) in zip(processes, answers, strict=True):
        if process.returncode:
            raise ServerError(complaint[-2000:])
    return [float(said.strip().splitlines()[-1]) for said, _ in answers]


def _spun(copies: int) -> float:
    command = [sys.executable, "-c", SPIN]
    spinning = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(copies)]
    return sum(float(process.communicate()[0]) for process in spinning)
