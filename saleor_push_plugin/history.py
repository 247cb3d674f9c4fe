"""What people were sent before, as far as it decides what they may be sent now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet

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


def marketing(people: Collection[str], events: Collection[int], now: datetime) -> Mapping[str, int]:
    """Marketing pushes of the last week by person, those of `events` left out.

    Two devices showing the same push count once. What another worker is just sending counts too,
    so that two workers cannot both take a person's last one.
    """
    rows = _bulk(people, now - WEEK).exclude(event_id__in=events)
    counted = rows.values("person").annotate(n=Count("event_id", distinct=True))
    return dict(counted.values_list("person", "n"))


def told(people: Collection[str], events: Collection[int], now: datetime) -> set[tuple[str, str]]:
    """(person, about) of marketing pushes in the last SAME_SUBJECT, those of `events` left out."""
    rows = _bulk(people, now - SAME_SUBJECT).exclude(event_id__in=events).exclude(about="")
    seen = rows.values("person", "about").annotate(at=Max("created_at"))
    return set(seen.values_list("person", "about"))


def _bulk(people: Collection[str], since: datetime) -> QuerySet[Notification]:
    under_way = Q(state=State.SENDING) | Q(state=State.SENT, sent_at__gt=since)
    return Notification.objects.filter(under_way, person__in=people, bulk=True)
