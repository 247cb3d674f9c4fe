"""Parcels that arrived and, where somebody is to be asked about one, whether they were lately."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from ...core.event import FULFILLMENT_DELIVERED
from ...core.parcel import ParcelFacts
from ...models import Event, Notification, State
from . import parcels
from .loading import Pair

SURVEY = "survey"
REST = timedelta(days=30)


def load(pairs: Collection[Pair]) -> Mapping[Pair, ParcelFacts]:
    """Parcels by (id, person); the person part is loaded only where a person is given."""
    known = parcels.load(sorted({subject for subject, _ in pairs}))
    found = {pair: known[pair[0]] for pair in pairs if pair[0] in known}
    personal = [pair for pair in found if pair[1] is not None]
    return {**found, **_asked(personal, found)} if personal else found


def _asked(pairs: Collection[Pair], found: Mapping[Pair, ParcelFacts]) -> dict[Pair, ParcelFacts]:
    surveys = _surveys({person.key for _, person in pairs if person})
    arrived = _arrived({subject for subject, _ in pairs})
    return {
        pair: replace(found[pair], asked_lately=_lately(pair, surveys, arrived.get(pair[0])))
        for pair in pairs
    }


def _lately(
    pair: Pair, surveys: Collection[tuple[str, str, datetime]], arrived: datetime | None
) -> bool:
    """Another survey later than a month before this parcel arrived."""
    subject, person = pair
    if person is None or arrived is None:
        return False
    others = (at for who, about, at in surveys if who == person.key and about != subject)
    return any(at > arrived - REST for at in others)


def _surveys(people: Collection[str]) -> set[tuple[str, str, datetime]]:
    """(person, what it was about, when) of surveys sent to these people."""
    rows = Notification.objects.filter(
        person__in=people, bulk=True, scenario=SURVEY, state=State.SENT
    )
    told = rows.values_list("person", "event__subject", "sent_at")
    return {(who, about, at) for who, about, at in told if at}


def _arrived(subjects: Collection[str]) -> Mapping[str, datetime]:
    keys = {f"{FULFILLMENT_DELIVERED}:{subject}" for subject in subjects}
    return dict(Event.objects.filter(key__in=keys).values_list("subject", "at"))
