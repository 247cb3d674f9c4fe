"""How many workers send bulk at once, on all machines together: seats, each taken by one task.

A row each, so that no lock has to live longer than a statement; a dead worker's seat is free again
after a while.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection

from ..models import Cursor
from .claiming import LEASE

# As long as the rows that are sent on it: a push service that hangs may keep its holder that long.
HELD_FOR = LEASE
_FREE = """
    UPDATE saleor_push_plugin_cursor SET at = %(until)s WHERE name = (
        SELECT name FROM saleor_push_plugin_cursor
        WHERE name = ANY(%(names)s) AND (at < %(now)s OR at > %(never)s)
        ORDER BY name LIMIT 1 FOR UPDATE SKIP LOCKED
    ) RETURNING name
"""


class Slot(NamedTuple):
    """A seat and until when it is held: whoever takes it later holds it until later."""

    name: str
    until: datetime


def take_slot(lane: str, seats: int, now: datetime) -> Slot | None:
    """One of the lane's seats; None if all are taken."""
    names = [f"slot:{lane}:{number}" for number in range(seats)]
    return _taken(names, now) or (_taken(names, now) if _set_up(names, now) else None)


def leave_slot(slot: Slot, now: datetime) -> None:
    """Who comes too late leaves nothing: the seat is somebody else's by now."""
    held = Cursor.objects.filter(name=slot.name, at=slot.until)
    held.update(at=now - timedelta(microseconds=1))


def _taken(names: list[str], now: datetime) -> Slot | None:
    with connection.cursor() as cursor:
        # Later than any can be taken for: before somebody set a clock back.
        times = {"now": now, "until": now + HELD_FOR, "never": now + 2 * HELD_FOR}
        cursor.execute(_FREE, {"names": names, **times})
        found = cursor.fetchone()
        return Slot(found[0], times["until"]) if found else None


def _set_up(names: list[str], now: datetime) -> bool:
    """Seats are put up when first needed; whether any were."""
    if Cursor.objects.filter(name__in=names).count() == len(names):
        return False
    free = now - timedelta(microseconds=1)
    rows = [Cursor(name=name, since=now, at=free) for name in names]
    Cursor.objects.bulk_create(rows, ignore_conflicts=True)
    return True
