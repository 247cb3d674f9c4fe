"""How far the sweeps have looked."""

from datetime import datetime, timedelta

from ..models import Cursor


def looked_until(name: str, overlap: timedelta, now: datetime) -> datetime:
    """From when a sweep has to look, `overlap` again but never before it began; first, now."""
    defaults = {"since": now, "at": now}
    cursor, _ = Cursor.objects.get_or_create(name=name, defaults=defaults)
    return max(cursor.since, cursor.at - overlap)


def move_cursor(name: str, to: datetime) -> None:
    Cursor.objects.filter(name=name).update(at=to)


def drop_cursor(name: str) -> None:
    """Begin anew: what happens until the next look is not looked at."""
    Cursor.objects.filter(name=name).delete()
