"""Order delivered: a carrier reported the delivery, or it is assumed after some days."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ..core.event import FULFILLMENT_DELIVERED
from ..core.facts.fulfillment import FulfillmentFacts
from ..core.reason import Reason
from ..core.samples import FULFILLMENT
from ..core.scenario import Scenario, Topic
from ..core.scenario_bases.order_updates import (
    FulfillmentUpdate,
    contents,
    one_for_all_objection,
    shipment_objection,
)


class OrderDelivered(FulfillmentUpdate, Scenario[FulfillmentFacts]):
    code = "order_delivered"
    label = "Order delivered"
    ends = "returned or cancelled"
    trigger = FULFILLMENT_DELIVERED
    topic = Topic.ORDER_UPDATES
    ttl = timedelta(days=2)
    title = (
        "{assumed, plural, =0 {{part, plural, =0 {Order {number} was delivered}"
        " =1 {Part of order {number} was delivered}"
        " other {The rest of order {number} was delivered}}}"
        " other {{part, plural, =0 {Order {number} should have arrived}"
        " =1 {Part of order {number} should have arrived}"
        " other {The rest of order {number} should have arrived}}}}"
    )
    body = """
        {item}{more, plural, =0 {} one { and # more item} other { and # more items}}
        {on_way, plural, =0 {} one {# more piece is on its way} other {# more pieces \
are on their way}}
        {left, plural, =0 {} one {# more piece will follow} other {# more pieces will follow}}
        {assumed, plural, =0 {} other {Not there yet? Let us know.}}
        {assumed, plural, =0 {{part, plural, =1 {} other {We hope you like it.}}} other {}}
    """
    last_line_if_short = True
    gives_way = ("left", "item")
    sample = replace(FULFILLMENT, left=0, delivered_at=datetime(2026, 11, 23, 14, 5, tzinfo=UTC))

    def objection(self, facts: FulfillmentFacts) -> Reason | None:
        if facts.taken_back:
            return Reason.DELIVERY_WITHDRAWN
        return shipment_objection(facts, status="fulfilled") or one_for_all_objection(facts)

    def is_timed_by_us(self, facts: FulfillmentFacts) -> bool:
        return facts.delivered_at is None

    def words(self, facts: FulfillmentFacts) -> Mapping[str, object]:
        return {
            "number": facts.order.number,
            **contents(facts.lines),
            "part": facts.part_arrived,
            "on_way": facts.on_way,
            "left": facts.left,
            "assumed": int(facts.delivered_at is None),
        }
