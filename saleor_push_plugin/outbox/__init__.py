"""The mail room: every push as a row, from planned to settled.

Rows are the truth and Celery only wakes somebody up. Inserting the same fact again does nothing;
claiming locks shortly (SKIP LOCKED) and commits before the network; settling is conditional on the
lease, so a worker that was given up for dead cannot overwrite its successor.
"""

from django.db import transaction

from .claiming import LEASE, Claimed, claim
from .cursors import begin_cursors, drop_cursor, looked_until, move_cursor
from .events import (
    GRACE,
    SILENCED,
    close_event,
    kinds,
    open_event,
    planning_failed,
    record,
    silence,
    unplanned,
)
from .fan_out import Draft, Who, add, cut, next_piece, piece_failed, pieces
from .lanes import waiting
from .notifications import GONE, PAUSED, Settlement, cancel, expire, hasten, release, settle
from .purging import purge
from .worker_slots import leave_slot, take_slot

__all__ = [
    "GONE",
    "GRACE",
    "LEASE",
    "PAUSED",
    "SILENCED",
    "Claimed",
    "Draft",
    "Settlement",
    "Who",
    "add",
    "begin_cursors",
    "cancel",
    "claim",
    "close_event",
    "cut",
    "drop_cursor",
    "expire",
    "hasten",
    "kinds",
    "leave_slot",
    "looked_until",
    "move_cursor",
    "next_piece",
    "open_event",
    "piece_failed",
    "pieces",
    "planning",
    "planning_failed",
    "purge",
    "record",
    "release",
    "settle",
    "silence",
    "take_slot",
    "together",
    "unplanned",
    "waiting",
]

planning = together = transaction.atomic
