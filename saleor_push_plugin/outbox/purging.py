"""Deletes old notifications and events, so that the outbox does not grow for ever."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from ..core.event import EVENT_TYPES
from ..core.sql_files import statements

STRIDE = 10_000
_SQL = statements(__package__, "purging.sql")


def purge(before: datetime, *, kept: Collection[str] = ()) -> int:
    """Delete ended notifications created before then; returns how many.

    Notifications with a survey answer stay, and those of the scenarios in `kept`. An event is
    deleted after its last notification, unless its kind is kept longer.
    """
    notifications = _strides(_SQL["purge_notifications"], {"before": before, "kept": list(kept)})
    kept_longer = {each.kind: each.retention for each in EVENT_TYPES.values() if each.retention}
    longer = {"kinds": list(kept_longer), "spans": list(kept_longer.values())}
    _strides(_SQL["purge_events"], {"before": before, **longer})
    return notifications


def _strides(statement: str, values: Mapping[str, Any]) -> int:
    """Run a statement for STRIDE rows at a time until they are not old; returns how many went."""
    total, after, more = 0, 0, True
    while more:
        with connection.cursor() as cursor:
            cursor.execute(statement, {**values, "after": after, "stride": STRIDE})
            deleted, after, more = cursor.fetchone()
        total += deleted
    return total
