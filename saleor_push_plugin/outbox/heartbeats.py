"""Remembers when a worker last ran what beat starts, by its own clock and by PostgreSQL's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from ..models import Cursor

_PREFIX = "beat:"
# Beside the cursors of sweeps: `at` is the worker's clock, `since` the database's.
_NOTE = """
    INSERT INTO saleor_push_plugin_cursor (name, since, at)
    VALUES (%(name)s, clock_timestamp(), %(now)s)
    ON CONFLICT (name) DO UPDATE SET since = excluded.since, at = excluded.at
"""


@dataclass(frozen=True, kw_only=True)
class Heartbeat:
    """The last run of a task. `at`: by the database's clock; `ahead`: how far the worker's was."""

    at: datetime
    ahead: timedelta


def note(task: str, now: datetime) -> None:
    """Remember that a worker runs a task of beat's now; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, {"name": f"{_PREFIX}{task}", "now": now})


def heartbeats() -> Mapping[str, Heartbeat]:
    """The last run of each task, by its name; those that never ran are left out."""
    rows = Cursor.objects.filter(name__startswith=_PREFIX).values_list("name", "since", "at")
    return {
        name.removeprefix(_PREFIX): Heartbeat(at=since, ahead=at - since)
        for name, since, at in rows
    }


def database_clock() -> datetime:
    """What time it is by PostgreSQL's clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment
