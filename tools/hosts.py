"""`make test`: the one suite, on the sandbox and inside every real Saleor of this machine."""

import argparse
import contextlib
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import groupby
from random import randrange

from sandbox.processes import ServerError
from sandbox.servers import PG_OPTIONS, full_postgres, postgres, scratch
from tools import parts, preparing, running, saleors, wheel
from tools.parts import SANDBOX, Part, Wish
from tools.progress import Progress
from tools.results import Result, merged
from tools.running import Ready
from tools.saleors import HostError, Saleor
from tools.say import closing, headline, say

# As many as keep the cores busy; beside them those that wait for browsers and clocks.
BUSY, WAITING = max(2, os.cpu_count() or 1), 2
SLOWEST = 5
# Thousands of statements over a few rows each: compiling one takes longer than running it.
SERVER = {**PG_OPTIONS, "jit": "off"}


def main() -> int:
    # Also where a shell without job control has started us: there Ctrl-C would be ignored.
    for end in (signal.SIGINT, signal.SIGTERM):
        signal.signal(end, signal.default_int_handler)
    wish = _wish()
    there = [saleor for saleor in saleors.found() if wish.wants(saleor.name)]
    planned = _planned(wish, there)
    for line in _left_out(wish, planned):
        say(line)
    started = time.monotonic()
    results = [*_run_all(wish, planned, there), *_not_run(wish)]
    wall = time.monotonic() - started
    return _close(wish, results, planned, wall)


def _wish() -> Wish:
    parser = argparse.ArgumentParser(prog="make test", description=__doc__)
    parser.add_argument("--hosts", default="")
    parser.add_argument("-k", dest="expression", default="")
    parser.add_argument("--seed", type=int, default=randrange(2**32), help="the order of the tests")
    parser.add_argument("--quick", action="store_true", help="about a minute, for the edit loop")
    parser.add_argument("--whole", action="store_true", help="every Saleor with every test")
    parser.add_argument("tests", nargs="*")
    given = parser.parse_args()
    hosts = tuple(given.hosts.replace(",", " ").split())
    return Wish(**{**vars(given), "hosts": hosts, "tests": tuple(given.tests)})


def _planned(wish: Wish, there: Sequence[Saleor]) -> list[Part]:
    names = [saleor.name for saleor in there]
    ours = parts.of_sandbox(wish, names) if wish.wants(SANDBOX) else []
    return [*ours, *parts.of_saleors(names, wish)]


def _left_out(wish: Wish, planned: Sequence[Part]) -> Iterator[str]:
    yield from parts.left_out(planned)
    if wish.quick:
        yield "quick: without wire, contract, live and browser tests, and without real Saleors"


def _run_all(wish: Wish, planned: Sequence[Part], there: Sequence[Saleor]) -> list[Result]:
    if not planned:
        return []
    headline(f"{len(planned)} parts, test order of SEED={wish.seed}")
    with contextlib.ExitStack() as stack:
        # Entered before the pools, so that nobody loses them while he still works.
        starts = _starts(wish, there, stack)
        progress = stack.enter_context(Progress(len(planned)))
        busy = stack.enter_context(ThreadPoolExecutor(max_workers=BUSY))
        waiting = stack.enter_context(ThreadPoolExecutor(max_workers=WAITING))
        stack.callback(_stop, busy, waiting)
        ready = {host: busy.submit(start) for host, start in starts.items()}
        runs = [
            (waiting if part.waits else busy).submit(_run, part, ready[part.host], wish, progress)
            for part in planned
        ]
        results = [run.result() for run in runs]
    return [merged(host, list(own)) for host, own in groupby(results, lambda one: one.host)]


def _starts(
    wish: Wish, there: Sequence[Saleor], stack: contextlib.ExitStack
) -> dict[str, Callable[[], Ready]]:
    """How each host's database is built; done in the pool, before the first part that needs it."""
    folder = stack.enter_context(scratch("test"))
    starts: dict[str, Callable[[], Ready]] = {}
    if wish.wants(SANDBOX):
        starts[SANDBOX] = partial(preparing.sandbox, stack.enter_context(postgres(folder, SERVER)))
    try:
        if there:
            built, cluster = wheel.build(), stack.enter_context(full_postgres(folder, SERVER))
            starts |= {one.name: partial(preparing.saleor, one, built, cluster) for one in there}
    except (ServerError, wheel.WheelError) as failure:
        starts |= {one.name: partial(_refuse, str(failure)) for one in there}
    return starts


def _refuse(reason: str) -> Ready:
    raise HostError(reason)


def _run(part: Part, ready: "Future[Ready]", wish: Wish, progress: Progress) -> Result:
    try:
        return running.run(part, ready.result(), wish, progress)
    except (HostError, ServerError) as failure:
        say(f"{part.host:>7} | {part.name}: {failure}")
        return Result(host=part.host, not_run=str(failure), failed=1)


def _stop(*pools: ThreadPoolExecutor) -> None:
    """Whoever leaves early waits for nothing that has not begun; at the end there is no such."""
    for pool in pools:
        pool.shutdown(wait=False, cancel_futures=True)
    running.end_all()


def _not_run(wish: Wish) -> Iterator[Result]:
    """Each host that is left out or missing is named, and why."""
    there = [SANDBOX, *(saleor.name for saleor in saleors.found())]
    for name in dict.fromkeys([*there, *saleors.SUPPORTED, *wish.hosts]):
        if name not in there:
            yield Result(host=name, not_run=f"there is no {saleors.HOME}/{name}/src")
        elif not wish.wants(name):
            yield Result(host=name, not_run="quick" if wish.quick else "not among HOSTS")


def _close(wish: Wish, results: Sequence[Result], planned: Sequence[Part], wall: float) -> int:
    for result in results:
        result.say_failures()
    headline(f"results, test order of SEED={wish.seed}")
    for result in results:
        result.say_reasons()
    for seconds, name in sorted((s for r in results for s in r.slowest), reverse=True)[:SLOWEST]:
        say(f"slowest | {seconds:.0f} s {name}")
    for result in results:
        result.say_failed_names()
    for result in results:
        result.say()
    closing(wall=round(wall), processor=round(_processor()))
    return _closing_line(wish, results, planned)


def _processor() -> float:
    """Seconds of it that all processes took, servers and browsers too: they have ended by now."""
    taken = resource.getrusage(resource.RUSAGE_CHILDREN)
    return taken.ru_utime + taken.ru_stime


def _closing_line(wish: Wish, results: Sequence[Result], planned: Sequence[Part]) -> int:
    passed, failed, skipped = (
        sum(getattr(result, name) for result in results) for name in ("passed", "failed", "skipped")
    )
    # A host that was asked for by name and did not run is a failure, too.
    absent = [result for result in results if result.not_run and result.host in wish.hosts]
    failed += sum(not result.failed for result in absent)
    say(hosts_line(results, planned))
    say(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


def hosts_line(results: Sequence[Result], planned: Sequence[Part]) -> str:
    """Who ran, who ran in part only, and who is missing: a green run hides none of them."""
    shares = {part.host for part in planned if " share " in part.name}
    ran = [f"{one.host}{'(part)' * (one.host in shares)}" for one in results if not one.not_run]
    missing = [one.host for one in results if one.not_run]
    return f"hosts={','.join(ran) or 'none'} missing={','.join(missing) or 'none'}"


if __name__ == "__main__":
    sys.exit(main())
