"""Order placed: the order confirmation, seconds after the order."""

from collections.abc import Mapping
from datetime import timedelta

from ..core.event import ORDER_CREATED
from ..core.facts.common import OrderFacts
from ..core.reason import Reason
from ..core.samples import ORDER
from ..core.scenario import Scenario, Topic, Urgency
from ..core.scenario_bases.order_updates import OrderUpdate, contents, order_objection, sums


class OrderPlaced(OrderUpdate, Scenario[OrderFacts]):
    code = "order_placed"
    label = "Order placed"
    ends = "cancelled or expired"
    trigger = ORDER_CREATED
    topic = Topic.ORDER_UPDATES
    ttl = timedelta(hours=24)
    urgency = Urgency.HIGH
    title = "Order {number}: thank you!"
    body = """
        {item}{more, plural, =0 {} one { and # more item} other { and # more items}}
        Items {goods} · {free, plural, =0 {Shipping {shipping}} other {Free shipping}} · Gift card \
{gift_card} · Total {total}
        Collect from {place}
        Estimated delivery: {delivery}
        We have received your order.
    """
    last_line_if_short = True
    # What is left must not look like a sum.
    gives_way = ("goods shipping", "gift_card", "item")
    sample = ORDER

    def objection(self, facts: OrderFacts) -> Reason | None:
        return order_objection(facts)

    def words(self, facts: OrderFacts) -> Mapping[str, object]:
        return {
            "number": facts.number,
            **contents(facts.lines),
            # For texts of the owner: what the first line costs.
            "price": facts.lines[0].total if facts.lines else None,
            **sums(facts),
            "place": facts.collection.name if facts.collection else None,
            "delivery": facts.delivery,
        }
