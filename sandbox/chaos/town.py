"""What a round needs: a running shop, its database, and the push service of its shoppers."""

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import psycopg
import redis

from sandbox import servers
from sandbox.chaos import clock
from sandbox.live import LiveShop, sandbox_host
from sandbox.pushservice import PushService
from sandbox.servers import postgres, scratch

# A commit must outlive the crash of a process, if not a power cut: the log is written, not synced.
DURABLE = {"synchronous_commit": "on"}
EVENTS = "saleor_push_plugin_event"
BY_CHECKOUT = "SELECT checkout_token FROM order_order WHERE checkout_token = ANY(%s)"
KNOWN_OF = """
    SELECT o.created_at, e.at, e.planned_at, n.state, n.reason, n.detail, s.id, g.bound_at
    FROM order_order o
    LEFT JOIN saleor_push_plugin_event e ON e.key = 'order_created:' || o.id
    LEFT JOIN saleor_push_plugin_notification n ON n.event_id = e.id
    LEFT JOIN saleor_push_plugin_subscription s ON s.endpoint = %(endpoint)s
    LEFT JOIN saleor_push_plugin_guestcheckout g ON g.subscription_id = s.id
    WHERE o.checkout_token = %(checkout)s
"""


@dataclass(frozen=True, kw_only=True)
class Town:
    live: LiveShop
    # Every second browser is with the one, the others with the other.
    services: tuple[PushService, PushService]
    database_url: str
    clock: Path

    def answer(self, **how: object) -> None:
        """What both push services do from now on."""
        for service in self.services:
            service.answer(**how)  # type: ignore[arg-type]

    def set_clock(self, seconds: float) -> None:
        """Web server, worker and beat are so much ahead of the real time from now on."""
        clock.set_to(self.clock, seconds)

    def limit_broker(self, size: int) -> None:
        """More than so many bytes the broker refuses to take, as with a full disk; 0: no limit."""
        with contextlib.closing(redis.Redis.from_url(self.live.redis.url())) as broker:
            broker.config_set("maxmemory", size)

    def ordered(self, checkouts: list[str]) -> set[str]:
        """Which of these checkouts the shop has made an order of, whatever it answered."""
        with self._database() as connection:
            return {str(row[0]) for row in connection.execute(BY_CHECKOUT, [checkouts])}

    def known_of(self, checkout: str, endpoint: str) -> list[tuple[object, ...]]:
        """What the database says of an order nobody was told of."""
        with self._database() as connection:
            return connection.execute(
                KNOWN_OF, {"checkout": checkout, "endpoint": endpoint}
            ).fetchall()

    def crash_database(self) -> None:
        """A dead backend makes PostgreSQL cut off everybody and recover from its log."""
        with self._database() as connection:
            pid = connection.info.backend_pid
            os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(psycopg.Error):
                connection.execute("SELECT 1")
            connection.close()

    @contextlib.contextmanager
    def without_events(self) -> Iterator[None]:
        """Nothing can write or read events: every hook fails, and the shop goes on."""
        self._rename(EVENTS, "away")
        try:
            yield
        finally:
            self._rename("away", EVENTS)

    def _rename(self, table: str, to: str) -> None:
        with self._database() as connection:
            connection.execute(f"ALTER TABLE {table} RENAME TO {to}")

    def _database(self) -> psycopg.Connection[tuple[object, ...]]:
        """One that was just killed may still be recovering."""
        deadline = time.monotonic() + 60
        while True:
            try:
                return psycopg.connect(self.database_url)
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def revive(self) -> None:
        """Whatever is not running is started, and answers normally."""
        for service in self.services:
            service.answer_normally()
        self.set_clock(0)
        if not self.live.broker.is_running:
            self.live.broker.start()
        # Celery's worker ends, and does not begin, while the broker is full.
        self.limit_broker(0)
        self.live.start()


@contextlib.contextmanager
def opened(say_log: Path | None = None) -> Iterator[Town]:
    """A stocked sandbox shop with all its programs."""
    with contextlib.ExitStack() as stack:
        folder = say_log or stack.enter_context(scratch("chaos"))
        services = (stack.enter_context(PushService()), stack.enter_context(PushService()))
        clock.set_to(folder / "clock", 0)
        stack.enter_context(mock.patch.dict(servers.PG_OPTIONS, DURABLE))
        url = stack.enter_context(postgres(folder)).create("shop")
        live = LiveShop(
            host=sandbox_host(),
            database_url=url,
            logs=folder,
            settings={
                "SALEOR_PUSH_SERVICES": ",".join(service.origin for service in services),
                clock.SETTING: str(folder / "clock"),
            },
        )
        live.migrate()
        live.broker.start()
        stack.callback(live.broker.stop)
        live.stock()
        stack.enter_context(live.running())
        live.shop.configure_push(
            send=True, storefront_url="https://shop.example", contact="mailto:push@shop.example.com"
        )
        live.shop.set_stock(live.shop.catalogue.variants[0], 100_000)
        yield Town(live=live, services=services, database_url=url, clock=folder / "clock")
