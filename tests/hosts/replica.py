"""Reading replicas in tests: the writer's own connection under the replica's name.

Two real connections would not see each other's uncommitted rows, and every test would have to
commit and then empty the tables.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connections
from django.test import TransactionTestCase


class Replica:
    """Answers to the replica's alias, so that queries through it do not count as writing."""

    def __init__(self, writer: Any, alias: str) -> None:
        self._writer = writer
        self.alias = alias

    def __getattr__(self, name: str) -> Any:
        return getattr(self._writer, name)

    def cursor(self, *args: Any, **kwargs: Any) -> Any:
        return self._opened(self._writer.cursor, *args, **kwargs)

    def chunked_cursor(self, *args: Any, **kwargs: Any) -> Any:
        return self._opened(self._writer.chunked_cursor, *args, **kwargs)

    def _opened(self, opener: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        from saleor.core.db.connection import allow_writer

        # The writer may have to connect first, which is a query too.
        with allow_writer():
            cursor = opener(*args, **kwargs)
        cursor.db = self
        return cursor


def share_connection(*, at_end: Callable[[], None]) -> None:
    """Call once, before the first test: both aliases are open to all tests, on one connection.

    `at_end` follows a test that commits, in place of Django's emptying of every table.
    """
    TransactionTestCase.databases = {*share_in_this_thread()}
    TransactionTestCase._fixture_teardown = lambda _: at_end()  # type: ignore[method-assign]


def share_in_this_thread() -> tuple[str, str]:
    """One connection for both aliases, which Django keeps for each thread; returns their names."""
    writer = settings.DATABASE_CONNECTION_DEFAULT_NAME
    replica = settings.DATABASE_CONNECTION_REPLICA_NAME
    connections[replica] = Replica(connections[writer], replica)  # type: ignore[assignment]
    return writer, replica
