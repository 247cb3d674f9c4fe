"""Why somebody got a push, or none: what was planned, what was not, and how each ended."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Q, QuerySet

from .. import scenarios
from ..core.audience import GUEST, user_key
from ..core.event import kind_of
from ..core.reason import Reason
from ..core.subjects import Subjects, named
from ..models import Event, Notification, State
from ..outbox import sequence

# Beside the states a notification can be in.
NOT_PLANNED = "not_planned"
# Why a row without a reason of its own stands as it does.
_OF_STATE: Mapping[str, Reason] = {
    State.PENDING: Reason.WAITS_UNTIL_DUE,
    State.SENDING: Reason.BEING_SENT,
    State.SENT: Reason.ACCEPTED,
}


class Place(NamedTuple):
    """Where something stands in the account: all of it descending, what was planned first."""

    at: datetime
    was_planned: bool
    id: int
    scenario: str


@dataclass(frozen=True, kw_only=True)
class Why:
    """A push for one device, or a scenario that made none of a fact, and why.

    `reason` is a code; `detail` is what the push service or a library said.
    `before` is the push of the same sequence that this one counts from.
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
    def place(self) -> Place:
        id = self.event.id if self.row is None else self.row.id
        return Place(self.at, self.row is not None, id, self.scenario)

    @property
    def kind(self) -> str:
        """Of a fact nobody was to hear of only the key still says what it was."""
        return kind_of(self.event.key)

    @property
    def subject(self) -> str | None:
        return named(self.kind, self.event.subject, self.row.about if self.row else "")


Channels = Collection[str] | None


def of_notification(id: int, channels: Channels = None) -> list[Why]:
    """As a list of one; of none where it happened in another channel than these."""
    rows = Notification.objects.filter(id=id)
    return _planned(rows if channels is None else rows.filter(event__channel__in=channels))


def of_shopper(
    whose: Subjects, *, most: int, after: Place | None = None, channels: Channels = None
) -> list[Why]:
    """The newest `most`, or those that follow `after`; of these channels, or of any."""
    events = {event.id: event for event in _events(whose, channels)}
    rows = Notification.objects.filter(_theirs(whose, events))
    if channels is not None:
        rows = rows.filter(event__channel__in=channels)
    if after:
        rows = rows.filter(_following(after))
    found = [why for event in events.values() for why in _unplanned(event)]
    found = [why for why in found if after is None or why.place < after]
    found += _planned(rows.order_by("-created_at", "-id")[:most])
    return sorted(found, key=lambda why: why.place, reverse=True)[:most]


def _events(whose: Subjects, channels: Channels) -> Sequence[Event]:
    """What was not planned yet is nowhere, and for those only who may see all."""
    beginnings = [Q(key__startswith=text) for text in whose.beginnings()]
    found = Event.objects.filter(reduce(or_, beginnings, Q(key__in=list(whose.keys()))))
    return list(found if channels is None else found.filter(channel__in=channels))


def _theirs(whose: Subjects, events: Mapping[int, Event]) -> Q:
    """What went to the account, and of their orders and carts what went to guests' browsers.

    Whoever else is logged in where a checkout of theirs was bound is nobody's business.
    """
    about = Q(event_id__in=list(events))
    if whose.user_id is None:
        return about
    return Q(person=user_key(whose.user_id)) | about & Q(person__startswith=GUEST)


def _following(place: Place) -> Q:
    earlier = Q(created_at__lt=place.at)
    return earlier | Q(created_at=place.at, id__lt=place.id) if place.was_planned else earlier


def _planned(rows: QuerySet[Notification]) -> list[Why]:
    found = list(rows.select_related("event", "subscription"))
    keys = {row.id: sequence.previous_key(row.key, row.scenario) for row in found}
    steps = Notification.objects.in_bulk([k for k in keys.values() if k], field_name="key")
    return [_why(row, steps.get(keys[row.id] or "")) for row in found]


def _why(row: Notification, before: Notification | None) -> Why:
    return Why(
        at=row.created_at,
        event=row.event,
        scenario=row.scenario,
        state=row.state,
        reason=row.reason or _OF_STATE.get(row.state, ""),
        detail=row.detail,
        row=row,
        before=before,
    )


def _unplanned(event: Event) -> Iterator[Why]:
    for code, reason in _objections(event).items():
        at = event.planned_at or event.at
        yield Why(at=at, event=event, scenario=code, state=NOT_PLANNED, reason=reason)


def _objections(event: Event) -> Mapping[str, str]:
    if event.planned_at is not None:
        return event.objections or {}
    return {
        scenario.code: Reason.WAITS_FOR_PLANNING for scenario in scenarios.triggered_by(event.kind)
    }
