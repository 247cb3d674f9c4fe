"""What order updates have in common: their audience, subject, link and objections."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from ..audience import Owner
from ..facts.common import Line, Money, OrderFacts
from ..facts.fulfillment import FulfillmentFacts
from ..links import Link, order_link
from ..order_status import SENT_BACK, OrderStatus
from ..paid_back import goods_paid_back
from ..reason import Reason

# Orders in these statuses get no updates.
NO_UPDATES: Mapping[str, Reason] = {
    OrderStatus.DRAFT: Reason.ORDER_DRAFT,
    OrderStatus.CANCELED: Reason.CANCELLED_MEANWHILE,
    OrderStatus.EXPIRED: Reason.ORDER_EXPIRED,
}
# A partial return counts too, because the status does not tell which part. Then no thanks and no
# survey are sent.
RETURN_REASONS: Mapping[str, Reason] = dict.fromkeys(SENT_BACK, Reason.ORDER_RETURNED)

# Tracking numbers that a push names.
MOST_NUMBERS = 3


def returned_or_refunded(order: OrderFacts) -> Reason | None:
    """Why no thanks and no survey are sent: returned, or all goods were refunded. Else None."""
    shipping = order.shipping.amount if order.shipping else Decimal(0)
    if order.refunded and goods_paid_back(
        total=order.total.amount, shipping=shipping, refunded=order.refunded.amount
    ):
        return Reason.REFUNDED_IN_FULL
    return RETURN_REASONS.get(order.status)


class OrderUpdate:
    """Base of pushes about an order. They go to the buyer; the newest replaces older ones."""

    def audience(self, facts: OrderFacts) -> Owner:
        return Owner(user_id=facts.user_id, checkout_id=facts.checkout_id)

    def about(self, facts: OrderFacts) -> str:
        return f"order:{facts.id}"

    def link(self, facts: OrderFacts) -> Link:
        return order_link(facts)


class FulfillmentUpdate:
    """Base of pushes about a fulfillment. A click opens the tracking page, if there is one."""

    def audience(self, facts: FulfillmentFacts) -> Owner:
        return Owner(user_id=facts.order.user_id, checkout_id=facts.order.checkout_id)

    def about(self, facts: FulfillmentFacts) -> str:
        return f"order:{facts.order.id}"

    def link(self, facts: FulfillmentFacts) -> Link:
        return replace(order_link(facts.order), url=facts.tracking_url)


def order_objection(order: OrderFacts) -> Reason | None:
    """Why no updates of the order are sent: no shopper placed it, or it has ended. Else None."""
    if order.origin != "checkout":
        return Reason.ORDER_NOT_BY_SHOPPER
    return NO_UPDATES.get(order.status)


def fulfillment_objection(fulfillment: FulfillmentFacts, *, status: str) -> Reason | None:
    """Why no update of the fulfillment is sent, such as another status; None if it is sent."""
    if reason := order_objection(fulfillment.order):
        return reason
    if fulfillment.order.shipping is None and fulfillment.order.collection is None:
        return Reason.NOT_SHIPPED
    if not fulfillment.lines:
        return Reason.NOTHING_SHIPS
    if fulfillment.outdated:
        return Reason.FULFILLMENT_CHANGED
    return None if fulfillment.status == status else Reason.FULFILLMENT_STATUS_CHANGED


def shipment_objection(fulfillment: FulfillmentFacts, *, status: str) -> Reason | None:
    """Why no update of a shipment is sent: as for any fulfillment, or the order is not shipped."""
    reason = fulfillment_objection(fulfillment, status=status)
    return reason or (Reason.NOT_SHIPPED if fulfillment.order.shipping is None else None)


def collection_objection(fulfillment: FulfillmentFacts) -> Reason | None:
    """Why nothing is said of collecting: the order is not collected, or its goods are elsewhere."""
    if fulfillment.order.collection is None:
        return Reason.NOT_COLLECTED
    if reason := fulfillment_objection(fulfillment, status="fulfilled"):
        return reason
    return None if fulfillment.at_collection_point else Reason.NOT_AT_COLLECTION_POINT


def one_for_all_objection(fulfillment: FulfillmentFacts) -> Reason | None:
    """Whether another push tells of the fulfillment: all that one action made have one push."""
    return Reason.TOLD_WITH_ANOTHER if fulfillment.told_with_another else None


def tracking_words(numbers: Sequence[str]) -> Mapping[str, object]:
    """The template words `tracking` (the numbers) and `numbers` (how many they are)."""
    shown = ", ".join(numbers[:MOST_NUMBERS]) + ("…" if len(numbers) > MOST_NUMBERS else "")
    return {"tracking": shown or None, "numbers": len(numbers)}


def after_delivery_objection(fulfillment: FulfillmentFacts) -> Reason | None:
    """Why nothing is sent after a delivery: a part is missing, or it was returned. Else None."""
    if reason := returned_or_refunded(fulfillment.order):
        return reason
    if fulfillment.refunded:
        return Reason.GOODS_REFUNDED
    if fulfillment.taken_back:
        return Reason.DELIVERY_WITHDRAWN
    if not fulfillment.is_last:
        return Reason.MORE_TO_COME
    if reason := one_for_all_objection(fulfillment):
        return reason
    return fulfillment_objection(fulfillment, status="fulfilled")


def sums(order: OrderFacts) -> Mapping[str, object]:
    """The template words of what an order costs: parts that add up, and its `total`.

    `goods` and `gift_card` (negative) have a value only where gift cards paid a part. `free` is 1
    if shipping costs nothing; it has no value for orders that are not shipped, and none where
    shipping costs more than the total, which only an unknown deduction explains.
    """
    cards, shipping = order.gift_cards, order.shipping
    known = shipping is not None and (cards is not None or shipping.amount <= order.total.amount)
    return {
        "goods": order.goods if cards else None,
        "shipping": shipping if known else None,
        "free": int(not shipping.amount) if shipping and known else None,
        "gift_card": Money(amount=-cards.amount, currency=cards.currency) if cards else None,
        "total": order.total,
    }


def contents(lines: Sequence[Line]) -> Mapping[str, object]:
    """The template words `item` (the first line) and `more` (the number of other lines)."""
    return {"item": lines[0].item if lines else None, "more": max(len(lines) - 1, 0)}
