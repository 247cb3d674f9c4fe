"""Facts of the shop, each once, until rows are made of them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Case, DurationField, ExpressionWrapper, F, Q, Value, When
from django.db.models.functions import Power

from .. import scenarios
from ..core import event as core
from ..models import Event, in_array

# A hook's own wake-up usually plans an event at once; only what is older was lost.
GRACE = timedelta(seconds=5)
# Clocks of two machines differ by less.
AHEAD = timedelta(minutes=1)
# Of what kind a fact is that nobody is to hear of.
SILENCED = "silenced"

_RECORD = """
    INSERT INTO saleor_push_plugin_event (key, kind, subject, at, tries, channel)
    SELECT v.*, 0, ''
    FROM unnest(%s::text[], %s::text[], %s::text[], %s::timestamptz[]) AS v{lightly}
    ON CONFLICT DO NOTHING RETURNING id
"""
# Holds for this statement's own transaction only.
_LIGHTLY = ", set_config('synchronous_commit', 'off', true)"


def record(events: Sequence[core.Event], *, lightly: bool = False) -> list[int]:
    """Store facts in one statement; the ids of those not known before.

    `lightly`: without waiting for the disk, as the shop's own request should not. A database that
    crashes within the next second forgets them, and the sweeps find them again.
    """
    if not events:
        return []
    light = _LIGHTLY if lightly and not connection.in_atomic_block else ""
    columns = [[getattr(e, name) for e in events] for name in ("key", "kind", "subject", "at")]
    with connection.cursor() as cursor:
        cursor.execute(_RECORD.format(lightly=light), columns)
        return [row[0] for row in cursor.fetchall()]


def silence(events: Sequence[core.Event], reason: str, now: datetime) -> None:
    """Keep facts nobody is to hear of, so that a sweep that finds them finds them known."""
    rows = [Event(key=e.key, kind=SILENCED, subject=e.subject, at=e.at) for e in events]
    for row, event in zip(rows, events, strict=True):
        row.planned_at = now
        row.objections = {each.code: reason for each in scenarios.triggered_by(event.kind)}
    Event.objects.bulk_create(rows, ignore_conflicts=True)


def unplanned(now: datetime, limit: int = 1000, grace: timedelta = GRACE) -> list[int]:
    """Events whose wake-up was lost, or waits behind other work; an order's first, then the oldest.

    One that failed waits twice as long after every time, so that it holds up nothing. One from the
    future was recorded before somebody set a clock back.
    """
    old = Q(at__lt=Value(now) - _patience(grace))
    waiting = Event.objects.filter(old | Q(at__gt=now + AHEAD), planned_at=None)
    patient = {each.trigger for each in scenarios.SCENARIOS.values()}
    patient = {kind for kind in patient if scenarios.can_wait(kind)}
    in_turn = waiting.order_by(Case(When(kind__in=patient, then=1), default=0), "at")
    return list(in_turn.values_list("id", flat=True)[:limit])


def kinds(ids: Collection[int]) -> dict[int, str]:
    """Of what kind events are, by their id."""
    return dict(Event.objects.filter(id__in=in_array(ids)).values_list("id", "kind"))


def _patience(grace: timedelta) -> ExpressionWrapper:
    return ExpressionWrapper(Value(grace) * Power(2.0, F("tries")), DurationField())


def planning_failed(event_id: int) -> None:
    """Let others go first: see `unplanned`."""
    Event.objects.filter(id=event_id, planned_at=None).update(tries=F("tries") + 1)


def open_event(event_id: int) -> Event | None:
    """Lock an event for planning inside a transaction; None if planned or being planned."""
    lock = Event.objects.select_for_update(skip_locked=True)
    return lock.filter(id=event_id, planned_at=None).first()


def close_event(
    event: Event, objections: Mapping[str, str], now: datetime, *, channel: str
) -> None:
    """Call an event planned; `objections` of the scenarios that made no rows of it, if any."""
    Event.objects.filter(id=event.id).update(
        planned_at=now, objections=objections or None, channel=channel
    )
