"""The mail room: every push as a row, from planned to settled.

Rows are the truth and Celery only wakes somebody up. Inserting the same fact again does nothing;
claiming locks shortly (SKIP LOCKED) and commits before the network; settling is conditional on the
lease, so a worker that was given up for dead cannot overwrite its successor.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from .core import event as core
from .models import Cursor, Event, Notification, State

LEASE = timedelta(seconds=120)
# A hook's own wake-up usually plans an event at once; only what is older was lost.
GRACE = timedelta(seconds=5)


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """A row to be sent by whoever holds `lease`, with the device it goes to."""

    id: int
    key: str
    event_id: int
    scenario: str
    kind: str
    subject: str
    expires_at: datetime
    event_at: datetime
    lease: datetime
    attempts: int
    subscription_id: int
    user_id: int | None
    topics: list[str]
    paused_until: datetime | None
    endpoint: str
    origin: str
    p256dh: str
    auth: str
    vapid_public: str
    channel: str
    language: str
    time_zone: str


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """How a claimed row ends, or when it is due again (state pending)."""

    id: int
    lease: datetime
    state: State
    reason: str = ""
    due_at: datetime | None = None
    sent_at: datetime | None = None


_RECORD = """
    INSERT INTO saleor_push_plugin_event (key, kind, subject, at)
    SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::timestamptz[])
    ON CONFLICT DO NOTHING RETURNING id
"""


def record(events: Sequence[core.Event]) -> list[int]:
    """Store facts in one statement; the ids of those not known before."""
    if not events:
        return []
    columns = [[getattr(e, name) for e in events] for name in ("key", "kind", "subject", "at")]
    with connection.cursor() as cursor:
        cursor.execute(_RECORD, columns)
        return [row[0] for row in cursor.fetchall()]


def unplanned(now: datetime, limit: int = 1000) -> list[int]:
    """Events whose wake-up was lost, oldest first."""
    waiting = Event.objects.filter(planned_at=None, at__lt=now - GRACE)
    return list(waiting.order_by("at").values_list("id", flat=True)[:limit])


def open_event(event_id: int) -> Event | None:
    """Lock an event for planning inside a transaction; None if planned or being planned."""
    lock = Event.objects.select_for_update(skip_locked=True)
    return lock.filter(id=event_id, planned_at=None).first()


def add(rows: Iterable[Notification]) -> None:
    """Store rows, ignoring those known."""
    Notification.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)


def close_event(event: Event, now: datetime) -> None:
    """Call an event planned."""
    Event.objects.filter(id=event.id).update(planned_at=now)


# LEFT JOIN … IS NULL: rows of a push service that asked for peace stay where they are.
_CLAIM = """
    UPDATE saleor_push_plugin_notification n
    SET state = 'sending', lease = %(lease)s, attempts = n.attempts + 1
    FROM saleor_push_plugin_subscription s, saleor_push_plugin_event e
    WHERE n.id IN (
        SELECT c.id FROM saleor_push_plugin_notification c
        JOIN saleor_push_plugin_subscription d ON d.id = c.subscription_id
        LEFT JOIN saleor_push_plugin_pushservice p
            ON p.origin = d.origin AND p.blocked_until > %(now)s
        WHERE c.state = 'pending' AND c.due_at <= %(now)s AND p.origin IS NULL {only}
        ORDER BY c.bulk, c.due_at LIMIT %(limit)s FOR UPDATE OF c SKIP LOCKED
    ) AND s.id = n.subscription_id AND e.id = n.event_id
    RETURNING n.id, n.key, n.event_id, n.scenario, e.kind, e.subject, n.expires_at, e.at, n.lease,
        n.attempts, s.id, s.user_id, s.topics, s.paused_until, s.endpoint, s.origin, s.p256dh,
        s.auth, s.vapid_public, s.channel, s.language, s.time_zone
"""


def claim(now: datetime, *, limit: int, event_id: int | None = None) -> list[Claimed]:
    """Take up to `limit` due rows (of one event, if given) for LEASE; transactional first."""
    values: dict[str, Any] = {"now": now, "lease": now + LEASE, "limit": limit, "event": event_id}
    only = "AND c.event_id = %(event)s" if event_id is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM.format(only=only), values)
        fields = list(Claimed.__dataclass_fields__)
        return [Claimed(**dict(zip(fields, row, strict=True))) for row in cursor.fetchall()]


_SETTLE = """
    UPDATE saleor_push_plugin_notification n
    SET state = v.state, reason = v.reason, lease = NULL,
        due_at = coalesce(v.due_at, n.due_at), sent_at = coalesce(v.sent_at, n.sent_at)
    FROM unnest(%s::bigint[], %s::timestamptz[], %s::text[], %s::text[],
        %s::timestamptz[], %s::timestamptz[]) AS v(id, lease, state, reason, due_at, sent_at)
    WHERE n.id = v.id AND n.state = 'sending' AND n.lease = v.lease
"""


def settle(settlements: Sequence[Settlement]) -> int:
    """Write how claimed rows ended, in one statement; how many were still ours."""
    if not settlements:
        return 0
    names = ("id", "lease", "state", "reason", "due_at", "sent_at")
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, [[getattr(s, name) for s in settlements] for name in names])
        return cursor.rowcount


def release(now: datetime) -> int:
    """Give back what dead workers held; how many rows."""
    held = Notification.objects.filter(state=State.SENDING, lease__lt=now)
    return held.update(state=State.PENDING, lease=None)


def expire(now: datetime) -> int:
    """Close what waited too long; how many rows."""
    late = Notification.objects.filter(state=State.PENDING, expires_at__lt=now)
    return late.update(state=State.EXPIRED, reason="too late")


def cancel(which: Q, reason: str) -> int:
    """Skip pending rows, with the reason; how many."""
    waiting = Notification.objects.filter(which, state=State.PENDING)
    return waiting.update(state=State.SKIPPED, reason=reason)


def looked_until(name: str, overlap: timedelta, now: datetime) -> datetime:
    """From when a sweep has to look, `overlap` again but never before it began; first, now."""
    defaults = {"since": now, "at": now}
    cursor, _ = Cursor.objects.get_or_create(name=name, defaults=defaults)
    return max(cursor.since, cursor.at - overlap)


def move_cursor(name: str, to: datetime) -> None:
    Cursor.objects.filter(name=name).update(at=to)


def drop_cursor(name: str) -> None:
    """Begin anew: what happens until the next look is not looked at."""
    Cursor.objects.filter(name=name).delete()


planning = transaction.atomic
