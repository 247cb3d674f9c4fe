"""The order confirmation, in seconds after the order."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from ..core.audience import Owner
from ..core.event import ORDER_CREATED
from ..core.facts import Delivery, Line, Money, OrderFacts
from ..core.links import Link, order_link
from ..core.scenario import Scenario, Topic, Urgency

_AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
_SHIRT = Line(name="Linen shirt", quantity=2, total=Money(amount=Decimal("78.00"), currency="EUR"))
_SOCKS = Line(name="Wool socks", quantity=1, total=Money(amount=Decimal("9.50"), currency="EUR"))
SILENT = {"canceled": "cancelled", "expired": "expired", "draft": "still a draft"}


class OrderPlaced(Scenario[OrderFacts]):
    code = "order_placed"
    label = "Order placed"
    trigger = ORDER_CREATED
    topic = Topic.ORDER_UPDATES
    ttl = timedelta(hours=24)
    urgency = Urgency.HIGH
    title = "Order {number}: thank you!"
    body = """
        {item} · {price}{more, plural, =0 {} one { and # more item} other { and # more items}}
        Shipping {shipping} · Total {total}
        Estimated delivery: {delivery}
    """
    sample = OrderFacts(
        id="4f1c6f0e-8d0b-4c55-9a1a-3a5d2f1f7e11",
        number="1042",
        channel="default-channel",
        created_at=_AT,
        status="unfulfilled",
        origin="checkout",
        total=Money(amount=Decimal("92.40"), currency="EUR"),
        shipping=Money(amount=Decimal("4.90"), currency="EUR"),
        delivery=Delivery(since=_AT, least=3, most=5),
        lines=(_SHIRT, _SOCKS),
    )

    def objection(self, facts: OrderFacts) -> str | None:
        if facts.origin != "checkout":
            return "not placed by the shopper"
        return SILENT.get(facts.status)

    def audience(self, facts: OrderFacts) -> Owner:
        return Owner(user_id=facts.user_id, checkout_id=facts.checkout_id)

    def words(self, facts: OrderFacts) -> Mapping[str, object]:
        first = facts.lines[0] if facts.lines else None
        return {
            "number": facts.number,
            "item": first and str(first),
            "price": first and first.total,
            "more": max(len(facts.lines) - 1, 0),
            "shipping": facts.shipping,
            "total": facts.total,
            "delivery": facts.delivery,
        }

    def about(self, facts: OrderFacts) -> str:
        return f"order:{facts.id}"

    def link(self, facts: OrderFacts) -> Link:
        return order_link(facts)
