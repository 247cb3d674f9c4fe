"""Parcels that arrived and, where somebody is to be asked about one, whether they were lately."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from ...core.event import FULFILLMENT_DELIVERED, key_of
from ...core.facts.fulfillment import FulfillmentFacts
from ...models import Event
from ...scenarios.survey import Survey
from . import fulfillments, sent_once
from .loading import Pair, loads
from .orders import with_refunds

REST = timedelta(days=30)


@loads(FULFILLMENT_DELIVERED)
def load(pairs: Collection[Pair]) -> Mapping[Pair, FulfillmentFacts]:
    """Parcels by (id, person); the person part is loaded only where a person is given."""
    known = fulfillments.load(sorted({subject for subject, _ in pairs}))
    found = {pair: known[pair[0]] for pair in pairs if pair[0] in known}
    personal = [pair for pair in found if pair[1] is not None]
    return {**found, **_asked(personal, found)} if personal else found


def _asked(
    pairs: Collection[Pair], found: Mapping[Pair, FulfillmentFacts]
) -> dict[Pair, FulfillmentFacts]:
    orders = with_refunds({facts.order.id: facts.order for facts in found.values()})
    found = {p: replace(facts, order=orders[facts.order.id]) for p, facts in found.items()}
    surveys = sent_once.pushes(Survey.code, {person for _, person in pairs if person})
    # One that will not go, as of an earlier parcel of the same order, is in nobody's way.
    idle = {subject for (subject, _), facts in found.items() if Survey().objection(facts)}
    surveys = [push for push in surveys if push.sent_at or push.subject not in idle]
    arrived = _arrived({subject for subject, _ in pairs})
    return {
        pair: replace(found[pair], asked_recently=_lately(pair, surveys, arrived.get(pair[0])))
        for pair in pairs
    }


def _lately(pair: Pair, surveys: Sequence[sent_once.Push], arrived: datetime | None) -> bool:
    """Another survey later than a month before this parcel arrived, or just under way."""
    subject, person = pair
    if person is None or arrived is None:
        return False
    others = sent_once.before(surveys, person, subject)
    return any(push.sent_at is None or push.sent_at > arrived - REST for push in others)


def _arrived(subjects: Collection[str]) -> Mapping[str, datetime]:
    keys = {key_of(FULFILLMENT_DELIVERED, subject) for subject in subjects}
    return dict(Event.objects.filter(key__in=keys).values_list("subject", "at"))
