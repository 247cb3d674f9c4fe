"""How far the sweeps have looked."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from ..models import Cursor

# So much is looked at again when nobody knows how far a sweep has looked.
AGAIN = timedelta(days=7)


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
    if cursor.at > now + overlap:
        # A clock was ahead, nobody knows for how long. By less than `overlap` it hides nothing.
        kept = Cursor.objects.filter(name=name, at=cursor.at)
        kept.update(since=min(cursor.since, now), at=now - AGAIN)
        cursor.refresh_from_db()
    return max(cursor.since, cursor.at - overlap)


def move_cursor(name: str, to: datetime) -> None:
    Cursor.objects.filter(name=name).update(at=to)


def drop_cursor(name: str, spared: tuple[datetime, datetime]) -> None:
    """Begin anew with the next look. One of the time `spared` may just be being switched on."""
    Cursor.objects.filter(name=name).exclude(at__range=spared).delete()
