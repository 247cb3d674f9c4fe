"""Fans an event out to its recipients: one notification for each, many of them in chunks.

A price drop may have a million recipients. They are divided once into chunks of CHUNK_SIZE, and
each chunk becomes notifications in a transaction of its own: any worker takes the next chunk, a
chunk that a dead worker had locked is free again, and no process ever holds a list of recipients.
"""

from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, QuerySet

from ..core import result_cell_sql
from ..core.person_key_sql import person_key_sql
from ..core.platform import browser_sql
from ..core.reason import Reason
from ..core.sql_files import statements
from ..models import Chunk, Event

CHUNK_SIZE = 5000
# Ten tries, with a wait that doubles each time, take an hour and a half: what fails then has a
# cause that does not go away by itself.
MAX_TRIES, FIRST_WAIT = 10, timedelta(seconds=10)
# (position, subscription id, user id or null, whether they asked for it), in the order of the
# positions.
Recipients = QuerySet[Any, tuple[int, int, int | None, bool]]

_SQL = statements(__package__, "fan_out.sql")
_LANES, _GROUPS, _NOTIFICATIONS = (
    _SQL[name].format(
        recipients=_SQL["recipients"],
        person_key=person_key_sql("s.id", "r.user_id"),
        channel="coalesce(nullif(spec.channel, ''), s.channel)",
        service=browser_sql("s.origin"),
        cell=result_cell_sql.cell_sql("n"),
        columns=result_cell_sql.COLUMNS,
        day=result_cell_sql.day_sql("n.created_at"),
    )
    for name in ("insert_lanes", "insert_groups", "insert_notifications")
)
_CHUNKS = _SQL["insert_chunks"]


@dataclass(frozen=True, kw_only=True)
class NotificationSpec:
    """What all notifications of one event and scenario share; a positional row of `fan_out.sql`.

    `channel`: where they are counted; empty: in the channel of each subscription.
    """

    event_id: int
    event_key: str
    scenario: str
    about: str
    bulk: bool
    due_at: datetime
    expires_at: datetime
    created_at: datetime
    channel: str = ""


class RecipientsSql(NamedTuple):
    """A query of recipients as SQL, for several statements: Django takes milliseconds to write it.

    An empty `query` has no recipients.
    """

    query: str
    values: tuple[Any, ...]


def recipients_sql(recipients: Recipients) -> RecipientsSql:
    try:
        query, values = recipients.query.sql_with_params()
    except EmptyResultSet:
        return RecipientsSql("", ())
    return RecipientsSql(query, values)


def insert(spec: NotificationSpec, recipients: RecipientsSql) -> int:
    """Insert a notification for each recipient; returns how many are new."""
    if not recipients.query:
        return 0
    for statement in (_LANES, _GROUPS):
        _run(statement, recipients, astuple(spec))
    with connection.cursor() as cursor:
        values = [*astuple(spec), *recipients.values]
        cursor.execute(_NOTIFICATIONS.format(query=recipients.query), values)
        return int(cursor.fetchone()[0])


def split(spec: NotificationSpec, recipients: RecipientsSql) -> int:
    """Divide the recipients into chunks that become notifications later; returns how many."""
    values = (spec.event_id, spec.scenario, spec.created_at, CHUNK_SIZE)
    return _run(_CHUNKS, recipients, values)


def next_chunk(now: datetime, event_id: int | None = None) -> Chunk | None:
    """Lock a due chunk (of one event, if given) that no other transaction has locked."""
    lock = Chunk.objects.select_for_update(skip_locked=True, of=("self",)).select_related("event")
    due = lock.filter(due_at__lte=now)
    chosen = due if event_id is None else due.filter(event_id=event_id)
    return chosen.order_by("tries", "id").first()


def due_chunks(now: datetime) -> int:
    """How many chunks can become notifications now."""
    return Chunk.objects.filter(due_at__lte=now).count()


def chunk_done(chunk: Chunk) -> None:
    chunk.delete()


def chunk_failed(chunk: Chunk, now: datetime) -> None:
    """Postpone a chunk; after MAX_TRIES drop it and note that on its event."""
    if chunk.tries + 1 >= MAX_TRIES:
        lost = {**(chunk.event.objections or {}), chunk.scenario: Reason.FAN_OUT_FAILED}
        Event.objects.filter(id=chunk.event_id).update(objections=lost)
        chunk.delete()
        return
    wait = FIRST_WAIT * 2**chunk.tries
    Chunk.objects.filter(id=chunk.id).update(tries=F("tries") + 1, due_at=now + wait)


def _run(statement: str, recipients: RecipientsSql, values: tuple[Any, ...]) -> int:
    if not recipients.query:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(statement.format(query=recipients.query), [*values, *recipients.values])
        return int(cursor.rowcount)
