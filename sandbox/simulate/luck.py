"""The same seed is the same week: ids and jitter come from it, and the database does nothing by a
clock of its own, which would let it answer in another order.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.db import connection, connections

# Which would have rows come in another order, or be looked for in another way.
_SETTINGS = ("synchronize_seqscans", "max_parallel_workers_per_gather")
_NO_VACUUM = """
    DO $$
    DECLARE name text;
    BEGIN
        FOR name IN SELECT oid::regclass FROM pg_class
            WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
        LOOP
            EXECUTE 'ALTER TABLE ' || name || ' SET (autovacuum_enabled = off)';
        END LOOP;
    END $$
"""


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Until the end of the block `random`'s own dice and `uuid4` start from `seed`."""
    state = random.getstate()
    random.seed(seed)
    try:
        with mock.patch("os.urandom", random.Random(seed).randbytes):
            yield
    finally:
        random.setstate(state)


def steady() -> None:
    """For a database of its own, with all its tables."""
    with connection.cursor() as cursor:
        cursor.execute(_NO_VACUUM)
        for name in _SETTINGS:
            cursor.execute(f'ALTER DATABASE "{connection.settings_dict["NAME"]}" SET {name} = 0')
    connections.close_all()


def tidy() -> None:
    """What else would be done by the clock."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
