"""How far the sweeps have looked."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from ..models import Cursor


def begin_cursors(names: Iterable[str], now: datetime) -> None:
    """From now on everything is to be found, also before the first look; of before, nothing."""
    Cursor.objects.bulk_create(
        [Cursor(name=name, since=now, at=now) for name in names],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["since", "at"],
    )


def looked_until(name: str, overlap: timedelta, now: datetime) -> datetime:
    """From when a sweep has to look: `overlap` again, never before it began, which may be now."""
    cursor, _ = Cursor.objects.get_or_create(name=name, defaults={"since": now, "at": now})
    if cursor.at > now:
        # A clock was ahead: what happens until it would be right again must be seen, too.
        cursor.since, cursor.at = min(cursor.since, now), now
        cursor.save()
    return max(cursor.since, cursor.at - overlap)


def move_cursor(name: str, to: datetime) -> None:
    Cursor.objects.filter(name=name).update(at=to)


def drop_cursor(name: str, before: datetime) -> None:
    """Begin anew with the next look. What began after `before` may just be being switched on."""
    Cursor.objects.filter(name=name, at__lt=before).delete()
