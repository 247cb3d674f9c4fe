"""Order collected: the shop reported that the shopper has it; Saleor has no such status."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ..core.event import FULFILLMENT_DELIVERED
from ..core.facts.fulfillment import FulfillmentFacts
from ..core.reason import Reason
from ..core.samples import TO_COLLECT
from ..core.scenario import Scenario, Topic
from ..core.scenario_bases.order_updates import (
    FulfillmentUpdate,
    contents,
    fulfillment_objection,
)
from .ready_to_collect import ReadyToCollect


class OrderCollected(FulfillmentUpdate, Scenario[FulfillmentFacts]):
    code = "order_collected"
    label = "Order collected"
    ends = "no longer marked as collected, returned or cancelled"
    trigger = FULFILLMENT_DELIVERED
    topic = Topic.ORDER_UPDATES
    ttl = timedelta(days=2)
    title = (
        "{part, plural, =0 {Order {number} was collected}"
        " =1 {Part of order {number} was collected}"
        " other {The rest of order {number} was collected}}"
    )
    body = """
        {item}{more, plural, =0 {} one { and # more item} other { and # more items}}
        Thank you for your order.
    """
    sample = replace(
        ReadyToCollect.sample,
        order=TO_COLLECT,
        delivered_at=datetime(2026, 11, 23, 14, 5, tzinfo=UTC),
    )

    def objection(self, facts: FulfillmentFacts) -> Reason | None:
        if facts.order.collection is None:
            return Reason.NOT_COLLECTED
        if facts.delivered_at is None:
            return Reason.DELIVERY_WITHDRAWN
        return fulfillment_objection(facts, status="fulfilled")

    def words(self, facts: FulfillmentFacts) -> Mapping[str, object]:
        return {
            "number": facts.order.number,
            **contents(facts.lines),
            "part": facts.part_arrived,
        }
