"""`make test`: the one suite, on the sandbox and inside every real Saleor of this machine."""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random, randrange

from sandbox.processes import ServerError
from sandbox.redis_server import redis, redis_binary
from sandbox.servers import Postgres, full_postgres, scratch
from tools import saleors, templates, wheel
from tools.results import Result, read
from tools.saleors import HostError, Saleor
from tools.say import CACHE, ROOT, headline, say

SANDBOX = "sandbox"
RESULTS = CACHE / "results"
# Inside a real Saleor only our own warnings are errors: its are its own affair.
OUR_WARNINGS = "filterwarnings=ignore\nerror:::saleor_push_plugin"
PLUGINS = ("-p", "django", "-p", "randomly")
# Each Saleor keeps one core busy.
AT_ONCE = min(2, os.cpu_count() or 1)
_running: list[subprocess.Popen[str]] = []


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What was asked for on the command line."""

    hosts: tuple[str, ...]
    expression: str
    tests: tuple[str, ...]
    seed: int

    def wants(self, host: str) -> bool:
        return not self.hosts or host in self.hosts

    def arguments(self, host: str) -> list[str]:
        chosen = ["-k", self.expression] if self.expression else []
        # Two hosts in the same order would open their browsers at the same moments.
        order = Random(f"{self.seed} {host}").randrange(2**32)
        return [f"--randomly-seed={order}", *chosen, *(self.tests or ["tests"])]


def main() -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    wish = _wish()
    try:
        results = list(_run_all(wish))
    except KeyboardInterrupt:
        _end()
        raise
    for result in results:
        result.say_failures()
    headline(f"results, test order of SEED={wish.seed}")
    for result in results:
        result.say()
    return _close(wish, results)


def _end() -> None:
    """Ended from outside, each pytest ends its shops and browsers as Ctrl-C would."""
    for process in _running:
        process.send_signal(signal.SIGINT)


def _wish() -> Wish:
    parser = argparse.ArgumentParser(prog="make test", description=__doc__)
    parser.add_argument("--hosts", default="")
    parser.add_argument("-k", dest="expression", default="")
    parser.add_argument("--seed", type=int, default=randrange(2**32), help="the order of the tests")
    parser.add_argument("tests", nargs="*")
    given = parser.parse_args()
    hosts = tuple(given.hosts.replace(",", " ").split())
    tests = tuple(given.tests)
    return Wish(hosts=hosts, expression=given.expression, tests=tests, seed=given.seed)


def _run_all(wish: Wish) -> Iterator[Result]:
    if wish.wants(SANDBOX):
        headline(f"host {SANDBOX}")
        yield _pytest(SANDBOX, Path(sys.executable), wish, {"PUSH_TEST_HOST": SANDBOX})
    there = saleors.found()
    yield from _not_run(wish, [SANDBOX, *(saleor.name for saleor in there)])
    if wanted := [saleor for saleor in there if wish.wants(saleor.name)]:
        yield from _run_saleors(wanted, wish)


def _not_run(wish: Wish, there: Sequence[str]) -> Iterator[Result]:
    """A host that is left out is named, and why."""
    for name in wish.hosts:
        if name not in there:
            yield Result(host=name, not_run=f"there is no {saleors.HOME}/{name}/src")
    for name in there:
        if not wish.wants(name):
            yield Result(host=name, not_run="not among HOSTS")
    if there == [SANDBOX]:
        where = f"no Saleor below {saleors.HOME}/<version>/src, and SALEOR_SOURCE is not set"
        yield Result(host="saleor", not_run=where)


def _run_saleors(wanted: Sequence[Saleor], wish: Wish) -> Iterator[Result]:
    try:
        built = wheel.build()
        with contextlib.ExitStack() as stack:
            folder = stack.enter_context(scratch("test"))
            cluster = stack.enter_context(full_postgres(folder))
            broker = stack.enter_context(redis(folder)).url()
            reasons = _migrate_missing(wanted, cluster, broker)
            # Not left before all are done: they share the cluster.
            pool = stack.enter_context(ThreadPoolExecutor(max_workers=AT_ONCE))
            stack.callback(_end)
            run = partial(_run_saleor, built=built, cluster=cluster, wish=wish, reasons=reasons)
            yield from pool.map(run, wanted)
    except (ServerError, wheel.WheelError) as failure:
        for saleor in wanted:
            yield Result(host=saleor.name, not_run=str(failure), failed=1)


def _migrate_missing(wanted: Sequence[Saleor], cluster: Postgres, broker: str) -> dict[str, str]:
    """Makes the template databases that no earlier run has left; two at a time."""

    def make(saleor: Saleor) -> tuple[str, str]:
        try:
            saleor.check()
            _migrate(saleor, cluster, broker)
        except (HostError, ServerError) as failure:
            return saleor.name, str(failure)
        return saleor.name, ""

    with ThreadPoolExecutor(max_workers=2) as pool:
        return dict(pool.map(make, wanted))


def _migrate(saleor: Saleor, cluster: Postgres, broker: str) -> None:
    if templates.dump_of(saleor).exists():
        return
    say(f"Saleor {saleor.name}: migrating a new database, once (about three minutes)")
    started = time.monotonic()
    templates.make_dump(saleor, cluster, broker, CACHE / f"migrate-{saleor.name}.log")
    say(f"Saleor {saleor.name}: migrated in {time.monotonic() - started:.0f} s")


def _run_saleor(
    saleor: Saleor, *, built: Path, cluster: Postgres, wish: Wish, reasons: Mapping[str, str]
) -> Result:
    if reason := reasons.get(saleor.name, ""):
        say(f"Saleor {saleor.name}: {reason}")
        return Result(host=saleor.name, not_run=reason, failed=1)
    with scratch("broker") as folder, redis(folder) as broker:
        return _inside(saleor, built, cluster, broker.url(), wish)


def _inside(saleor: Saleor, built: Path, cluster: Postgres, broker: str, wish: Wish) -> Result:
    database = f"push_{saleor.schema_key}"
    try:
        python = saleors.overlay(saleor, built)
        # One for tests in this process, one for a shop with programs of its own.
        for name in (f"test_{database}", database):
            templates.restore(saleor, cluster, name)
    except (HostError, ServerError) as failure:
        say(str(failure))
        return Result(host=saleor.name, not_run=str(failure), failed=1)
    env = templates.saleor_environment(cluster.url(database), broker)
    env |= {"PUSH_TEST_HOST": "saleor", "DJANGO_SETTINGS_MODULE": "tests.hosts.real_settings"}
    # Saleor's environment brings pytest plugins of its own; ours are named.
    env |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PUSH_REDIS_SERVER": str(redis_binary())}
    del env["PYTHONWARNINGS"]
    extra = [*PLUGINS, "--reuse-db", "-o", OUR_WARNINGS, "-o", f"cache_dir={RESULTS / saleor.name}"]
    return _pytest(saleor.name, python, wish, env, *extra)


def _pytest(host: str, python: Path, wish: Wish, env: dict[str, str], *extra: str) -> Result:
    report = RESULTS / f"{host}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    # -P: the wheel is tested, not the folder that happens to be the current one.
    command = [str(python), "-P", "-m", "pytest", f"--junitxml={report}", *extra]
    command += ["--durations=8", "--durations-min=2", *wish.arguments(host)]
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    if host == SANDBOX:
        inherited["PYTHONPATH"] = str(ROOT)
    started = time.monotonic()
    code = _said_by(host, command, inherited | env)
    return read(host, report, code, time.monotonic() - started)


def _said_by(host: str, command: Sequence[str], env: Mapping[str, str]) -> int:
    """Runs it, each line with the host's name before it: another may speak at the same time."""
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout
        _running.append(process)
        for line in process.stdout:
            say(f"{host:>7} | {line.rstrip()}")
    _running.remove(process)
    return process.returncode


def _close(wish: Wish, results: Sequence[Result]) -> int:
    passed, failed, skipped = (
        sum(getattr(result, name) for result in results) for name in ("passed", "failed", "skipped")
    )
    # A host that was asked for by name and did not run is a failure, too.
    absent = [result for result in results if result.not_run and result.host in wish.hosts]
    failed += sum(not result.failed for result in absent)
    say(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
