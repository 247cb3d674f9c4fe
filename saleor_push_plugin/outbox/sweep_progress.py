"""Remembers how far each sweep has looked."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from ..models import Cursor

# How far a sweep goes back when its own cursor cannot be trusted.
REWIND = timedelta(days=7)


def start_cursors(names: Iterable[str], now: datetime) -> None:
    """Make sweeps find everything from now on, also before their first run, and nothing older."""
    Cursor.objects.bulk_create(
        [Cursor(name=name, since=now, at=now) for name in names],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["since", "at"],
    )


def window_start(name: str, overlap: timedelta, now: datetime) -> datetime:
    """From when a sweep has to look: `overlap` before its cursor, never before it started."""
    cursor, _ = Cursor.objects.get_or_create(name=name, defaults={"since": now, "at": now})
    if cursor.at > now + overlap:
        # A clock was ahead for an unknown time. If by less than `overlap`, nothing is missed.
        kept = Cursor.objects.filter(name=name, at=cursor.at)
        kept.update(since=min(cursor.since, now), at=now - REWIND)
        cursor.refresh_from_db()
    return max(cursor.since, cursor.at - overlap)


def advance_cursor(name: str, to: datetime) -> None:
    Cursor.objects.filter(name=name).update(at=to)


def reset_cursor(name: str, spared: tuple[datetime, datetime]) -> None:
    """Make a sweep start anew, unless its cursor lies in `spared`: it may just have started."""
    Cursor.objects.filter(name=name).exclude(at__range=spared).delete()
