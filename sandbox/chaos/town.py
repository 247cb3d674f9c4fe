"""What a round needs: a running shop, its database, and the push service of its shoppers."""

import contextlib
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from sandbox.live import LiveShop, sandbox_host
from sandbox.pushservice import PushService
from sandbox.servers import postgres, scratch

BY_CHECKOUT = "SELECT checkout_token FROM order_order WHERE checkout_token = ANY(%s)"


@dataclass(frozen=True, kw_only=True)
class Town:
    live: LiveShop
    service: PushService
    database_url: str

    def ordered(self, checkouts: list[str]) -> set[str]:
        """Which of these checkouts the shop has made an order of, whatever it answered."""
        with psycopg.connect(self.database_url) as connection:
            return {row[0] for row in connection.execute(BY_CHECKOUT, [checkouts])}

    def crash_database(self) -> None:
        """A dead backend makes PostgreSQL cut off everybody and recover from its log."""
        with psycopg.connect(self.database_url) as connection:
            pid = connection.info.backend_pid
            os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(psycopg.Error):
                connection.execute("SELECT 1")
            connection.close()

    def revive(self) -> None:
        """Whatever is not running is started, and answers normally."""
        self.service.answer_normally()
        self.live.start()


@contextlib.contextmanager
def opened(say_log: Path | None = None) -> Iterator[Town]:
    """A stocked sandbox shop with all its programs."""
    with contextlib.ExitStack() as stack:
        folder = say_log or stack.enter_context(scratch("chaos"))
        service = stack.enter_context(PushService())
        url = stack.enter_context(postgres(folder)).create("shop")
        live = LiveShop(
            host=sandbox_host(),
            database_url=url,
            logs=folder,
            settings={"SALEOR_PUSH_SERVICES": service.origin},
        )
        live.migrate()
        live.broker.start()
        stack.callback(live.broker.stop)
        live.stock()
        stack.enter_context(live.running())
        live.shop.configure_push(
            send=True, storefront_url="https://shop.example", contact="mailto:push@shop.example"
        )
        live.shop.set_stock(live.shop.catalogue.variants[0], 100_000)
        yield Town(live=live, service=service, database_url=url)
