"""Find earlier pushes of a scenario to a person, also where two workers send at the same time."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q

from ...core.person import Person
from ...models import Notification, State

# Sorts pushes by who came first; see _order.
_Order = tuple[bool, datetime, str]
_NEVER = datetime.max.replace(tzinfo=UTC)
_LAST: _Order = (True, _NEVER, "")


@dataclass(frozen=True, kw_only=True)
class Push:
    """A push that was sent to a person, or that a worker has claimed until `lease`.

    One that was held out counts as sent.
    """

    person: str
    subject: str
    sent_at: datetime | None
    lease: datetime | None


def pushes(scenario: str, people: Collection[Person]) -> Sequence[Push]:
    """Return the pushes of a scenario that were sent, may have been sent, or are claimed."""
    claimed = Q(state=State.SENT) | Q(state=State.SENDING) | Q(posted_at__isnull=False)
    claimed |= Q(held_out_at__isnull=False)
    keys = {person.key for person in people}
    rows = Notification.objects.filter(claimed, person__in=keys, bulk=True, scenario=scenario)
    fields = ("person", "event__subject", "sent_at", "posted_at", "held_out_at", "lease")
    return [
        Push(person=person, subject=subject, sent_at=sent or posted or held_out, lease=lease)
        for person, subject, sent, posted, held_out, lease in rows.values_list(*fields)
    ]


def before(pushes: Iterable[Push], person: Person, subject: str) -> list[Push]:
    """Return the person's pushes of other subjects that were sent or claimed before this one.

    Of two in the same batch the subject decides, so that neither waits for the other forever.
    """
    theirs = [push for push in pushes if push.person == person.key]
    own = min((_order(push) for push in theirs if push.subject == subject), default=_LAST)
    return [push for push in theirs if push.subject != subject and _order(push) < own]


def _order(push: Push) -> _Order:
    """Sort sent pushes first, by time; then claimed ones, by lease; then by subject."""
    return push.sent_at is None, push.sent_at or push.lease or _NEVER, push.subject
