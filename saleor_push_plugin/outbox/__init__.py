"""The mail room: every push as a row, from planned to settled.

Rows are the truth and Celery only wakes somebody up. Inserting the same fact again does nothing;
claiming locks shortly (SKIP LOCKED) and commits before the network; settling is conditional on the
lease, so a worker that was given up for dead cannot overwrite its successor.
"""

from django.db import transaction

from .claiming import LEASE, Claimed, claim
from .cursors import drop_cursor, looked_until, move_cursor
from .events import GRACE, SILENCED, close_event, open_event, record, silence, unplanned
from .lanes import waiting
from .rows import (
    PAUSED,
    Settlement,
    add,
    cancel,
    expire,
    hasten,
    release,
    settle,
)
from .slots import leave_slot, take_slot

__all__ = [
    "GRACE",
    "LEASE",
    "PAUSED",
    "SILENCED",
    "Claimed",
    "Settlement",
    "add",
    "cancel",
    "claim",
    "close_event",
    "drop_cursor",
    "expire",
    "hasten",
    "leave_slot",
    "looked_until",
    "move_cursor",
    "open_event",
    "planning",
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
