"""From the commit of an order to the push service's acceptance, with one worker.

The database says when it committed (`track_commit_timestamp`), the local push service when a push
was complete, by the same clock. What lies between is ours: hook, broker, worker, planning, words,
encryption, and one request over loopback instead of the internet. Orders follow one another as
fast as the shop takes them, the worker does Saleor's own tasks as well, and beat runs.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.database import Database
from benchmarks.places import Place
from benchmarks.rounds import Effort
from benchmarks.shoppers import Shopper, arrive
from benchmarks.statistics import percentile
from sandbox.pushservice import token_of
from tools.say import say

ORDERS = 100
PATIENCE = 60

# An order's lines are written with it and, unlike the order, not touched again soon after. Of
# several commits the first one counts: the longest latency that can be meant.
_TIMES = """
    SELECT s.endpoint, o.user_id IS NOT NULL,
        1000 * extract(epoch FROM o.created_at),
        1000 * extract(epoch FROM (SELECT min(pg_xact_commit_timestamp(l.xmin))
            FROM order_orderline l WHERE l.order_id = o.id)),
        1000 * extract(epoch FROM e.planned_at)
    FROM saleor_push_plugin_notification n
    JOIN saleor_push_plugin_subscription s ON s.id = n.subscription_id
    JOIN saleor_push_plugin_event e ON e.id = n.event_id
    JOIN order_order o ON o.id::text = e.subject
    WHERE n.scenario = 'order_placed'
"""
# Only that push leads there; a browser may get others.
ORDER_PAGE = "/checkout?order="


class LostError(Exception):
    """Not every order was told."""


@dataclass(frozen=True, kw_only=True)
class Trip:
    """When what happened to one order, in ms since the epoch."""

    by_user: bool
    created: float
    committed: float
    planned: float
    accepted: float

    @property
    def latency(self) -> float:
        return self.accepted - self.committed


def run(place: Place, _: Effort) -> dict[str, object]:
    """Measures, prints a table, gives the values of the closing line."""
    place.live.start()
    shoppers = list(arrive(place, ORDERS))
    say(f"  {len(shoppers)} browsers subscribed, half of them by customers; ordering")
    began = time.monotonic()
    for shopper in shoppers:
        shopper.order()
    rate = len(shoppers) / (time.monotonic() - began)
    say(f"  {len(shoppers)} orders placed, {rate:.1f} a second; waiting for their pushes")
    return {**told(place, shoppers), "orders": len(shoppers), "orders_per_second": f"{rate:.1f}"}


def told(place: Place, shoppers: Sequence[Shopper]) -> dict[str, object]:
    """How long the orders of these shoppers took; prints a table, gives p50, p95 and most in ms."""
    found = list(trips(place, len(shoppers)))
    _table(found)
    return _values(found)


def trips(place: Place, orders: int) -> Iterator[Trip]:
    """Of all orders so far, once so many were told."""
    accepted = _accepted(place, orders)
    with Database(place.url) as database:
        rows = database.rows(_TIMES)
    for endpoint, by_user, created, committed, planned in rows:
        yield Trip(
            by_user=by_user,
            created=float(created),
            committed=float(committed),
            planned=float(planned),
            accepted=accepted[token_of(endpoint)],
        )


def _accepted(place: Place, orders: int) -> dict[str, float]:
    deadline = time.monotonic() + PATIENCE
    while len(found := _told(place)) < orders and time.monotonic() < deadline:
        time.sleep(0.5)
    tokens = [message["token"] for message in found]
    if len(set(tokens)) != orders or len(tokens) != orders:
        raise LostError(f"{orders} orders, {len(tokens)} pushes to {len(set(tokens))} browsers")
    return {message["token"]: message["received_at"] for message in found}


def _told(place: Place) -> list[dict[str, Any]]:
    return [one for one in place.service.messages() if ORDER_PAGE in (one["plaintext"] or "")]


def _table(trips: Sequence[Trip]) -> None:
    parts = {
        "order begun -> accepted": [trip.accepted - trip.created for trip in trips],
        "commit -> accepted": [trip.latency for trip in trips],
        "  customers": [trip.latency for trip in trips if trip.by_user],
        "  guests": [trip.latency for trip in trips if not trip.by_user],
        "  commit -> worker begins": [trip.planned - trip.committed for trip in trips],
        "  worker begins -> accepted": [trip.accepted - trip.planned for trip in trips],
    }
    say(f"  {'ms':<28}{'p50':>8}{'p95':>8}{'most':>8}")
    for name, values in parts.items():
        p50, p95 = percentile(values, 0.5), percentile(values, 0.95)
        say(f"  {name:<28}{p50:>8.0f}{p95:>8.0f}{max(values):>8.0f}")


def _values(trips: Sequence[Trip]) -> dict[str, object]:
    times = [trip.latency for trip in trips]
    shares = {"p50_ms": 0.5, "p95_ms": 0.95, "max_ms": 1.0}
    return {name: round(percentile(times, share)) for name, share in shares.items()}
