"""Something that happened in the shop."""

from dataclasses import dataclass
from datetime import datetime

ORDER_CREATED = "order_created"
CART_LEFT = "cart_left"
JOINED = "joined"
BOUGHT = "bought"
WIN_BACK = "win_back"
VIEW_LEFT = "view_left"
ORDER_CONFIRMED = "order_confirmed"
ORDER_CANCELLED = "order_cancelled"
ORDER_REFUNDED = "order_refunded"
FULFILLMENT_PACKING = "fulfillment_packing"
FULFILLMENT_SHIPPED = "fulfillment_shipped"
TRACKING_CHANGED = "tracking_changed"
FULFILLMENT_DELIVERED = "fulfillment_delivered"
GIFT_CARD_EXPIRING = "gift_card_expiring"
VOUCHER_EXPIRING = "voucher_expiring"
PRICE_DROPPED = "price_dropped"
BACK_IN_STOCK = "back_in_stock"
RECOMMENDATION_DUE = "recommendation_due"

KINDS = frozenset(kind for name, kind in tuple(globals().items()) if name.isupper())


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact of the shop: what happened (`kind`) to what (`subject`, a primary key), and when.

    The same fact always has the same `key`, so hooks and sweeps may both report it.
    """

    kind: str
    subject: str
    at: datetime

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.subject}"
