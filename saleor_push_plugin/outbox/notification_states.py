"""Settles, releases, expires and cancels notifications."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat

from ..core import result_cell_sql
from ..core.reason import Reason
from ..core.sql_files import statements
from ..models import Notification, State, numbers
from .claiming import LEASE

# What does not fit its column is cut off.
LONGEST_DETAIL = 200
# Who is unsubscribed within this time after a push is counted as unsubscribed by it.
BECAUSE_OF_IT = timedelta(days=1)
# After this many claims in a row that did not end, the notification itself may crash its workers.
MAX_CRASHES = 12
# Attempts that ended are counted up to here, or a long outage would look like crashed workers.
MAX_ATTEMPTS = 12


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """How a claimed notification ends, or when it is due again (state pending).

    `tried` is false if nothing was sent: then the claim does not count as an attempt. `answer`: a
    core.result_kinds.Kind if a push service did not accept it at `answered_at`.
    """

    id: int
    lease: datetime
    state: State
    reason: str = ""
    detail: str = ""
    due_at: datetime | None = None
    sent_at: datetime | None = None
    posted_at: datetime | None = None
    tried: bool = True
    held_out_at: datetime | None = None
    experiment_id: int | None = None
    arm: int | None = None
    answer: str = ""
    answered_at: datetime | None = None


# Notifications that end alike share one element of these arrays; only their ids and moments differ.
_SHARED = {
    "lease": "leases",
    "state": "states",
    "reason": "reasons",
    "detail": "details",
    "due_at": "due_at",
    "posted_at": "posted_at",
    "tried": "tried",
    "held_out_at": "held_out_at",
    "experiment_id": "experiments",
    "arm": "arms",
    "answer": "answers",
    "answered_at": "answered_at",
}
_shared = attrgetter(*_SHARED)
_CELL = {"cell": result_cell_sql.cell_sql("n"), "columns": result_cell_sql.COLUMNS}
_SQL = statements(__package__, "notification_states.sql")
_SETTLE = _SQL["settle"].format(
    **_CELL, took=result_cell_sql.took_sql("n"), day=result_cell_sql.day_sql("at")
)
_NOTE_UNSUBSCRIBED = _SQL["note_unsubscribed"].format(
    **_CELL, day=result_cell_sql.day_sql("%(now)s")
)


def settle(settlements: Sequence[Settlement]) -> int:
    """Write how claimed notifications ended; returns how many the caller still held."""
    if not settlements:
        return 0
    ends = {each: n for n, each in enumerate(dict.fromkeys(map(_shared, settlements)), start=1)}
    values: dict[str, Any] = {
        "gone": Reason.SUBSCRIPTION_GONE,
        "most_attempts": MAX_ATTEMPTS,
        "ids": numbers(s.id for s in settlements),
        "ends": numbers(ends[_shared(s)] for s in settlements),
        "sent_at": numbers(s.sent_at.timestamp() if s.sent_at else None for s in settlements),
        **dict(zip(_SHARED.values(), map(list, zip(*ends, strict=True)), strict=True)),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, values)
        return int(cursor.fetchone()[0])


def release_expired(now: datetime) -> int:
    """Make notifications pending again whose lease ran out; returns how many.

    They may have arrived: their worker died. A lease that ends later than any can was taken before
    a clock was set back.
    """
    over = Q(lease__lt=now) | Q(lease__gt=now + 2 * LEASE)
    held = Notification.objects.filter(over, state=State.SENDING)
    held.filter(subscription=None).update(lease=None, **_over(Reason.SUBSCRIPTION_GONE))
    deadly = held.filter(attempts__gte=MAX_ATTEMPTS + MAX_CRASHES)
    deadly.update(lease=None, **_over(Reason.WORKERS_CRASHED, State.FAILED))
    return held.update(state=State.PENDING, lease=None, posted_at=now)


def expire_overdue(now: datetime) -> int:
    """Close pending notifications past their expiry; returns how many.

    What a shopper asked for waits for as long as its watch and its reason stand.
    """
    late = Notification.objects.filter(state=State.PENDING, expires_at__lt=now, asked=False)
    return late.update(**_over(Reason.TOO_LATE, State.EXPIRED))


def cancel(which: Q, reason: Reason) -> int:
    """Skip pending notifications for a reason; returns how many."""
    pending = Notification.objects.filter(which, state=State.PENDING)
    return pending.update(**_over(reason))


def cancel_some(which: Q, reason: Reason, most: int) -> int:
    """Skip at most so many pending notifications for a reason; returns how many."""
    ids = Notification.objects.filter(which, state=State.PENDING).values_list("id", flat=True)
    return cancel(Q(id__in=list(ids[:most])), reason)


def _over(reason: Reason, state: State = State.SKIPPED) -> Mapping[str, str]:
    """The columns of one that ends without an attempt: the detail of an earlier one is dropped."""
    return {"state": state, "reason": reason, "detail": ""}


def note_unsubscribed(subscription_id: int, person: str, now: datetime) -> None:
    """Note that a browser is unsubscribed on what it was sent last, if that was just before."""
    values: dict[str, Any] = {"subscription": subscription_id, "person": person, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(_NOTE_UNSUBSCRIBED, values | {"since": now - BECAUSE_OF_IT})


def is_waiting(which: Q) -> bool:
    """Whether some of these notifications are not settled yet."""
    states = (State.PENDING, State.SENDING)
    return Notification.objects.filter(which, state__in=states).exists()


def count_people(which: Q, sent_since: datetime | None = None) -> int:
    """How many people have such a push that waits, or may have got one since then.

    Each state apart: so it has an index of what is under way.
    """
    parts = [Q(state=State.PENDING), Q(state=State.SENDING)]
    if sent_since is not None:
        parts.append(Q(sent_at__gt=sent_since) | Q(posted_at__gt=sent_since))
    pushes = [Notification.objects.filter(which, part).values("person") for part in parts]
    return pushes[0].union(*pushes[1:]).count()


def count_pending(scenario: str, limit: int) -> int:
    """How many notifications of a scenario are pending, due or not; counts up to `limit`."""
    return Notification.objects.filter(scenario=scenario, state=State.PENDING)[:limit].count()


def make_due(which: Q, now: datetime) -> int:
    """Make pending notifications due now that were postponed; returns how many."""
    postponed = Notification.objects.filter(which, state=State.PENDING, due_at__gt=now)
    return postponed.update(due_at=now)


def reassign(person: str, to: str) -> None:
    """Give one person's notifications to another."""
    Notification.objects.filter(person=person).update(person=to)


def forget(which: Q) -> list[int]:
    """Cut notifications from their persons and browsers; returns their ids.

    For when an account was deleted. The key of a notification names its browser, so another of the
    same form takes its place. What waits is skipped.
    """
    ids = list(Notification.objects.filter(which).values_list("id", flat=True))
    cancel(Q(id__in=ids), Reason.OWNER_CHANGED)
    key = Concat(Value("forgotten//"), Cast("id", CharField()))
    rows = Notification.objects.filter(id__in=ids)
    rows.update(person="", subscription=None, key=key)
    return ids
