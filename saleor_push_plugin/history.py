"""What people were sent before, as far as it decides what they may be sent now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from .models import Notification, State

WEEK = timedelta(days=7)
# The same cart or product is not talked about twice a day, whatever scenario would like to.
SAME_SUBJECT = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Step:
    """How an earlier push of a sequence ended, and when it was seen (shown, else sent)."""

    state: str
    seen_at: datetime | None


def steps(keys: Collection[str]) -> Mapping[str, Step]:
    """Earlier steps by their key."""
    if not keys:
        return {}
    rows = Notification.objects.filter(key__in=keys)
    found = rows.values_list("key", "state", "shown_at", "sent_at")
    return {k: Step(state=state, seen_at=shown or sent) for k, state, shown, sent in found}


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
    person's last one.
    """
    found: dict[str, set[Told]] = {person: set() for person in people}
    under_way = Q(state=State.SENDING) | Q(state=State.SENT, sent_at__gt=now - WEEK)
    pushes = Notification.objects.filter(under_way, person__in=people, bulk=True)
    fields = ("person", "event_id", "scenario", "about", "sent_at")
    for person, event_id, scenario, about, at in pushes.exclude(id__in=rows).values_list(*fields):
        told = Told(event_id=event_id, scenario=scenario, about=about, at=at or now)
        found[person].add(told)
    return found
