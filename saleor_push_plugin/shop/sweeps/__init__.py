"""Sweeps: periodic queries for events that no hook reported, or that only time brings about.

A windowed sweep gets a period and returns the events in it. The same event may be found twice: its
key makes the second insert do nothing. The cost of a sweep depends on what changed, not on what
exists. Saleor does not record changes of prices and stock, so `price_and_stock_changes` compares
the watched variants with what the previous sweep stored.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from ...core.event import Event
from .. import order_credits, person_facts
from . import (
    abandoned_carts,
    abandoned_views,
    assumed_deliveries,
    expiring,
    inferred_watches,
    milestones_and_inactive,
    missed_order_changes,
    missed_orders,
    price_and_stock_changes,
    published_prices,
    recommendations,
    sold_quantities,
)

__all__ = ["WINDOWED", "Windowed", "price_and_stock_changes", "published_prices"]

Windowed = Callable[[datetime, datetime], list[Event]]

# By the name of its cursor: a function from a period [since, until) to the events found for it.
# Order updates come first, because shoppers wait for them. Counts come late.
WINDOWED: Mapping[str, Windowed] = {
    "orders": missed_orders.created,
    "order_log": missed_order_changes.logged,
    "refunds": missed_orders.refunded,
    "person_facts_of_orders": person_facts.mark_changed_orders,
    "order_credits": order_credits.of_changed_orders,
    "deliveries": assumed_deliveries.assumed,
    "gift_cards": expiring.gift_cards,
    "vouchers": expiring.vouchers,
    "carts": abandoned_carts.abandoned,
    "views": abandoned_views.abandoned,
    "loyalty_milestones": milestones_and_inactive.milestones,
    "inactive_buyers": milestones_and_inactive.inactive,
    "inferred_watches": inferred_watches.update,
    "pair_counts": recommendations.count_pairs,
    "sales": sold_quantities.count_day,
    "recommendations": recommendations.orders_due,
}
