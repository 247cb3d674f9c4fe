"""What events are about: by Saleor's own global ids, and the other way round."""

from collections.abc import Iterator
from dataclasses import dataclass

from . import event
from .links import global_id

_OF_ORDERS = (
    *(event.ORDER_CREATED, event.ORDER_CONFIRMED, event.ORDER_CANCELLED),
    *(event.BOUGHT, event.WIN_BACK, event.RECOMMENDATION_DUE),
)
_OF_PARCELS = (event.FULFILLMENT_PACKING, event.FULFILLMENT_SHIPPED, event.FULFILLMENT_DELIVERED)
_TYPES = {
    **dict.fromkeys((*_OF_ORDERS, event.ORDER_REFUNDED), "Order"),
    **dict.fromkeys((*_OF_PARCELS, event.TRACKING_CHANGED), "Fulfillment"),
    **dict.fromkeys((event.PRICE_DROPPED, event.BACK_IN_STOCK), "ProductVariant"),
    event.CART_LEFT: "Checkout",
    event.GIFT_CARD_EXPIRING: "GiftCard",
}


def named(kind: str, subject: str, about: str = "") -> str | None:
    """The global id of an event's subject; None for what Saleor's API has no id for.

    `about` is what a push of it was about: of a look at a product only that says which.
    """
    first = subject.partition("@")[0]
    if kind in _TYPES:
        return global_id(_TYPES[kind], first)
    if kind == event.JOINED and first.startswith("u"):
        return global_id("User", first[1:].rstrip("c"))
    if about.startswith("product:"):
        return global_id("Product", about.removeprefix("product:"))
    return None


@dataclass(frozen=True, kw_only=True)
class Subjects:
    """What belongs to one shopper, so that the events about it can be found by their keys."""

    user_id: int | None = None
    orders: tuple[str, ...] = ()
    parcels: tuple[str, ...] = ()
    checkouts: tuple[str, ...] = ()

    def keys(self) -> Iterator[str]:
        """Events that are about just this."""
        yield from (f"{kind}:{order}" for kind in _OF_ORDERS for order in self.orders)
        yield from (f"{kind}:{parcel}" for kind in _OF_PARCELS for parcel in self.parcels)
        if self.user_id is not None:
            yield from (f"{event.JOINED}:u{self.user_id}", f"{event.JOINED}:u{self.user_id}c")

    def beginnings(self) -> Iterator[str]:
        """The same where a subject says more: what was refunded, which number, what is in it."""
        yield from (f"{event.ORDER_REFUNDED}:{order}@" for order in self.orders)
        yield from (f"{event.TRACKING_CHANGED}:{parcel}@" for parcel in self.parcels)
        yield from (f"{event.CART_LEFT}:{checkout}@" for checkout in self.checkouts)
