"""Find and count the people that a predicate holds for, in one statement over their facts."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.utils import OperationalError

from ..core.experiments.bucket_sql import bucket_sql
from ..core.segments.other_packages import Answer
from ..core.segments.predicate import Predicate
from ..core.segments.reach import Reach
from ..core.segments.reach import reach as reach_of
from ..core.sql_files import statements
from . import person_facts
from .person_conditions import compiled, parts

# Milliseconds after which PostgreSQL gives up.
TIMEOUT = 5000
# Room for the keys of two million people, of 32 bytes each.
_WORK_MEM = "64MB"
QUERY_CANCELED = "57014"
Answers = Mapping[str, Answer | None]
_SQL = statements(__package__, "reach.sql")


class TooSlowError(Exception):
    """PostgreSQL did not find them in TIMEOUT."""


def matching(predicate: Predicate, now: datetime, answers: Answers | None = None) -> set[str]:
    """Return the keys of all people it holds for. Raises NotInThisShopError."""
    with connection.cursor() as cursor:
        cursor.execute(*_statement("f.person", predicate, now, answers))
        return {row[0] for row in cursor.fetchall()}


def count(
    predicate: Predicate,
    now: datetime,
    answers: Answers | None = None,
    *,
    milliseconds: int = TIMEOUT,
) -> int:
    """Return for how many people it holds, exactly. `answers`: see `compiled`.

    Raises NotInThisShopError and TooSlowError.
    """
    [(number,)] = _in_time(*_statement("count(*)", predicate, now, answers), milliseconds)
    return int(number)


def count_then(predicate: Predicate, at: datetime, *, milliseconds: int = TIMEOUT) -> int:
    """Return for how many people it held at a moment, of conditions that are known of the past.

    The facts of everybody are made anew. Raises TooSlowError.
    """
    condition = compiled(predicate)
    rows = f"SELECT count(*) FROM ({person_facts.everybody()}) AS f WHERE {condition.sql}"
    values = {**person_facts.parameters(at), **condition.values, "now": at}
    [(number,)] = _in_time(rows, values, milliseconds)
    return int(number)


@dataclass(frozen=True, kw_only=True)
class Push:
    """A marketing push of which is asked whom it reaches; see reach.sql for the fields.

    `salt`: the running hold-out's.
    """

    now: datetime
    since: datetime
    resting: datetime
    topic: str
    most: int
    channels: list[str] | None = None
    hold_out: int | None = None
    held_below: int = 0
    salt: str = ""


def reach(
    predicate: Predicate,
    push: Push,
    answers: Answers | None = None,
    *,
    milliseconds: int = TIMEOUT,
) -> Reach:
    """Return how many people a push reaches, and at which step the others are lost.

    Raises NotInThisShopError and TooSlowError.
    """
    condition = compiled(predicate, answers)
    bucket = bucket_sql("%(salt)s::text", "w.person")
    statement = _SQL["reach"].format(condition=condition.sql, bucket=bucket)
    values = {**condition.values, **asdict(push)}
    return reach_of(dict(_in_time(statement, values, milliseconds)))


def explained(
    predicate: Predicate, person: str, now: datetime, answers: Answers | None = None
) -> tuple[bool, list[bool]]:
    """Return whether it holds for one person (a key), and which of its leaves do, in their order.

    It holds for nobody who objects to segmentation. Raises NotInThisShopError and TooSlowError.
    """
    sqls, values = parts(predicate, answers)
    tests = [compiled(predicate, answers).sql, *sqls[1:]]
    columns = ", ".join(f"coalesce({test}, false)" for test in tests)
    rows = f"SELECT {columns} FROM saleor_push_plugin_personfacts f WHERE f.person = %(person)s"
    found = _in_time(rows, {**values, "now": now, "person": person}, TIMEOUT)
    whole, *each = found[0] if found else [False] * len(tests)
    return whole, each


@contextmanager
def in_bounds(milliseconds: int = TIMEOUT) -> Iterator[Any]:
    """Run queries that PostgreSQL gives up in time, in a transaction. Raises TooSlowError."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            keep_in_bounds(cursor, milliseconds)
            yield cursor
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != QUERY_CANCELED:
            raise
        raise TooSlowError from error


def keep_in_bounds(cursor: Any, milliseconds: int) -> None:
    """Let PostgreSQL give up in time and hash the keys of many people, until the transaction ends.

    Without room for a hash table it looks for each person through the whole list of the others. To
    compile a statement of many conditions (JIT) takes seconds, longer than to run it.
    """
    values = {"statement_timeout": str(milliseconds), "work_mem": _WORK_MEM, "jit": "off"}
    settings = ", ".join("set_config(%s, %s, true)" for _ in values)
    cursor.execute(f"SELECT {settings}", [part for pair in values.items() for part in pair])


def _in_time(statement: str, values: Mapping[str, Any], milliseconds: int) -> list[Any]:
    """Return the rows of a statement that PostgreSQL gives up in time. Raises TooSlowError."""
    with in_bounds(milliseconds) as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _statement(
    what: str, predicate: Predicate, now: datetime, answers: Answers | None = None
) -> tuple[str, dict[str, Any]]:
    condition = compiled(predicate, answers)
    rows = f"SELECT {what} FROM saleor_push_plugin_personfacts f WHERE {condition.sql}"
    return rows, {**condition.values, "now": now}
