"""From the order's commit to the screen, in milliseconds: who knew what, when."""

import base64
import time
from collections.abc import Mapping
from dataclasses import dataclass

import psycopg

from sandbox.demo.seen import Seen
from sandbox.demo.town import Town
from sandbox.demo.words import say

# PostgreSQL's own note of when the order's lines became visible to others.
COMMITTED = """
    SELECT extract(epoch FROM min(pg_xact_commit_timestamp(xmin))) * 1000
    FROM order_orderline WHERE order_id = %s
"""
NOTIFIED = """
    SELECT e.at, e.planned_at, n.sent_at, n.shown_at
    FROM saleor_push_plugin_notification n JOIN saleor_push_plugin_event e ON e.id = n.event_id
    WHERE e.subject = %s ORDER BY n.id DESC LIMIT 1
"""
RECEIPT_PATIENCE = 5.0


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """Milliseconds since the order was committed."""

    moments: Mapping[str, float]

    @property
    def shown(self) -> float:
        return self.moments["shown on the screen"]

    def say(self) -> None:
        width = max(len(name) for name in self.moments)
        for name, at in self.moments.items():
            say(f"    {name.ljust(width)}  {at:8.0f} ms")


def timeline(town: Town, order_id: str, seen: Seen) -> Timeline:
    """`order_id` is the global id that storefronts know."""
    order = base64.b64decode(order_id).decode().partition(":")[2]
    with psycopg.connect(town.live.database_url, autocommit=True) as connection:
        found = connection.execute(COMMITTED, [order]).fetchone()
        assert found is not None
        start = float(found[0])
        row = _with_receipt(connection, order)
    _, planned, _, receipt = row
    moments = {
        "order committed": 0.0,
        "planned by the worker": planned.timestamp() * 1000 - start,
        "accepted by the push service": _accepted(town) - start,
        "shown on the screen": seen.at_ms - start,
    }
    if receipt is not None:
        moments["the shop knows it was shown"] = receipt.timestamp() * 1000 - start
    return Timeline(moments=moments)


def _with_receipt(connection: psycopg.Connection, order: str) -> tuple:
    """The receipt comes back a little after the notification is on the screen."""
    deadline = time.monotonic() + RECEIPT_PATIENCE
    while True:
        row = connection.execute(NOTIFIED, [order]).fetchone()
        assert row is not None
        if row[-1] is not None or time.monotonic() > deadline:
            return row
        time.sleep(0.1)


def _accepted(town: Town) -> float:
    return float(town.service.messages()[-1]["received_at"])
