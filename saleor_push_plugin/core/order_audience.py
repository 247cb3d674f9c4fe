"""What the news of an order have in common: whom they are for, and what they replace."""

from collections.abc import Mapping, Sequence

from .audience import Owner
from .facts.common import Line, OrderFacts
from .facts.fulfillment import ParcelFacts
from .links import Link, order_link
from .order_status import SENT_BACK, OrderStatus
from .reason import Reason

# Orders in these statuses have no news.
SILENT: Mapping[str, Reason] = {
    OrderStatus.DRAFT: Reason.ORDER_DRAFT,
    OrderStatus.CANCELED: Reason.CANCELLED_MEANWHILE,
    OrderStatus.EXPIRED: Reason.ORDER_EXPIRED,
}
# Of a part, too: nobody knows of which. Then there is nothing to thank for, or to ask about.
RETURNED: Mapping[str, Reason] = dict.fromkeys(SENT_BACK, Reason.ORDER_RETURNED)


def taken_back(order: OrderFacts) -> Reason | None:
    """Why there is nothing to thank for, or to ask about."""
    if order.refunded and order.refunded.amount >= order.total.amount:
        return Reason.REFUNDED_IN_FULL
    return RETURNED.get(order.status)


class OrderNews:
    """Goes to whoever bought; the newest replaces what was said of the order before."""

    def audience(self, facts: OrderFacts) -> Owner:
        return Owner(user_id=facts.user_id, checkout_id=facts.checkout_id)

    def about(self, facts: OrderFacts) -> str:
        return f"order:{facts.id}"

    def link(self, facts: OrderFacts) -> Link:
        return order_link(facts)


class ParcelNews:
    """The same for a parcel: a click leads to the carrier's page where there is one."""

    def audience(self, facts: ParcelFacts) -> Owner:
        return Owner(user_id=facts.order.user_id, checkout_id=facts.order.checkout_id)

    def about(self, facts: ParcelFacts) -> str:
        return f"order:{facts.order.id}"

    def link(self, facts: ParcelFacts) -> Link:
        return Link(url=facts.tracking_url) if facts.tracking_url else order_link(facts.order)


def silence(order: OrderFacts) -> Reason | None:
    """Orders that no shopper placed, and cancelled ones, have no news."""
    if order.origin != "checkout":
        return Reason.ORDER_NOT_BY_SHOPPER
    return SILENT.get(order.status)


def silence_of_parcel(parcel: ParcelFacts, *, status: str) -> Reason | None:
    """News of a parcel are told while it is in `status`, and of orders that are shipped."""
    if reason := silence(parcel.order):
        return reason
    if parcel.order.shipping is None:
        return Reason.NOT_SHIPPED
    if parcel.outdated:
        return Reason.FULFILLMENT_CHANGED
    return None if parcel.status == status else Reason.FULFILLMENT_STATUS_CHANGED


def silence_after_arrival(parcel: ParcelFacts) -> Reason | None:
    """What follows an order waits until all of it is there, and never comes where it went back."""
    if reason := taken_back(parcel.order):
        return reason
    if not parcel.is_last:
        return Reason.MORE_TO_COME
    return silence_of_parcel(parcel, status="fulfilled")


def contents(lines: Sequence[Line]) -> Mapping[str, object]:
    """The words `item` and `more`."""
    return {"item": str(lines[0]) if lines else None, "more": max(len(lines) - 1, 0)}
