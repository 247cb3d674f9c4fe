"""Notification rows: stored, settled, given back, closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from django.db import connection
from django.db.models import Q

from ..models import Notification, State, numbers
from .claiming import LEASE

PAUSED = "paused by the shopper"
GONE = "the subscription is gone"
# So many claims in a row without an ending: what takes so many workers with it may be the row.
DEADLY = 12
# Attempts that ended count up to here only, or a long outage would look like dead workers.
SURVIVED = 12


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """How a claimed row ends, or when it is due again (state pending).

    `tried` is false if nothing was sent: then claiming it does not count as an attempt.
    """

    id: int
    lease: datetime
    state: State
    reason: str = ""
    due_at: datetime | None = None
    sent_at: datetime | None = None
    posted_at: datetime | None = None
    tried: bool = True


# What ends alike is written once: of a campaign's rows only the moments differ.
_ALIKE = ("lease", "state", "reason", "due_at", "posted_at", "tried")
_alike = attrgetter(*_ALIKE)
# Its device was deleted meanwhile: pending, it would stand in its lane's way for ever.
_ORPHANED = "v.state = 'pending' AND n.subscription_id IS NULL"
_SETTLE = f"""
    UPDATE saleor_push_plugin_notification n
    SET state = CASE WHEN {_ORPHANED} THEN 'skipped' ELSE v.state END,
        reason = CASE WHEN {_ORPHANED} THEN '{GONE}' ELSE v.reason END, lease = NULL,
        attempts = CASE WHEN v.tried THEN least(n.attempts, {SURVIVED})
            ELSE greatest(n.attempts - 1, 0) END,
        due_at = coalesce(v.due_at, n.due_at),
        sent_at = coalesce(to_timestamp(r.sent_at), n.sent_at),
        posted_at = coalesce(v.posted_at, n.posted_at)
    FROM unnest(%s::bigint[], %s::int[], %s::float8[]) AS r(id, ending, sent_at)
    JOIN unnest(%s::timestamptz[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[],
        %s::boolean[]) WITH ORDINALITY
        AS v(lease, state, reason, due_at, posted_at, tried, number) ON v.number = r.ending
    WHERE n.id = r.id AND n.state = 'sending' AND n.lease = v.lease
"""


def settle(settlements: Sequence[Settlement]) -> int:
    """Write how claimed rows ended, in one statement; how many were still ours."""
    if not settlements:
        return 0
    endings = {each: n for n, each in enumerate(dict.fromkeys(map(_alike, settlements)), start=1)}
    rows = [
        numbers(s.id for s in settlements),
        numbers(endings[_alike(s)] for s in settlements),
        numbers(s.sent_at.timestamp() if s.sent_at else None for s in settlements),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, [*rows, *map(list, zip(*endings, strict=True))])
        return cursor.rowcount


def release(now: datetime) -> int:
    """Give back what dead workers held, which may have arrived; how many rows.

    A lease that ends later than any can was taken before somebody set a clock back.
    """
    over = Q(lease__lt=now) | Q(lease__gt=now + 2 * LEASE)
    held = Notification.objects.filter(over, state=State.SENDING)
    held.filter(subscription=None).update(state=State.SKIPPED, lease=None, reason=GONE)
    deadly = held.filter(attempts__gte=SURVIVED + DEADLY)
    deadly.update(state=State.FAILED, lease=None, reason="no worker has survived it")
    return held.update(state=State.PENDING, lease=None, posted_at=now)


def expire(now: datetime) -> int:
    """Close what waited too long; how many rows."""
    late = Notification.objects.filter(state=State.PENDING, expires_at__lt=now)
    return late.update(state=State.EXPIRED, reason="too late")


def cancel(which: Q, reason: str) -> int:
    """Skip pending rows, with the reason; how many."""
    waiting = Notification.objects.filter(which, state=State.PENDING)
    return waiting.update(state=State.SKIPPED, reason=reason)


def hasten(which: Q, now: datetime) -> int:
    """What waits for later is due now; how many rows."""
    waiting = Notification.objects.filter(which, state=State.PENDING, due_at__gt=now)
    return waiting.update(due_at=now)
