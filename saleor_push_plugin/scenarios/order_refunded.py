"""Order refunded, in full or in part: this refund, and the sum of all."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from ..core.event import ORDER_REFUNDED
from ..core.facts.common import Money, OrderFacts
from ..core.order_privacy import AMOUNTS
from ..core.reason import Reason
from ..core.samples import ORDER
from ..core.scenario import Scenario, Topic
from ..core.scenario_bases.order_updates import OrderUpdate, order_objection


class OrderRefunded(OrderUpdate, Scenario[OrderFacts]):
    code = "order_refunded"
    label = "Order refunded"
    ends = "the refunded sum has changed"
    trigger = ORDER_REFUNDED
    topic = Topic.ORDER_UPDATES
    ttl = timedelta(days=3)
    title = (
        "{amounts, plural, =0 {Order {number}: refund on its way}"
        " other {Order {number}: {refund} refunded}}"
    )
    body = """
        Refunded so far: {refunded} of {total}
        It may take your bank a few days.
    """
    gives_way = ("",)
    sample = replace(
        ORDER,
        refund=Money(amount=Decimal("9.50"), currency="EUR"),
        refunded=Money(amount=Decimal("48.50"), currency="EUR"),
    )

    def objection(self, facts: OrderFacts) -> Reason | None:
        if facts.refunded is None:
            return Reason.REFUND_CHANGED
        # A refund of a cancelled order is also reported.
        return order_objection(replace(facts, status=""))

    def words(self, facts: OrderFacts) -> Mapping[str, object]:
        return {
            "number": facts.number,
            "refund": facts.refund,
            "refunded": facts.refunded,
            "total": facts.total,
            # Without the amount of this refund, the title says only that there is one.
            AMOUNTS: int(facts.refund is not None),
        }
