"""Browsers whose shoppers take no notice of pushes get no marketing until the next visit.

Chrome takes the permission back from sites that send much and are not visited, Apple from those
whose pushes show nothing, and a dead subscription may be accepted for ever.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from ..core.sql_files import statements

# So many pushes since the last visit, which is so long ago.
MOST, UNVISITED = 10, timedelta(days=30)
STRIDE = 10_000
_SQL = statements(__package__, "unnoticed_browsers.sql")


def mark(now: datetime) -> int:
    """Mark them, and unmark who has clicked since; returns how many were marked."""
    since = now - UNVISITED
    values: dict[str, Any] = {"now": now, "since": since, "most": MOST, "stride": STRIDE}
    marked, after, read = 0, 0, STRIDE
    while read == STRIDE:
        with connection.cursor() as cursor:
            cursor.execute(_SQL["mark"], {**values, "after": after})
            read, last, found = cursor.fetchone()
        after, marked = last or after, marked + found
    return marked
