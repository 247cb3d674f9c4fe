"""Counts what is used of a ration, in one row of PostgreSQL for each ration.

GCRA (a leaky bucket): the row says until when the ration is used up, and each use moves that moment
ahead. What was not used for a window may be used at once. The table is not logged: a crash of the
database empties it, which gives every ration anew.

PostgreSQL and not Django's cache: Saleor's may be memory of one process, and a write to this table
waits for no disk.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from ..core.sql_files import statements
from ..models import Ration

_SQL = statements(__package__, "buckets.sql")


class Bucket(NamedTuple):
    """A ration: `size` uses in each `window`."""

    name: str
    size: int
    window: timedelta = timedelta(minutes=1)


def take(bucket: Bucket, uses: int, now: datetime) -> timedelta | None:
    """Use `uses` of a ration at once; None if they were left, else how long to wait for them."""
    granted, used_until = _run("take", _values(bucket, uses, now))
    if granted:
        return None
    free_at = used_until + bucket.window * uses / bucket.size - bucket.window
    return timedelta(seconds=max(1.0, (free_at - now).total_seconds()))


def forget_unused(now: datetime) -> int:
    """Delete the rows of rations that are whole again; returns how many."""
    return Ration.objects.filter(used_until__lt=now).delete()[0]


def _values(bucket: Bucket, uses: int, now: datetime) -> dict[str, Any]:
    cost = bucket.window * uses / bucket.size
    return {"name": bucket.name, "now": now, "cost": cost, "full": now + bucket.window}


def _run(statement: str, values: dict[str, Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(_SQL[statement], values)
        return cursor.fetchone()
