"""What people were sent before, as far as it decides what they may be sent now."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Q

from ..models import Notification, State, in_array

WEEK = timedelta(days=7)
# The same cart or product is not talked about twice a day, whatever scenario would like to.
SAME_SUBJECT = timedelta(hours=24)


class News(NamedTuple):
    """Something to tell a device about a subject, and when it happened."""

    device: int
    about: str
    at: datetime


def overtaken(news: Collection[News]) -> set[News]:
    """Those whose device was sent newer news of the same, or is to get it together with them."""
    newest: dict[tuple[int, str], datetime] = {}
    for device, about, at in (*news, *_sent(news)):
        newest[device, about] = max(at, newest.get((device, about), at))
    return {one for one in news if newest[one.device, one.about] > one.at}


def _sent(news: Collection[News]) -> Iterable[tuple[int, str, datetime]]:
    """Later news of the same subjects that these devices have, perhaps at least."""
    if not news:
        return ()
    rows = Notification.objects.filter(
        Q(state=State.SENT) | Q(posted_at__isnull=False),
        subscription_id__in=in_array({one.device for one in news}),
        about__in=in_array({one.about for one in news}),
        bulk=False,
        event__at__gt=min(one.at for one in news),
    )
    return rows.values_list("subscription_id", "about", "event__at")


@dataclass(frozen=True, kw_only=True)
class Told:
    """One marketing push a person got lately, on however many devices."""

    event_id: int
    scenario: str
    about: str
    at: datetime

    def is_push(self, event_id: int, scenario: str) -> bool:
        """Steps of a sequence share their event, and are pushes of their own."""
        return (self.event_id, self.scenario) == (event_id, scenario)


def lately(people: Collection[str], rows: Collection[int], now: datetime) -> dict[str, set[Told]]:
    """Marketing pushes of the last week by person, apart from the rows now being decided on.

    What another worker is just sending counts as told now, so that two workers cannot both take a
    person's last one; so does what may have arrived although the push service's answer got lost.
    """
    found: dict[str, set[Told]] = {person: set() for person in people}
    for person, told in _told(people, rows, now) if people else ():
        found[person].add(told)
    return found


def _told(
    people: Collection[str], rows: Collection[int], now: datetime
) -> Iterator[tuple[str, Told]]:
    since = now - WEEK
    seen = Q(state=State.SENDING) | Q(state=State.SENT, sent_at__gt=since)
    seen |= Q(shown_at__gt=since) | Q(posted_at__gt=since)
    pushes = Notification.objects.filter(seen, person__in=in_array(people), bulk=True)
    pushes = pushes.exclude(id__in=in_array(rows))
    fields = ("person", "event_id", "scenario", "about", "sent_at", "shown_at", "posted_at")
    for person, event_id, scenario, about, *times in pushes.values_list(*fields):
        at = next(filter(None, times), now)
        yield person, Told(event_id=event_id, scenario=scenario, about=about, at=at)
