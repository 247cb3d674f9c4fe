"""The delivery log: which notifications were planned and sent, which not, and why."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet

from .. import outbox, scenarios
from ..core.event import kind_of
from ..core.person import GUEST, user_key
from ..core.reason import Reason
from ..core.shopper_subjects import ShopperSubjects
from ..core.subject_global_id import global_id_of
from ..models import Event, Notification, State
from ..outbox import previous_step
from ..settings import sending_address

# A status beside the states of a notification.
NOT_PLANNED = "not_planned"
# The reasons of rows that have stored none.
_OF_STATE: Mapping[str, Reason] = {
    State.PENDING: Reason.WAITS_UNTIL_DUE,
    State.SENDING: Reason.BEING_SENT,
    State.SENT: Reason.ACCEPTED,
}


class Position(NamedTuple):
    """The sort key of an entry. All parts sort descending, so planned ones come first."""

    at: datetime
    was_planned: bool
    id: int
    scenario: str


@dataclass(frozen=True, kw_only=True)
class LogEntry:
    """An entry of the log: a notification, or a scenario that was not planned for an event.

    `reason` is a code; `detail` is the message of the push service or a library.
    `before` is the previous notification of its sequence.
    """

    at: datetime
    event: Event
    scenario: str
    state: str
    reason: str
    detail: str = ""
    row: Notification | None = None
    before: Notification | None = None

    @property
    def position(self) -> Position:
        id = self.event.id if self.row is None else self.row.id
        return Position(self.at, self.row is not None, id, self.scenario)

    @property
    def kind(self) -> str:
        """The event type, from the key: a silenced event has it nowhere else."""
        return kind_of(self.event.key)

    @property
    def subject(self) -> str | None:
        return global_id_of(self.kind, self.event.subject, self.row.about if self.row else "")


Channels = Collection[str] | None


def of_notification(id: int, channels: Channels = None) -> list[LogEntry]:
    """The entry of one notification; empty if its event is in none of these channels."""
    rows = Notification.objects.filter(id=id)
    return _planned(rows if channels is None else rows.filter(event__channel__in=channels))


def of_shopper(
    subjects: ShopperSubjects,
    *,
    limit: int,
    after: Position | None = None,
    channels: Channels = None,
) -> list[LogEntry]:
    """The newest entries of a shopper, at most `limit`; `after`: those after this position.

    `channels`: only events of these channels; None: of all.
    """
    events = {event.id: event for event in _events(subjects, channels)}
    rows = Notification.objects.filter(_of_person(subjects, events))
    if channels is not None:
        rows = rows.filter(event__channel__in=channels)
    if after:
        rows = rows.filter(_after(after))
    entries = [each for event in events.values() for each in _unplanned(event)]
    entries = [each for each in entries if after is None or each.position < after]
    entries += _planned(rows.order_by("-created_at", "-id")[:limit])
    return sorted(entries, key=lambda each: each.position, reverse=True)[:limit]


def of_person(person: str, *, limit: int, after: Position | None = None) -> list[LogEntry]:
    """The newest notifications of a person (a key of core.person), at most `limit`."""
    rows = Notification.objects.filter(person=person)
    if after:
        rows = rows.filter(_after(after))
    return _planned(rows.order_by("-created_at", "-id")[:limit])


def _events(subjects: ShopperSubjects, channels: Channels) -> Sequence[Event]:
    """Events of the subjects. An event that is not planned yet has no channel."""
    events = outbox.events_of(subjects)
    return list(events if channels is None else events.filter(channel__in=channels))


def _of_person(subjects: ShopperSubjects, events: Mapping[int, Event]) -> Q:
    """Notifications to the account, and those about its orders and carts to guests' browsers.

    Notifications to another account that used the same browser are left out.
    """
    about = Q(event_id__in=list(events))
    if subjects.user_id is None:
        return about
    return Q(person=user_key(subjects.user_id)) | about & Q(person__startswith=GUEST)


def _after(position: Position) -> Q:
    earlier = Q(created_at__lt=position.at)
    return (
        earlier | Q(created_at=position.at, id__lt=position.id) if position.was_planned else earlier
    )


def _planned(rows: QuerySet[Notification]) -> list[LogEntry]:
    planned = list(rows.select_related("event", "subscription"))
    keys = {row.id: previous_step.previous_key(row.key, row.scenario) for row in planned}
    steps = Notification.objects.in_bulk([key for key in keys.values() if key], field_name="key")
    defaults = _default_reasons(planned)
    return [_entry(row, steps.get(keys[row.id] or ""), defaults) for row in planned]


def _default_reasons(rows: Sequence[Notification]) -> Mapping[str, Reason]:
    """The reasons of rows that have stored none, by state."""
    is_waiting = any(row.state == State.PENDING for row in rows)
    if is_waiting and sending_address.other_address():
        return {**_OF_STATE, State.PENDING: Reason.OTHER_ADDRESS}
    return _OF_STATE


def _entry(
    row: Notification, before: Notification | None, defaults: Mapping[str, Reason]
) -> LogEntry:
    return LogEntry(
        at=row.created_at,
        event=row.event,
        scenario=row.scenario,
        state=row.state,
        reason=row.reason or defaults.get(row.state, ""),
        detail=row.detail,
        row=row,
        before=before,
    )


def _unplanned(event: Event) -> Iterator[LogEntry]:
    for code, reason in _objections(event).items():
        at = event.planned_at or event.at
        yield LogEntry(at=at, event=event, scenario=code, state=NOT_PLANNED, reason=reason)


def _objections(event: Event) -> Mapping[str, str]:
    if event.planned_at is not None:
        return event.objections or {}
    return {
        scenario.code: Reason.WAITS_FOR_PLANNING for scenario in scenarios.triggered_by(event.kind)
    }
