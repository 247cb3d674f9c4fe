"""Tracking number changed: a shipped fulfillment got a tracking number, or another one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from ..core.event import TRACKING_CHANGED
from ..core.facts.fulfillment import FulfillmentFacts
from ..core.reason import Reason
from ..core.samples import FULFILLMENT
from ..core.scenario import Scenario, Topic
from ..core.scenario_bases.order_updates import (
    FulfillmentUpdate,
    contents,
    shipment_objection,
    tracking_words,
)


class TrackingChanged(FulfillmentUpdate, Scenario[FulfillmentFacts]):
    code = "tracking_changed"
    label = "Tracking number changed"
    ends = "delivered, or the tracking number was removed"
    trigger = TRACKING_CHANGED
    topic = Topic.ORDER_UPDATES
    ttl = timedelta(days=2)
    title = "Order {number}: follow your parcel"
    body = """
        Tracking number {tracking}
        {item}{more, plural, =0 {} one { and # more item} other { and # more items}}
        Estimated delivery: {delivery}
        New tracking details are available.
    """
    last_line_if_short = True
    gives_way = ("item",)
    sample = replace(FULFILLMENT, left=0)

    def objection(self, facts: FulfillmentFacts) -> Reason | None:
        if not (facts.trackings or facts.tracking_url):
            return Reason.NO_TRACKING_NUMBER
        return shipment_objection(facts, status="fulfilled") or (
            Reason.DELIVERED_ALREADY if facts.delivered_at else None
        )

    def words(self, facts: FulfillmentFacts) -> Mapping[str, object]:
        return {
            "number": facts.order.number,
            **contents(facts.lines),
            "tracking": tracking_words(facts.trackings)["tracking"],
            "delivery": facts.order.delivery,
        }
