"""Reads in transactions in which PostgreSQL refuses every write, and gives up in time."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.utils import OperationalError

from .connections import replica
from .people import QUERY_CANCELED, TooSlowError

__all__ = ["TooSlowError", "allow", "read_only"]

_SETTINGS = (
    "SELECT set_config('transaction_read_only', 'on', true), "
    "set_config('statement_timeout', %s, true)"
)


@contextmanager
def read_only(milliseconds: int) -> Iterator[None]:
    """Refuse writes on every connection of the shop until the end; nothing is locked for others.

    A statement that takes longer raises TooSlowError.
    """
    # Tests have one connection under both names.
    aliases = {connections[alias].alias: alias for alias in (DEFAULT_DB_ALIAS, replica())}
    try:
        with ExitStack() as stack:
            for alias in aliases.values():
                stack.enter_context(_refusing_writes(alias, milliseconds))
            yield
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != QUERY_CANCELED:
            raise
        raise TooSlowError from error


def allow(milliseconds: int) -> None:
    """Let no later statement of a `read_only` part take longer."""
    for connection in {connections[alias] for alias in (DEFAULT_DB_ALIAS, replica())}:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(milliseconds)])


@contextmanager
def _refusing_writes(alias: str, milliseconds: int) -> Iterator[None]:
    with transaction.atomic(using=alias):
        with connections[alias].cursor() as cursor:
            cursor.execute(_SETTINGS, [str(milliseconds)])
        yield
        transaction.set_rollback(True, using=alias)
