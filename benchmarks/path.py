"""The whole path with PostgreSQL, a worker's process alone: what a message costs from row to row.

Processor time is the worker's own, PostgreSQL's client included; the server is another process. In
turns with `webpush_async`, which only sends.
"""

import json
import os
import subprocess
import sys
from statistics import median

from benchmarks.sender import ROUNDS, once, sink
from sandbox.live import sandbox_host
from sandbox.processes import ServerError
from sandbox.servers import postgres
from tools.say import ROOT, say

ROWS, THEIRS = 20_000, 4000


def run() -> dict[str, object]:
    """Measures, prints a table, gives the values of the closing line."""
    runs, theirs = [], []
    with postgres() as cluster, sink(0) as (origin, ca):
        for n in range(ROUNDS):
            where = {"database_url": cluster.create(f"path{n}"), "origin": origin, "ca": ca}
            runs.append(inside("path_inside", str(ROWS), **where))
            theirs.append(once("async", THEIRS, origin, ca).cpu)
    cpu, other = median(run["cpu"] for run in runs) / ROWS * 1e6, median(theirs)
    rate = median(ROWS / run["wall"] for run in runs)
    planned = median(ROWS / run["plan"] for run in runs)
    memory = median(run["memory"] for run in runs) / 2**20
    say(f"  {ROWS} rows: {rate:.0f} a second, {cpu:.0f} µs of processor a message")
    say(f"  planned: {planned:.0f} rows a second; {memory:.0f} MB")
    say(f"  webpush_async, shared session, only sends: {other:.0f} µs: x{other / cpu:.2f}")
    return {
        "cpu_us": round(cpu),
        "cpu_ratio_async": f"{other / cpu:.2f}",
        "rate": round(rate),
        "planned_per_second": round(planned),
    }


def inside(
    module: str, *arguments: str, database_url: str, origin: str, ca: str
) -> dict[str, float]:
    """What a module of ours measured in a sandbox shop's own Python, without a broker."""
    process = started(module, *arguments, database_url=database_url, origin=origin, ca=ca)
    said, complaint = process.communicate()
    if process.returncode:
        raise ServerError(complaint[-2000:])
    found: dict[str, float] = json.loads(said.strip().splitlines()[-1])
    return found


def started(
    module: str, *arguments: str, database_url: str, origin: str, ca: str
) -> subprocess.Popen[str]:
    settings = {
        **sandbox_host().env,
        "DATABASE_URL": database_url,
        "CELERY_BROKER_URL": "",
        "SALEOR_PUSH_SERVICES": origin,
        "SSL_CERT_FILE": ca,
        "ALLOWED_HOSTS": "localhost,testserver",
    }
    return subprocess.Popen(
        [sys.executable, "-P", "-m", f"benchmarks.{module}", *arguments, origin],
        env={**os.environ, **settings},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
