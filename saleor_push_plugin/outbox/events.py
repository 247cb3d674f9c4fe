"""Stores each of the shop's events once, and finds those that are not planned yet."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Case, DurationField, ExpressionWrapper, F, Q, QuerySet, Value, When
from django.db.models.functions import Power

from .. import scenarios
from ..core import event as core
from ..core.reason import AnyReason, Reason
from ..core.shopper_subjects import ShopperSubjects
from ..models import Event, in_array

# The hook's own task usually plans an event at once; an older unplanned event was missed.
GRACE = timedelta(seconds=5)
# The clocks of two machines differ by less.
AHEAD = timedelta(minutes=1)
# The kind of an event that nobody is notified of.
SILENCED = "silenced"

_RECORD = """
    INSERT INTO saleor_push_plugin_event (key, kind, subject, at, tries, channel)
    SELECT v.*, 0, ''
    FROM unnest(%s::text[], %s::text[], %s::text[], %s::timestamptz[]) AS v{async_commit}
    ON CONFLICT DO NOTHING RETURNING id
"""
# Applies to this statement's own transaction only.
_ASYNC_COMMIT = ", set_config('synchronous_commit', 'off', true)"


def record(events: Sequence[core.Event], *, async_commit: bool = False) -> list[int]:
    """Store events in one statement; returns the ids of new ones.

    `async_commit`: do not wait for the disk, for the sake of the shop's request. If the database
    crashes within the next second it loses the events, and the sweeps find them again.
    """
    if not events:
        return []
    commit = _ASYNC_COMMIT if async_commit and not connection.in_atomic_block else ""
    columns = [[getattr(e, name) for e in events] for name in ("key", "kind", "subject", "at")]
    with connection.cursor() as cursor:
        cursor.execute(_RECORD.format(async_commit=commit), columns)
        return [row[0] for row in cursor.fetchall()]


def record_silenced(events: Sequence[core.Event], reason: Reason, now: datetime) -> None:
    """Store events that nobody is notified of, so that a sweep does not find them as new."""
    objections = {
        kind: {each.code: reason for each in scenarios.triggered_by(kind)}
        for kind in {event.kind for event in events}
    }
    rows = [
        Event(
            key=event.key,
            kind=SILENCED,
            subject=event.subject,
            at=event.at,
            planned_at=now,
            objections=objections[event.kind],
        )
        for event in events
    ]
    Event.objects.bulk_create(rows, ignore_conflicts=True)


def unplanned(
    now: datetime, limit: int = 1000, grace: timedelta = GRACE, *, urgent: bool = False
) -> list[int]:
    """Events whose task was lost or waits behind other work; those that cannot wait come first.

    `urgent`: only those that cannot wait. An event whose planning failed waits twice as long after
    each failure. An event from the future was recorded before a clock was set back.
    """
    old = Q(at__lt=Value(now) - _patience(grace))
    waiting = Event.objects.filter(old | Q(at__gt=now + AHEAD), planned_at=None)
    patient = {each.trigger for each in scenarios.SCENARIOS.values()}
    patient = {kind for kind in patient if scenarios.can_wait(kind)}
    if urgent:
        waiting = waiting.exclude(kind__in=patient)
    in_turn = waiting.order_by(Case(When(kind__in=patient, then=1), default=0), "at")
    return list(in_turn.values_list("id", flat=True)[:limit])


def kinds_of(ids: Collection[int]) -> dict[int, str]:
    """The kinds of events, by id."""
    return dict(Event.objects.filter(id__in=in_array(ids)).values_list("id", "kind"))


def _patience(grace: timedelta) -> ExpressionWrapper:
    return ExpressionWrapper(Value(grace) * Power(2.0, F("tries")), DurationField())


def planning_failed(event_id: int) -> None:
    """Make an event wait longer; see `unplanned`."""
    Event.objects.filter(id=event_id, planned_at=None).update(tries=F("tries") + 1)


def lock_event(event_id: int) -> Event | None:
    """Lock an event for planning, in a transaction; None if it is planned or locked already."""
    lock = Event.objects.select_for_update(skip_locked=True)
    return lock.filter(id=event_id, planned_at=None).first()


def record_planned(event: core.Event, now: datetime, *, channel: str) -> int:
    """Store an event whose notifications others make; returns its id, new or not."""
    row, _ = Event.objects.get_or_create(
        key=event.key,
        defaults={
            "kind": event.kind,
            "subject": event.subject,
            "at": event.at,
            "channel": channel,
            "planned_at": now,
        },
    )
    return int(row.pk)


def mark_planned(
    event: Event, objections: Mapping[str, AnyReason], now: datetime, *, channel: str
) -> None:
    """Mark an event as planned; `objections` are those of scenarios that planned nothing."""
    Event.objects.filter(id=event.id).update(
        planned_at=now, objections=objections or None, channel=channel
    )


def about(subjects: ShopperSubjects) -> Q:
    """Selects the notifications of the events of these subjects."""
    return Q(event__in=events_of(subjects))


def events_of(subjects: ShopperSubjects) -> QuerySet[Event]:
    """The events of these subjects."""
    prefixes = [Q(key__startswith=text) for text in subjects.key_prefixes()]
    return Event.objects.filter(reduce(or_, prefixes, Q(key__in=list(subjects.keys()))))


def subjects_of(person: str) -> ShopperSubjects:
    """The orders, fulfillments and checkouts that a person's notifications are about."""
    events = Event.objects.filter(notifications__person=person).order_by().distinct()
    ids: dict[str, set[str]] = defaultdict(set)
    for key, subject in events.values_list("key", "subject"):
        if type_ := core.EVENT_TYPES.get(core.kind_of(key)):
            ids[type_.subject_type].add(core.id_of(subject))
    return ShopperSubjects(
        orders=tuple(ids["Order"]),
        fulfillments=tuple(ids["Fulfillment"]),
        checkouts=tuple(ids["Checkout"]),
    )


def delete_events(keys: Iterable[str]) -> None:
    """Delete events by key, with their notifications."""
    Event.objects.filter(key__in=list(keys)).delete()


def delete_events_of(subjects: ShopperSubjects) -> None:
    """Delete the events of these subjects, with their notifications."""
    events_of(subjects).delete()
