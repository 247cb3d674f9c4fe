"""How the cost of one fact grows with how many wait for it: a thousand to a million browsers.

Each size has a database and a process of its own, so that memory can be compared. The push service
takes everything at once; it and PostgreSQL share the cores with the worker.
"""

import os
from collections.abc import Mapping

from benchmarks import plots
from benchmarks.path import inside
from benchmarks.sender import sink
from sandbox.servers import postgres
from tools.say import say

SIZES = tuple(
    int(size) for size in (os.environ.get("SIZES") or "1000 10000 100000 1000000").split()
)
MEGABYTE = 2**20


def run() -> dict[str, object]:
    """Measures, prints a table, draws the plot, gives the values of the closing line."""
    say(_line("browsers", "rows a s", "sent a s", "cpu µs", "planner", "worker"))
    measured = {size: _once(size) for size in SIZES}
    plots.growth(measured)
    first, last = measured[SIZES[0]], measured[SIZES[-1]]
    return {
        "browsers": SIZES[-1],
        "planned_per_second": round(last["planned"]),
        "sent_per_second": round(last["sent"]),
        "cpu_us": round(last["cpu"]),
        "planner_memory_ratio": f"{last['planner'] / first['planner']:.2f}",
        "worker_memory_ratio": f"{last['worker'] / first['worker']:.2f}",
    }


def _once(size: int) -> Mapping[str, float]:
    with postgres() as cluster, sink(0) as (origin, ca):
        url = cluster.create("crowd")
        told = inside("crowd_inside", "all", str(size), database_url=url, origin=origin, ca=ca)
    found = {
        "planned": size / told["plan"],
        "sent": size / told["wall"],
        "cpu": told["cpu"] / size * 1e6,
        "planner": told["planner"] / MEGABYTE,
        "worker": told["worker"] / MEGABYTE,
    }
    planner, worker = (f"{found[name]:.0f} MB" for name in ("planner", "worker"))
    rates = (f"{found[name]:,.0f}" for name in ("planned", "sent", "cpu"))
    say(_line(f"{size:,}", *rates, planner, worker))
    return found


def _line(*columns: str) -> str:
    return "  " + "".join(f"{column:>10}" for column in columns)
