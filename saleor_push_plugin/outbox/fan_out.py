"""Rows for many devices in one statement, and crowds cut into pieces.

A crowd may be a million. It is cut once into pieces of PIECE, and each becomes rows in a
transaction of its own: any worker takes the next one, what a dead worker had taken is free again,
and no process ever holds a list of people.
"""

from dataclasses import astuple, dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, QuerySet

from ..models import Event, Piece

PIECE = 5000
# Ten tries, each after twice the wait before, take an hour and a half: what fails then fails for a
# reason that time does not mend.
MOST_TRIES, FIRST_WAIT = 10, timedelta(seconds=10)
LOST = "its rows could not be made"
# Of whom: (place in the order of a crowd, subscription id, user id or null).
Who = QuerySet[Any, tuple[int, int, int | None]]


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What all rows of an event and a scenario share."""

    event_id: int
    event_key: str
    scenario: str
    about: str
    bulk: bool
    due_at: datetime
    expires_at: datetime
    created_at: datetime


_NAMES = ", ".join(field.name for field in fields(Draft))
_TYPES = "%s::bigint, %s::text, %s::text, %s::text, %s::boolean" + 3 * ", %s::timestamptz"
_WHO = f"""
    FROM (VALUES ({_TYPES})) AS d({_NAMES}) CROSS JOIN ({{who}}) AS v(place, device, owner)
    JOIN saleor_push_plugin_subscription s ON s.id = v.device
"""
_LANES = f"""
    INSERT INTO saleor_push_plugin_lane (bulk, channel, origin)
    SELECT DISTINCT d.bulk, s.channel, s.origin {_WHO}
    WHERE NOT EXISTS (SELECT 1 FROM saleor_push_plugin_lane l
        WHERE (l.bulk, l.channel, l.origin) = (d.bulk, s.channel, s.origin))
    ON CONFLICT DO NOTHING
"""
_ROWS = f"""
    INSERT INTO saleor_push_plugin_notification (key, event_id, subscription_id, person, about,
        scenario, bulk, lane_id, state, due_at, expires_at, attempts, reason, created_at)
    SELECT d.event_key || '/' || d.scenario || '/' || s.id, d.event_id, s.id,
        CASE WHEN v.owner IS NULL THEN 's' || s.id ELSE 'u' || v.owner END, d.about,
        d.scenario, d.bulk, l.id, 'pending', d.due_at, d.expires_at, 0, '', d.created_at
    {_WHO}
    JOIN saleor_push_plugin_lane l ON (l.bulk, l.channel, l.origin) = (d.bulk, s.channel, s.origin)
    ON CONFLICT DO NOTHING
"""
_CUT = """
    INSERT INTO saleor_push_plugin_piece (event_id, scenario, first, last, due_at, tries)
    SELECT %s, %s, min(place), max(place), %s, 0 FROM (
        SELECT place, (row_number() OVER (ORDER BY place) - 1) / %s AS part
        FROM ({who}) AS v(place, device, owner)) numbered
    GROUP BY part ORDER BY part
"""


def add(draft: Draft, who: Who) -> int:
    """Make the rows of a draft, those known aside; how many."""
    _run(_LANES, who, astuple(draft))
    return _run(_ROWS, who, astuple(draft))


def cut(draft: Draft, who: Who) -> int:
    """Divide a crowd into pieces, to be made into rows one by one; how many pieces."""
    return _run(_CUT, who, (draft.event_id, draft.scenario, draft.created_at, PIECE))


def next_piece(now: datetime, event_id: int | None = None) -> Piece | None:
    """Lock a due piece (of one event, if given) nobody else is at, inside a transaction."""
    lock = Piece.objects.select_for_update(skip_locked=True, of=("self",)).select_related("event")
    due = lock.filter(due_at__lte=now)
    some = due if event_id is None else due.filter(event_id=event_id)
    return some.order_by("tries", "id").first()


def pieces(now: datetime) -> int:
    """How many pieces can be made into rows now."""
    return Piece.objects.filter(due_at__lte=now).count()


def piece_failed(piece: Piece, now: datetime) -> None:
    """Let it wait; one that failed MOST_TRIES times is given up, and its event says so."""
    if piece.tries + 1 >= MOST_TRIES:
        lost = {**(piece.event.objections or {}), piece.scenario: LOST}
        Event.objects.filter(id=piece.event_id).update(objections=lost)
        piece.delete()
        return
    wait = FIRST_WAIT * 2**piece.tries
    Piece.objects.filter(id=piece.id).update(tries=F("tries") + 1, due_at=now + wait)


def _run(statement: str, who: Who, values: tuple[Any, ...]) -> int:
    try:
        chosen, chosen_values = who.query.sql_with_params()
    except EmptyResultSet:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(statement.format(who=chosen), [*values, *chosen_values])
        return int(cursor.rowcount)
