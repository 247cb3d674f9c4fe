"""Where to measure: the sandbox, or inside a real Saleor of this machine."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from unittest import mock

from benchmarks import processor
from sandbox import servers
from sandbox.live import Host, LiveShop, real_host, sandbox_host
from sandbox.pushservice import PushService
from sandbox.redis_server import redis
from sandbox.servers import Postgres, full_postgres, postgres, scratch
from tools import saleors, templates, wheel
from tools.saleors import HostError, Saleor
from tools.say import CACHE, say

SANDBOX = "sandbox"
# Tests may lose their data and so do without; a shop waits for its disk at every commit.
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


@dataclass(frozen=True, kw_only=True)
class Place:
    """A running shop, its database and the push service of its shoppers."""

    host: str
    live: LiveShop
    service: PushService
    url: str

    def web_seconds(self) -> float:
        """Processor time that the web server has used so far."""
        assert self.live.web.pid
        return processor.seconds(self.live.web.pid)


def chosen(wanted: Sequence[str]) -> list[str]:
    """The hosts that were asked for, else the newest real Saleor, else the sandbox."""
    if wanted:
        return list(wanted)
    if there := saleors.found():
        say(f"in Saleor {there[-1].name}, the newest here (HOSTS=… names others)")
        return [there[-1].name]
    say(f"in the sandbox: no real Saleor below {saleors.HOME}/<version>/src")
    return [SANDBOX]


@contextlib.contextmanager
def opened(
    host: str, *, services: Sequence[str] = (), settings: Mapping[str, str] | None = None
) -> Iterator[Place]:
    """A stocked shop, on a database that waits for its disk; worker and beat do not run yet.

    `services`: push services beside the local one, which is the shoppers'.
    """
    with contextlib.ExitStack() as stack:
        stack.enter_context(mock.patch.dict(servers.PG_OPTIONS, DURABLE))
        folder = stack.enter_context(scratch("bench"))
        service = stack.enter_context(PushService())
        programs, url = _sandbox(folder, stack) if host == SANDBOX else _real(host, folder, stack)
        live = LiveShop(
            host=programs,
            database_url=url,
            logs=folder,
            settings={
                "SALEOR_PUSH_SERVICES": ",".join((service.origin, *services)),
                **(settings or {}),
            },
        )
        _open(live, stack)
        yield Place(host=host, live=live, service=service, url=url)


def _open(live: LiveShop, stack: contextlib.ExitStack) -> None:
    say("  migrating our tables, stocking shelves, starting the web server")
    stack.callback(live.stop)
    live.migrate()
    live.broker.start()
    live.stock()
    live.web.start()


def _sandbox(folder: Path, stack: contextlib.ExitStack) -> tuple[Host, str]:
    cluster = stack.enter_context(postgres(folder))
    return sandbox_host(), cluster.create("shop")


def _real(name: str, folder: Path, stack: contextlib.ExitStack) -> tuple[Host, str]:
    saleor = _named(name)
    say(f"  Saleor {name}: installing our wheel, restoring its migrated database")
    python = saleors.overlay(saleor, wheel.build())
    cluster = stack.enter_context(full_postgres(folder))
    _migrate_once(saleor, cluster, folder)
    host = real_host()
    # The wheel is measured, not the folder that happens to be on the path.
    host = replace(host, env={**host.env, "PYTHONPATH": ""}, python=str(python))
    return host, templates.restore(saleor, cluster, "shop")


def _named(name: str) -> Saleor:
    for saleor in saleors.found():
        if saleor.name == name:
            saleor.check()
            return saleor
    raise HostError(f"there is no {saleors.HOME}/{name}/src")


def _migrate_once(saleor: Saleor, cluster: Postgres, folder: Path) -> None:
    if not templates.dump_of(saleor).exists():
        say(f"  Saleor {saleor.name}: migrating a new database, once (about three minutes)")
        with redis(folder) as broker:
            log = CACHE / f"migrate-{saleor.name}.log"
            templates.make_dump(saleor, cluster, broker.url(), log)
