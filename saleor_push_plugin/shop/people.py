"""Find and count the people that a predicate holds for, in one statement over their facts."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.utils import OperationalError

from ..core.segments.predicate import Predicate
from .person_conditions import compiled

# Milliseconds after which PostgreSQL gives up.
TIMEOUT = 5000
_QUERY_CANCELED = "57014"


class TooSlowError(Exception):
    """PostgreSQL did not find them in TIMEOUT."""


def matching(predicate: Predicate, now: datetime) -> set[str]:
    """Return the keys of all people it holds for. Raises NotInThisShopError."""
    with connection.cursor() as cursor:
        cursor.execute(*_statement("f.person", predicate, now))
        return {row[0] for row in cursor.fetchall()}


def count(predicate: Predicate, now: datetime, *, milliseconds: int = TIMEOUT) -> int:
    """Return for how many people it holds, exactly.

    Raises NotInThisShopError and TooSlowError.
    """
    statement, values = _statement("count(*)", predicate, now)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(milliseconds)])
            cursor.execute(statement, values)
            return int(cursor.fetchone()[0])
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != _QUERY_CANCELED:
            raise
        raise TooSlowError from error


def _statement(what: str, predicate: Predicate, now: datetime) -> tuple[str, dict[str, Any]]:
    condition = compiled(predicate)
    rows = f"SELECT {what} FROM saleor_push_plugin_personfacts f WHERE {condition.sql}"
    return rows, {**condition.values, "now": now}
