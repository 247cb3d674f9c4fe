"""Limits pushes a minute through one push service, for all workers together.

GCRA (a leaky bucket): one moment per push service says until when its rate is used up, and n pushes
move it ahead by n/rate. Transactional pushes are counted and never held back; bulk gets the rest.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from .lanes import OpenLane

# After a pause this much of the rate may be used at once.
BURST = timedelta(seconds=6)
# Pushes a minute through a service that asked everybody to wait: Chrome's of disruptive sites.
SLOW = 1000
_LOCK = """
    SELECT origin, paced_until FROM saleor_push_plugin_pushservice
    WHERE origin = ANY(%(origins)s) ORDER BY origin FOR UPDATE
"""
_CHARGE = """
    INSERT INTO saleor_push_plugin_pushservice AS p
        (origin, blocked_until, paced_until, witnesses, reason, detail, changed_at)
    SELECT v.origin, %(now)s, %(now)s + v.time, '{}', '', '', %(now)s
    FROM unnest(%(origins)s::text[], %(times)s::interval[]) AS v(origin, time) ORDER BY 1
    ON CONFLICT (origin) DO UPDATE SET
        paced_until = greatest(p.paced_until, %(now)s) + (excluded.paced_until - %(now)s)
"""


def rates(lanes: Iterable[OpenLane], rate: int) -> dict[str, int]:
    """The pushes a minute of each service that has a limit. `rate`: the operator's; 0: none."""
    return {
        lane.origin: min(rate or SLOW, SLOW) if lane.is_slow else rate
        for lane in lanes
        if rate or lane.is_slow
    }


def remaining(rates: Mapping[str, int], now: datetime) -> dict[str, int]:
    """How many bulk pushes each service may get now. Locks their rows: call it in a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, {"origins": sorted(rates)})
        used = dict(cursor.fetchall())
    return {origin: _left(used.get(origin), rate, now) for origin, rate in rates.items()}


def charge(counts: Mapping[str, int], rates: Mapping[str, int], now: datetime) -> None:
    """Count pushes that go out now, through services that have a limit."""
    origins = sorted(counts.keys() & rates.keys())
    times = [timedelta(minutes=counts[origin] / rates[origin]) for origin in origins]
    values: dict[str, Any] = {"origins": origins, "times": times, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(_CHARGE, values)


def _left(until: datetime | None, rate: int, now: datetime) -> int:
    free = now + BURST - max(until or now, now)
    return max(0, int(free / timedelta(minutes=1) * rate))
