"""Ready to collect: what a shopper collects is at the collection point."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from ..core.event import FULFILLMENT_SHIPPED
from ..core.facts.fulfillment import FulfillmentFacts
from ..core.reason import Reason
from ..core.samples import FULFILLMENT, TO_COLLECT
from ..core.scenario import Scenario, Topic, Urgency
from ..core.scenario_bases.order_updates import (
    FulfillmentUpdate,
    collection_objection,
    contents,
    one_for_all_objection,
)


class ReadyToCollect(FulfillmentUpdate, Scenario[FulfillmentFacts]):
    code = "ready_to_collect"
    label = "Ready to collect"
    ends = "collected or called back"
    trigger = FULFILLMENT_SHIPPED
    topic = Topic.ORDER_UPDATES
    ttl = timedelta(days=2)
    urgency = Urgency.HIGH
    title = (
        "{part, plural, =0 {Order {number} is ready to collect}"
        " =1 {Part of order {number} is ready to collect}"
        " other {The rest of order {number} is ready to collect}}"
    )
    body = """
        {item}{more, plural, =0 {} one { and # more item} other { and # more items}}
        {place} · {address}
        Collect by {until}
        Please bring your order number.
    """
    last_line_if_short = True
    gives_way = ("item", "address")
    sample = replace(
        FULFILLMENT,
        order=TO_COLLECT,
        left=0,
        trackings=(),
        at_collection_point=True,
        collect_until=date(2026, 11, 30),
    )

    def objection(self, facts: FulfillmentFacts) -> Reason | None:
        return (
            collection_objection(facts)
            or one_for_all_objection(facts)
            or (Reason.DELIVERED_ALREADY if facts.delivered_at else None)
        )

    def words(self, facts: FulfillmentFacts) -> Mapping[str, object]:
        where = facts.order.collection
        return {
            "number": facts.order.number,
            **contents(facts.lines),
            "part": facts.part_sent,
            "place": where.name if where else None,
            "address": (where.address if where else "") or None,
            "until": facts.collect_until,
        }
