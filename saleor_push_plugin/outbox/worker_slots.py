"""Limits how many tasks send bulk notifications at once, on all machines together.

Each slot is a row that one task holds for a while. No database lock lives longer than a statement,
and a dead worker's slot becomes free again.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection

from ..models import Cursor
from .claiming import LEASE

# As long as the claims that are sent while holding it: a hanging push service may take that long.
HELD_FOR = LEASE
_TAKE = """
    UPDATE saleor_push_plugin_cursor SET at = %(until)s WHERE name = (
        SELECT name FROM saleor_push_plugin_cursor
        WHERE name = ANY(%(names)s) AND (at < %(now)s OR at > %(never)s)
        ORDER BY name LIMIT 1 FOR UPDATE SKIP LOCKED
    ) RETURNING name
"""


class Slot(NamedTuple):
    """A slot and until when it is held; `until` also identifies its holder."""

    name: str
    until: datetime


def take_slot(lane: str, slots: int, now: datetime) -> Slot | None:
    """Take one of the lane's slots; None if all are taken."""
    names = [f"slot:{lane}:{number}" for number in range(slots)]
    return _take(names, now) or (_take(names, now) if _create(names, now) else None)


def leave_slot(slot: Slot, now: datetime) -> None:
    """Free a slot, unless its time ran out and another task has taken it."""
    held = Cursor.objects.filter(name=slot.name, at=slot.until)
    held.update(at=now - timedelta(microseconds=1))


def _take(names: list[str], now: datetime) -> Slot | None:
    with connection.cursor() as cursor:
        # Later than a slot can be held: it was taken before a clock was set back.
        times = {"now": now, "until": now + HELD_FOR, "never": now + 2 * HELD_FOR}
        cursor.execute(_TAKE, {"names": names, **times})
        taken = cursor.fetchone()
        return Slot(taken[0], times["until"]) if taken else None


def _create(names: list[str], now: datetime) -> bool:
    """Create the rows of slots that are used for the first time; whether there were any."""
    if Cursor.objects.filter(name__in=names).count() == len(names):
        return False
    free = now - timedelta(microseconds=1)
    rows = [Cursor(name=name, since=now, at=free) for name in names]
    Cursor.objects.bulk_create(rows, ignore_conflicts=True)
    return True
