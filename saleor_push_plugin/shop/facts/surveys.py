"""Load delivered fulfillments, and whether the person had a survey recently."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from ...core.event import FULFILLMENT_DELIVERED, key_of
from ...core.facts.fulfillment import FulfillmentFacts
from ...models import Event
from ...scenarios.survey import Survey
from . import earlier_pushes, fulfillments
from .orders import with_refunds
from .registry import Pair, loads

# How long after a survey the same person gets no other.
REST = timedelta(days=30)


@loads(FULFILLMENT_DELIVERED)
def load(pairs: Collection[Pair]) -> Mapping[Pair, FulfillmentFacts]:
    """Return fulfillments by (id, person); refunds and surveys only where a person is given."""
    by_id = fulfillments.load_delivered(sorted({subject for subject, _ in pairs}))
    by_pair = {pair: by_id[pair[0]] for pair in pairs if pair[0] in by_id}
    personal = [pair for pair in by_pair if pair[1] is not None]
    return {**by_pair, **_with_surveys(personal, by_pair)} if personal else by_pair


def _with_surveys(
    pairs: Collection[Pair], by_pair: Mapping[Pair, FulfillmentFacts]
) -> dict[Pair, FulfillmentFacts]:
    orders = with_refunds({facts.order.id: facts.order for facts in by_pair.values()})
    by_pair = {p: replace(facts, order=orders[facts.order.id]) for p, facts in by_pair.items()}
    surveys = earlier_pushes.pushes(Survey.code, {person for _, person in pairs if person})
    # A claimed survey that has an objection will be skipped, so it does not prevent another.
    skipped = {subject for (subject, _), facts in by_pair.items() if Survey().objection(facts)}
    surveys = [push for push in surveys if push.sent_at or push.subject not in skipped]
    delivered = _delivery_times({subject for subject, _ in pairs})
    return {
        pair: replace(
            by_pair[pair], asked_recently=_was_asked(pair, surveys, delivered.get(pair[0]))
        )
        for pair in pairs
    }


def _was_asked(
    pair: Pair, surveys: Sequence[earlier_pushes.Push], delivered_at: datetime | None
) -> bool:
    """Whether another survey was sent within REST before the delivery or after, or is claimed."""
    subject, person = pair
    if person is None or delivered_at is None:
        return False
    others = earlier_pushes.before(surveys, person, subject)
    return any(push.sent_at is None or push.sent_at > delivered_at - REST for push in others)


def _delivery_times(subjects: Collection[str]) -> Mapping[str, datetime]:
    keys = {key_of(FULFILLMENT_DELIVERED, subject) for subject in subjects}
    return dict(Event.objects.filter(key__in=keys).values_list("subject", "at"))
