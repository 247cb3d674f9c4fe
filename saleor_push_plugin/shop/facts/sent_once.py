"""What a person gets once: which pushes of a scenario came first, also of two at the same time."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q

from ...core.audience import Person
from ...models import Notification, State

_Turn = tuple[bool, datetime, str]
_NEVER = datetime.max.replace(tzinfo=UTC)
_LAST: _Turn = (True, _NEVER, "")


@dataclass(frozen=True, kw_only=True)
class Push:
    """A push that was sent to a person, or that a worker holds until `lease`."""

    person: str
    subject: str
    sent_at: datetime | None
    lease: datetime | None


def pushes(scenario: str, people: Collection[Person]) -> Sequence[Push]:
    """What these people were sent of a scenario, perhaps at least, and what is under way."""
    held = Q(state=State.SENT) | Q(state=State.SENDING) | Q(posted_at__isnull=False)
    names = {person.key for person in people}
    rows = Notification.objects.filter(held, person__in=names, bulk=True, scenario=scenario)
    fields = ("person", "event__subject", "sent_at", "posted_at", "lease")
    return [
        Push(person=who, subject=subject, sent_at=sent_at or posted_at, lease=lease)
        for who, subject, sent_at, posted_at, lease in rows.values_list(*fields)
    ]


def before(known: Iterable[Push], person: Person, subject: str) -> list[Push]:
    """Those of this person about something else, sent or first taken by a worker.

    Of two in the same batch the subject decides, so that neither waits for the other for ever.
    """
    theirs = [push for push in known if push.person == person.key]
    mine = min((_turn(push) for push in theirs if push.subject == subject), default=_LAST)
    return [push for push in theirs if push.subject != subject and _turn(push) < mine]


def _turn(push: Push) -> _Turn:
    """What was sent was first, by its time; then what is under way, by its lease."""
    return push.sent_at is None, push.sent_at or push.lease or _NEVER, push.subject
