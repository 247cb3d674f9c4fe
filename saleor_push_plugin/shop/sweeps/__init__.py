"""Looking for what no hook told us, or what only time brings about.

A windowed sweep gets a span of time and finds what happened in it; the same fact found twice does
no harm. Its cost must be that of what changed, not of what exists. Where the shop notes no change
(offers), what is watched is compared with how it was at the last look.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from ...core.event import Event
from . import (
    buyers,
    carts,
    deliveries,
    expiring,
    interest,
    offers,
    order_log,
    orders,
    product_views,
    recommendations,
    sold,
)

__all__ = ["WINDOWED", "Windowed", "offers"]

Windowed = Callable[[datetime, datetime], list[Event]]

# By the name its cursor is kept under: everything that happened in [since, until). What is waited
# for most comes first, and what only counts comes last.
WINDOWED: Mapping[str, Windowed] = {
    "orders": orders.created,
    "order_log": order_log.look,
    "refunds": orders.refunded,
    "deliveries": deliveries.assumed,
    "gift_cards": expiring.gift_cards,
    "vouchers": expiring.vouchers,
    "carts": carts.left,
    "views": product_views.left,
    "loyal": buyers.loyal,
    "lost": buyers.lost,
    "interest": interest.noted,
    "learning": recommendations.learn,
    "sales": sold.count,
    "recommendations": recommendations.due,
}
