"""What people were sent before, as far as it decides what they may be sent now."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Q

from . import scenarios
from .core.audience import Person
from .core.subjects import Subjects
from .models import Answer, Event, Grant, Notification, State, among

WEEK = timedelta(days=7)
# The same cart or product is not talked about twice a day, whatever scenario would like to.
SAME_SUBJECT = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Step:
    """How an earlier push of a sequence ended, and when it was seen (shown, else sent)."""

    state: str
    seen_at: datetime | None


def join(device: int, user_id: int) -> None:
    """Who was nobody in this browser has logged in: what they were told and given is the user's.

    So nothing is left for the next one there to inherit, neither of a guest nor of the user.
    """
    guest = Person(subscription_id=device)
    user = Person(subscription_id=device, user_id=user_id)
    for model in (Notification, Grant):
        model.objects.filter(person=guest.key).update(person=user.key)


def forget(user_id: int) -> None:
    """An account is gone: what happened is still counted, but of nobody."""
    somebody = Person(subscription_id=0, user_id=user_id).key
    unsay(Q(notification__person=somebody))
    Notification.objects.filter(person=somebody).update(person="")
    Grant.objects.filter(person=somebody).delete()
    # With what they were told of it: their own arrival is about nobody else.
    Event.objects.filter(key__in=list(Subjects(user_id=user_id).keys())).delete()


def unsay(which: Q) -> None:
    """What was written in answers to surveys is nobody's to read any more; the answers count."""
    Answer.objects.filter(which).exclude(text="").update(text="")


def key_before(key: str, code: str) -> str | None:
    """The key of the same sequence's earlier push to the same device."""
    scenario = scenarios.find(code)
    if scenario is None or not scenario.after:
        return None
    event, _, device = key.rsplit("/", 2)
    return f"{event}/{scenario.after}/{device}"


def steps(keys: Collection[str]) -> Mapping[str, Step]:
    """Earlier steps by their key."""
    if not keys:
        return {}
    rows = Notification.objects.filter(key__in=keys)
    found = rows.values_list("key", "state", "shown_at", "sent_at")
    return {k: Step(state=state, seen_at=shown or sent) for k, state, shown, sent in found}


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
        subscription_id__in=among({one.device for one in news}),
        about__in=among({one.about for one in news}),
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
    pushes = Notification.objects.filter(seen, person__in=among(people), bulk=True)
    pushes = pushes.exclude(id__in=among(rows))
    fields = ("person", "event_id", "scenario", "about", "sent_at", "shown_at", "posted_at")
    for person, event_id, scenario, about, *times in pushes.values_list(*fields):
        at = next(filter(None, times), now)
        yield person, Told(event_id=event_id, scenario=scenario, about=about, at=at)
