"""The sender alone against other ways, over TLS to a push service that only counts.

Each way in a process of its own, in turns, medians of rounds: what else the machine does hits all
of them alike. The push service is another process on the same cores, so messages a second are
"about"; processor time a message is the sender's own.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.fetching import PACKAGES, fetched, from_index
from tools.say import CACHE, ROOT, say

ROUNDS = int(os.environ.get("ROUNDS") or 3)
DELAYS = (0, 50, 200)
NODE = CACHE / "bench-node"
# As many as each sends in a few seconds, by round trip in ms: connecting weighs little.
COUNTS: Mapping[str, Mapping[int, int]] = {
    "documented": {0: 100, 50: 15, 200: 5},
    "django": {0: 100, 50: 15, 200: 5},
    "session": {0: 400, 50: 40, 200: 10},
    "async": {0: 8000, 50: 4000, 200: 1500},
    "node": {0: 5000, 50: 4000, 200: 2500},
    "ours": {0: 20_000, 50: 20_000, 200: 8000},
    "ours_cold": {0: 2000, 50: 2000, 200: 2000},
    "our_cipher": {0: 4000},
    "raw_cipher": {0: 4000},
}
NAMES = {
    "documented": "pywebpush, documented loop",
    "django": "django-push-notifications",
    "session": "pywebpush, requests.Session",
    "async": "webpush_async, shared session",
    "node": "node web-push, agent",
    "ours": "ours",
    "ours_cold": "  its first 2,000",
    "our_cipher": "  ours without the network",
    "raw_cipher": "  one key pair, one ECDH",
}


@dataclass(frozen=True, kw_only=True)
class Figure:
    """Of one way at one delay: messages a second, processor µs a message, megabytes."""

    rate: float
    cpu: float
    memory: float


class BrokenWayError(Exception):
    """One of the others could not be measured; the message is the end of what it said."""


def run() -> dict[str, object]:
    """Measures, prints a table, gives the values of the closing line."""
    ways = [way for way in COUNTS if _is_there(way)]
    figures = {(way, d): f for d in DELAYS for way, f in _measure(ways, d).items()}
    _table(figures)
    return _values(figures)


def _measure(ways: Sequence[str], delay: int) -> dict[str, Figure]:
    taken: dict[str, list[Figure]] = {way: [] for way in ways if delay in COUNTS[way]}
    with sink(delay) as (origin, ca):
        for _ in range(ROUNDS):
            for way, figures in list(taken.items()):
                try:
                    figures.append(once(way, COUNTS[way][delay], origin, ca))
                except BrokenWayError as error:
                    say(f"  {NAMES[way]}: not measured: {error}")
                    del taken[way]
    return {way: _middle(figures) for way, figures in taken.items() if figures}


def _middle(figures: Sequence[Figure]) -> Figure:
    return Figure(
        rate=median(f.rate for f in figures),
        cpu=median(f.cpu for f in figures),
        memory=median(f.memory for f in figures),
    )


def once(way: str, count: int, origin: str, ca: str) -> Figure:
    done = subprocess.run(
        [*_command(way), str(count), origin],
        env={**os.environ, **_environment(ca)},
        cwd=NODE if way == "node" else ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode:
        raise BrokenWayError(done.stderr.strip().splitlines()[-1][:200])
    said = json.loads(done.stdout.strip().splitlines()[-1])
    return Figure(
        rate=count / said["wall"], cpu=said["cpu"] / count * 1e6, memory=said["memory"] / 2**20
    )


def _command(way: str) -> list[str]:
    if way == "node":
        return ["node", str(NODE / "sender_node.js")]
    return [sys.executable, "-P", "-m", "benchmarks.sender_ways", way]


def _environment(ca: str) -> dict[str, str]:
    paths = os.pathsep.join([str(ROOT), str(PACKAGES)])
    names = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
    return {"PYTHONPATH": paths, **dict.fromkeys(names, ca)}


@contextlib.contextmanager
def sink(delay: int) -> Iterator[tuple[str, str]]:
    command = [sys.executable, "-P", "-m", "sandbox.pushservice.sink", "--delay-ms", str(delay)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            told = dict(part.split("=", 1) for part in process.stdout.readline().split()[1:])
            yield told["origin"], told["ca"]
        finally:
            process.terminate()


def _is_there(way: str) -> bool:
    """Others are fetched when the benchmark runs, and left out where that does not work."""
    if way == "node":
        return fetched(NODE / "node_modules" / "web-push", _npm())
    if way == "django":
        return from_index("push_notifications", "--no-deps", "django-push-notifications")
    return True


def _npm() -> list[str]:
    if not shutil.which("npm"):
        return []
    NODE.mkdir(parents=True, exist_ok=True)
    shutil.copy(Path(__file__).with_name("sender_node.js"), NODE)
    return ["npm", "install", "--silent", "--no-audit", "--prefix", str(NODE), "web-push"]


def _table(figures: Mapping[tuple[str, int], Figure]) -> None:
    columns = "".join(f"{f'{delay} ms':>9}" for delay in DELAYS)
    say(f"  {'messages a second':<34}{columns}{'cpu µs':>9}{'MB':>6}")
    for way, name in NAMES.items():
        found = [figures.get((way, delay)) for delay in DELAYS]
        if first := found[0]:
            rates = "".join(f"{f.rate:>9.0f}" if f else f"{'–':>9}" for f in found)
            say(f"  {name:<34}{rates}{first.cpu:>9.0f}{first.memory:>6.0f}")


def _values(figures: Mapping[tuple[str, int], Figure]) -> dict[str, object]:
    ours, values = figures["ours", 0], {}
    for way in ("async", "node", "session", "documented", "django"):
        if other := figures.get((way, 0)):
            values[f"cpu_ratio_{way}"] = f"{other.cpu / ours.cpu:.2f}"
    values["rate_ratio_documented_50ms"] = round(
        figures["ours", 50].rate / figures["documented", 50].rate
    )
    values["cpu_us"], values["rate"] = round(ours.cpu), round(ours.rate)
    values["share_of_raw_cipher"] = f"{figures['raw_cipher', 0].cpu / ours.cpu:.2f}"
    return values
