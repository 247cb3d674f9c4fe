"""Order confirmed: staff confirmed an order some time after it was placed."""

from collections.abc import Mapping
from datetime import timedelta

from ..core.event import ORDER_CONFIRMED
from ..core.facts.common import OrderFacts
from ..core.order_status import OrderStatus
from ..core.reason import Reason
from ..core.samples import ORDER
from ..core.scenario import Scenario, Topic
from ..core.scenario_bases.order_updates import OrderUpdate, contents, order_objection


class OrderConfirmed(OrderUpdate, Scenario[OrderFacts]):
    code = "order_confirmed"
    label = "Order confirmed"
    ends = "cancelled, or in another status"
    trigger = ORDER_CONFIRMED
    topic = Topic.ORDER_UPDATES
    ttl = timedelta(hours=24)
    title = "Order {number} is confirmed"
    body = """
        {item}{more, plural, =0 {} one { and # more item} other { and # more items}}
        Total {total}
        Estimated delivery: {delivery}
        We are getting it ready.
    """
    last_line_if_short = True
    gives_way = ("item",)
    sample = ORDER

    def objection(self, facts: OrderFacts) -> Reason | None:
        if reason := order_objection(facts):
            return reason
        return None if facts.status == OrderStatus.UNFULFILLED else Reason.ORDER_STATUS_CHANGED

    def words(self, facts: OrderFacts) -> Mapping[str, object]:
        return {
            "number": facts.number,
            **contents(facts.lines),
            "total": facts.total,
            "delivery": facts.delivery,
        }
