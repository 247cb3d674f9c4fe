"""What a benchmark puts into the shop's database, and reads there, past the shop."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import psycopg

_SWITCH = "UPDATE plugins_pluginconfiguration SET active = %s WHERE identifier = 'saleor.push'"
_COUNT = "SELECT count(*) FROM saleor_push_plugin_{}"

# Copies of the first row there is, whatever columns it has, but for those named here.
_COPY = """
    INSERT INTO saleor_push_plugin_{table} SELECT copy.*
    FROM (SELECT row FROM saleor_push_plugin_{table} row LIMIT 1) one, generate_series(1, {n}) n,
        LATERAL jsonb_populate_record(one.row, jsonb_build_object(
            'id', nextval(pg_get_serial_sequence('saleor_push_plugin_{table}', 'id')), {new}
        )) copy
"""
_NEW = {
    # Half belong to customers, half to nobody, as in a shop that has run for a while.
    "subscription": """
        'public_id', gen_random_uuid(),
        'endpoint', 'https://push.example/wpush/' || repeat(md5(n::text), 4),
        'auth', left(md5(n::text), 22),
        'user_id', CASE WHEN n % 2 = 0 THEN 1000000 + n END
    """,
    "event": """
        'key', 'order_created:' || md5(n::text)::uuid,
        'subject', md5(n::text)::uuid,
        'planned_at', now()
    """,
}


class Database:
    """One connection that commits at once."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def switch(self, on: bool) -> None:
        """The plugin's own switch in the Dashboard; Saleor reads it anew for every request."""
        self._connection.execute(_SWITCH, [on])

    def multiply(self, table: str, rows: int) -> None:
        """So many rows more, like the one that is there."""
        statement = _COPY.format(table=table, n=rows, new=_NEW[table])
        self._connection.execute(statement)

    def run(self, statement: str, values: Mapping[str, object] | None = None) -> None:
        self._connection.execute(statement, values)

    def tidy(self) -> None:
        """What a database does in its own time, done now instead of during a measurement."""
        self._connection.execute("VACUUM ANALYZE")

    def count(self, table: str) -> int:
        return int(self.rows(_COUNT.format(table))[0][0])

    def rows(self, query: str) -> Sequence[tuple[Any, ...]]:
        return self._connection.execute(query).fetchall()
