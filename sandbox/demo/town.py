"""Everything the demo runs: database, shop, worker, beat, push service and storefront."""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sandbox.demo.words import say, step
from sandbox.live import ROOT, LiveShop, sandbox_host
from sandbox.processes import ServerError, free_port, port_is_free
from sandbox.pushservice import PushService
from sandbox.servers import Postgres, postgres, scratch
from sandbox.storefront.serve import Storefront

PORTS = {"STOREFRONT_PORT": 3000, "SHOP_PORT": 8000}


@dataclass(frozen=True, kw_only=True)
class Town:
    live: LiveShop
    service: PushService
    storefront: Storefront
    database: Postgres
    folder: Path

    @property
    def pictures(self) -> Path:
        return ROOT / ".cache" / "demo"


def port(name: str) -> int:
    """The usual one, the one that the environment names, or any free one."""
    chosen = os.environ.get(name)
    wanted = _number(name, chosen) if chosen else PORTS[name]
    if port_is_free(wanted):
        return wanted
    if chosen:
        raise ServerError(f"Port {wanted} is taken by another program. Choose another {name}.")
    instead = free_port()
    say(f"  Port {wanted} is taken, so {instead} is used ({name}=… chooses another).")
    return instead


def _number(name: str, text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise ServerError(f"{name}={text} is no port: give a number from 1 to 65535.")


@contextlib.contextmanager
def town() -> Iterator[Town]:
    ports = {name: port(name) for name in PORTS}
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(scratch("demo"))
        with step("PostgreSQL, on a loopback port of its own"):
            database = stack.enter_context(postgres(folder))
        with step("a push service that browsers accept as theirs"):
            service = stack.enter_context(PushService())
        live = LiveShop(
            host=sandbox_host(),
            database_url=database.create("shop"),
            logs=folder,
            port=ports["SHOP_PORT"],
            settings={"SALEOR_PUSH_SERVICES": service.origin},
        )
        _start(live, stack)
        storefront = stack.enter_context(
            Storefront(
                api_url=f"{live.url}/graphql/",
                channel=live.shop.catalogue.channel.slug,
                port=ports["STOREFRONT_PORT"],
            )
        )
        with step("Web Push switched on, as in the Dashboard"):
            _switch_on(live, storefront)
        yield Town(
            live=live, service=service, storefront=storefront, database=database, folder=folder
        )


def _start(live: LiveShop, stack: contextlib.ExitStack) -> None:
    with step("tables migrated"):
        live.migrate()
    stack.callback(live.stop)
    with step("Redis, as the broker"):
        live.broker.start()
    with step("shelves stocked"):
        live.stock()
    with step("shop, Celery worker and beat"):
        live.start()


def _switch_on(live: LiveShop, storefront: Storefront) -> None:
    live.shop.configure_push(
        send=True,
        storefront_url=storefront.url,
        icon_url=f"{storefront.url}/icon.png",
        contact="mailto:push@example.com",
        default_language="en",
    )
