"""The order statuses of Saleor's that are told apart here (saleor/order/__init__.py)."""

from enum import StrEnum


class OrderStatus(StrEnum):
    """As Saleor writes them. Others are just orders that go on."""

    DRAFT = "draft"
    UNFULFILLED = "unfulfilled"
    RETURNED = "returned"
    PARTIALLY_RETURNED = "partially_returned"
    CANCELED = "canceled"
    EXPIRED = "expired"


# Ended without being bought: by somebody, or because it was not paid in time.
CANCELLED = (OrderStatus.CANCELED, OrderStatus.EXPIRED)
# No purchase: not placed yet, or ended.
NOT_BOUGHT = (OrderStatus.DRAFT, *CANCELLED)
# Sent back, wholly or in part.
SENT_BACK = (OrderStatus.RETURNED, OrderStatus.PARTIALLY_RETURNED)
