"""Order being packed: a fulfillment waits for approval."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from ..core.event import FULFILLMENT_PACKING
from ..core.facts.fulfillment import FulfillmentFacts
from ..core.reason import Reason
from ..core.samples import FULFILLMENT
from ..core.scenario import Scenario, Topic
from ..core.scenario_bases.order_updates import (
    FulfillmentUpdate,
    contents,
    fulfillment_objection,
    one_for_all_objection,
)


class OrderPacking(FulfillmentUpdate, Scenario[FulfillmentFacts]):
    code = "order_packing"
    label = "Order being packed"
    ends = "shipped or cancelled"
    trigger = FULFILLMENT_PACKING
    topic = Topic.ORDER_UPDATES
    ttl = timedelta(hours=24)
    title = "Order {number} is being packed"
    body = """
        {item}{more, plural, =0 {} one { and # more item} other { and # more items}}
        {collect, plural, =0 {It will soon be on its way.} other {It will soon \
be ready to collect.}}
    """
    gives_way = ("",)
    sample = replace(FULFILLMENT, status="waiting_for_approval")

    def objection(self, facts: FulfillmentFacts) -> Reason | None:
        objection = fulfillment_objection(facts, status="waiting_for_approval")
        return objection or one_for_all_objection(facts)

    def words(self, facts: FulfillmentFacts) -> Mapping[str, object]:
        return {
            "number": facts.order.number,
            **contents(facts.lines),
            "collect": int(facts.order.collection is not None),
        }
