"""The outbox: every push is a row, from planned to settled.

The rows are authoritative; Celery only starts work. Inserting an event or a notification twice does
nothing. A claim locks briefly (SKIP LOCKED) and commits before the network is used. Settling is
conditional on the lease, so a worker whose lease expired cannot overwrite its successor's result.
"""

from django.db import transaction

from .backlog import (
    WaitingEvents,
    WaitingLane,
    busy_slots,
    troubled_services,
    waiting_events,
    waiting_lanes,
)
from .claiming import LEASE, Claimed, claim
from .events import (
    GRACE,
    SILENCED,
    about,
    delete_events,
    delete_events_of,
    events_of,
    kinds_of,
    lock_event,
    mark_planned,
    planning_failed,
    record,
    record_planned,
    record_silenced,
    subjects_of,
    unplanned,
)
from .fan_out import (
    NotificationSpec,
    Recipients,
    RecipientsSql,
    chunk_done,
    chunk_failed,
    due_chunks,
    insert,
    next_chunk,
    recipients_sql,
    split,
)
from .giving_way import give_way
from .heartbeats import Heartbeat, database_clock, heartbeats
from .heartbeats import note as note_heartbeat
from .lane_retirement import retire_lanes
from .lanes import count_due
from .notification_states import (
    LONGEST_DETAIL,
    Settlement,
    cancel,
    cancel_some,
    count_pending,
    count_people,
    expire_overdue,
    forget,
    is_waiting,
    make_due,
    note_unsubscribed,
    reassign,
    release_expired,
    settle,
)
from .purging import purge
from .sweep_progress import advance_cursor, reset_cursor, start_cursors, window_start
from .worker_slots import leave_slot, take_slot

__all__ = [
    "GRACE",
    "LEASE",
    "LONGEST_DETAIL",
    "SILENCED",
    "Claimed",
    "Heartbeat",
    "NotificationSpec",
    "Recipients",
    "RecipientsSql",
    "Settlement",
    "WaitingEvents",
    "WaitingLane",
    "about",
    "advance_cursor",
    "atomic",
    "busy_slots",
    "cancel",
    "cancel_some",
    "chunk_done",
    "chunk_failed",
    "claim",
    "count_due",
    "count_pending",
    "count_people",
    "database_clock",
    "delete_events",
    "delete_events_of",
    "due_chunks",
    "events_of",
    "expire_overdue",
    "forget",
    "give_way",
    "heartbeats",
    "insert",
    "is_waiting",
    "kinds_of",
    "leave_slot",
    "lock_event",
    "make_due",
    "mark_planned",
    "next_chunk",
    "note_heartbeat",
    "note_unsubscribed",
    "planning_failed",
    "purge",
    "reassign",
    "recipients_sql",
    "record",
    "record_planned",
    "record_silenced",
    "release_expired",
    "reset_cursor",
    "retire_lanes",
    "settle",
    "split",
    "start_cursors",
    "subjects_of",
    "take_slot",
    "troubled_services",
    "unplanned",
    "waiting_events",
    "waiting_lanes",
    "window_start",
]

atomic = transaction.atomic
