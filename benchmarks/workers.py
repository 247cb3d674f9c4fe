"""Two workers against one, and two spin loops against one: what the machine's second core gives.

PostgreSQL and the push service share the cores, so a worker cannot be alone on its own; a spin loop
can. Each number of workers gets a database with the same crowd, all rows made and none sent.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.path import inside, started
from benchmarks.sender import sink
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


def run() -> dict[str, object]:
    """Measures, prints a table, gives the values of the closing line."""
    (one, some), (two, most) = _sent_by(1), _sent_by(2)
    spin = _spun(2) / _spun(1)
    gain = two / one
    say(f"  one worker {one:,.0f} a second, two {two:,.0f}: x{gain:.2f}; spin loops x{spin:.2f}")
    say(f"  of {os.cpu_count()} cores busy, all processes together: {some:.2f} and {most:.2f}")
    rates = {"one": round(one), "two": round(two), "ratio": f"{gain:.2f}", "spin": f"{spin:.2f}"}
    return rates | {"busy_one": f"{some:.2f}", "busy_two": f"{most:.2f}"}


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
