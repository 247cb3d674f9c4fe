"""Adds what has happened to the sums by day: the deltas of the outbox and of the receipts."""

from django.db import connection

from ..core import result_cell_sql
from ..core.sql_files import statements

# Deltas in one statement, and statements in one run.
SLICE, MOST_SLICES = 50_000, 40
_FOLD = statements(__package__, "folding.sql")["fold"].format(columns=result_cell_sql.COLUMNS)


def fold(most: int = SLICE) -> int:
    """Add the oldest deltas, at most MOST_SLICES times `most`; returns how many there were.

    Each is added exactly once, whoever is stopped and however many run at once.
    """
    total = 0
    for _ in range(MOST_SLICES):
        with connection.cursor() as cursor:
            cursor.execute(_FOLD, {"most": most})
            (found,) = cursor.fetchone()
        total += found
        if found < most:
            break
    return total
