"""Order cancelled: by the shop, or by the shop for the shopper."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from ..core.event import ORDER_CANCELLED
from ..core.facts.common import OrderFacts
from ..core.order_status import OrderStatus
from ..core.reason import Reason
from ..core.samples import ORDER
from ..core.scenario import Scenario, Topic, Urgency
from ..core.scenario_bases.order_updates import OrderUpdate, contents, order_objection


class OrderCancelled(OrderUpdate, Scenario[OrderFacts]):
    code = "order_cancelled"
    label = "Order cancelled"
    ends = "the order is no longer cancelled"
    trigger = ORDER_CANCELLED
    topic = Topic.ORDER_UPDATES
    ttl = timedelta(days=3)
    urgency = Urgency.HIGH
    title = "Order {number} was cancelled"
    body = """
        {item}{more, plural, =0 {} one { and # more item} other { and # more items}}
        Total {total}
        Any questions? We are happy to help.
    """
    last_line_if_short = True
    sample = replace(ORDER, status=OrderStatus.CANCELED)

    def objection(self, facts: OrderFacts) -> Reason | None:
        if facts.status != OrderStatus.CANCELED:
            return Reason.ORDER_NOT_CANCELLED
        return order_objection(replace(facts, status=""))

    def words(self, facts: OrderFacts) -> Mapping[str, object]:
        return {"number": facts.number, **contents(facts.lines), "total": facts.total}
