"""Order shipped: what is in the parcels, their tracking numbers, and what will follow."""

from collections.abc import Mapping
from datetime import timedelta

from ..core.event import FULFILLMENT_SHIPPED
from ..core.facts.fulfillment import FulfillmentFacts
from ..core.reason import Reason
from ..core.samples import FULFILLMENT
from ..core.scenario import Scenario, Topic, Urgency
from ..core.scenario_bases.order_updates import (
    FulfillmentUpdate,
    contents,
    one_for_all_objection,
    shipment_objection,
    tracking_words,
)


class OrderShipped(FulfillmentUpdate, Scenario[FulfillmentFacts]):
    code = "order_shipped"
    label = "Order shipped"
    ends = "delivered or returned"
    trigger = FULFILLMENT_SHIPPED
    topic = Topic.ORDER_UPDATES
    ttl = timedelta(days=2)
    urgency = Urgency.HIGH
    title = (
        "{part, plural, =0 {Order {number} is on its way} =1 {Part of order {number} is on its way}"
        " other {The rest of order {number} is on its way}}"
    )
    body = """
        {item}{more, plural, =0 {} one { and # more item} other { and # more items}}
        {left, plural, =0 {} one {# more piece will follow} other {# more pieces will follow}}
        {numbers, plural, =0 {} =1 {Tracking number {tracking}} other {Tracking numbers {tracking}}}
        Estimated delivery: {delivery}
        Thank you for shopping with us.
    """
    last_line_if_short = True
    gives_way = ("left", "item", "tracking")
    sample = FULFILLMENT

    def objection(self, facts: FulfillmentFacts) -> Reason | None:
        return (
            shipment_objection(facts, status="fulfilled")
            or one_for_all_objection(facts)
            or (Reason.DELIVERED_ALREADY if facts.delivered_at else None)
        )

    def words(self, facts: FulfillmentFacts) -> Mapping[str, object]:
        return {
            "number": facts.order.number,
            **contents(facts.lines),
            "part": facts.part_sent,
            "left": facts.left,
            **tracking_words(facts.trackings),
            "delivery": facts.order.delivery,
        }
