"""Saleor's order statuses that the plugin distinguishes (saleor/order/__init__.py)."""

from enum import StrEnum


class OrderStatus(StrEnum):
    """Values as Saleor stores them. Orders in other statuses are in progress or complete."""

    DRAFT = "draft"
    UNFULFILLED = "unfulfilled"
    RETURNED = "returned"
    PARTIALLY_RETURNED = "partially_returned"
    CANCELED = "canceled"
    EXPIRED = "expired"


# Ended without a purchase: cancelled, or not paid in time.
CANCELLED = (OrderStatus.CANCELED, OrderStatus.EXPIRED)
# No purchase: not placed yet, or ended without one.
NOT_BOUGHT = (OrderStatus.DRAFT, *CANCELLED)
# Returned, wholly or in part.
SENT_BACK = (OrderStatus.RETURNED, OrderStatus.PARTIALLY_RETURNED)
