"""Receipts: browsers report shown, clicked and dismissed, with a token that the shop signed."""

from datetime import datetime

from django.db import connection

from ..core import result_cell_sql
from ..core.result_kinds import Kind
from ..core.sql_files import statements
from . import tokens

EVENTS = (Kind.SHOWN, Kind.CLICKED, Kind.DISMISSED)
_NOTE_FIRST = statements(__package__, "receipts.sql")["note_first"].format(
    cell=result_cell_sql.cell_sql("n"),
    columns=result_cell_sql.COLUMNS,
    day=result_cell_sql.day_sql("%(now)s"),
)


def record(token: str, event: str, *, now: datetime) -> bool:
    """Store the first report of an event; False for an invalid token or an unknown event.

    None is stored after the subscription or the account was deleted: the notification then belongs
    to no browser.
    """
    id = tokens.holder(tokens.Purpose.RECEIPT, token, now=now)
    return id is not None and event in EVENTS and _note_first(id, event, now)


def record_click(token: str, *, now: datetime) -> bool:
    """Store the first click, as the page that the link led to reports it; False as of `record`.

    The worker may have reported the same click: the first report counts.
    """
    id = tokens.holder(tokens.Purpose.CLICK, token, now=now)
    return id is not None and _note_first(id, Kind.CLICKED, now)


def _note_first(id: int, event: str, now: datetime) -> bool:
    """A click or a dismissal that arrives first still proves that it was shown."""
    happened = {kind.value: event == kind for kind in (Kind.CLICKED, Kind.DISMISSED)}
    with connection.cursor() as cursor:
        cursor.execute(_NOTE_FIRST, {"id": id, "now": now, **happened})
        return bool(cursor.fetchone()[0])
