"""How many workers send bulk at once, on all machines together: seats, each taken by one task.

A row each, so that no lock has to live longer than a statement; a dead worker's seat is free again
after a while.
"""

from datetime import datetime, timedelta

from django.db import connection

from ..models import Cursor

HELD_FOR = timedelta(seconds=60)
_FREE = """
    UPDATE saleor_push_plugin_cursor SET at = %(until)s WHERE name = (
        SELECT name FROM saleor_push_plugin_cursor
        WHERE name = ANY(%(names)s) AND (at < %(now)s OR at > %(never)s)
        ORDER BY name LIMIT 1 FOR UPDATE SKIP LOCKED
    ) RETURNING name
"""


def take_slot(lane: str, seats: int, now: datetime) -> str | None:
    """One of the lane's seats; None if all are taken."""
    names = [f"slot:{lane}:{number}" for number in range(seats)]
    return _taken(names, now) or (_taken(names, now) if _set_up(names, now) else None)


def leave_slot(name: str, now: datetime) -> None:
    Cursor.objects.filter(name=name).update(at=now - timedelta(microseconds=1))


def _taken(names: list[str], now: datetime) -> str | None:
    with connection.cursor() as cursor:
        # Later than any can be taken for: before somebody set a clock back.
        times = {"now": now, "until": now + HELD_FOR, "never": now + 2 * HELD_FOR}
        cursor.execute(_FREE, {"names": names, **times})
        found = cursor.fetchone()
        return found and found[0]


def _set_up(names: list[str], now: datetime) -> bool:
    """Seats are put up when first needed; whether any were."""
    if Cursor.objects.filter(name__in=names).count() == len(names):
        return False
    free = now - timedelta(microseconds=1)
    rows = [Cursor(name=name, since=now, at=free) for name in names]
    Cursor.objects.bulk_create(rows, ignore_conflicts=True)
    return True
