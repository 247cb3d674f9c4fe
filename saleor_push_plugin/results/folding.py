"""Adds what has happened to the sums by day: the deltas of the outbox and of the receipts."""

import json
from collections.abc import Mapping

from django.db import connection

from ..core import result_cell_sql
from ..core.result_kinds import TOOK
from ..core.sql_files import statements
from ..shop import telemetry

# Deltas in one statement, and statements in one run.
SLICE, MOST_SLICES = 50_000, 40
_FOLD = statements(__package__, "folding.sql")["fold"].format(columns=result_cell_sql.COLUMNS)


def fold(most: int = SLICE) -> int:
    """Add the oldest deltas, at most MOST_SLICES times `most`; returns how many there were.

    Each is added exactly once, whoever is stopped and however many run at once. They are told to
    Saleor's metrics as well.
    """
    total = 0
    for _ in range(MOST_SLICES):
        with connection.cursor() as cursor:
            cursor.execute(_FOLD, {"most": most})
            found, happened = cursor.fetchone()
        telemetry.count(_by_kind(json.loads(happened)))
        total += found
        if found < most:
            break
    return total


def _by_kind(happened: Mapping[str, int]) -> dict[str, int]:
    """Without how long it took, which the results tell."""
    return {kind: number for kind, number in happened.items() if not kind.startswith(TOOK)}
