"""Make events of orders and their fulfillments. Hooks and sweeps use it: the keys agree.

A function returns None if the change is not reported: it says nothing new, or the order is too old.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from saleor.order.models import Fulfillment

from ..core.event import (
    FULFILLMENT_DELIVERED,
    FULFILLMENT_PACKING,
    FULFILLMENT_SHIPPED,
    HALF_A_YEAR,
    ORDER_CANCELLED,
    ORDER_CONFIRMED,
    ORDER_REFUNDED,
    TRACKING_CHANGED,
    Event,
)
from ..core.global_id import parse_global_id
from .delivery_metadata import is_delivered

# Changes of older orders are not reported: staff clean up old orders without notifying customers.
MAX_AGE = HALF_A_YEAR
# A confirmation within this of the order is automatic. The push for the order has announced it.
AUTOMATIC_CONFIRMATION = timedelta(minutes=2)


def confirmed(order: Any, at: datetime) -> Event | None:
    if at - order.created_at < AUTOMATIC_CONFIRMATION:
        return None
    return _of_order(ORDER_CONFIRMED, order, str(order.pk), at)


def cancelled(order: Any, at: datetime) -> Event | None:
    return _of_order(ORDER_CANCELLED, order, str(order.pk), at)


def refunded(order: Any, total: Decimal, at: datetime) -> Event | None:
    return _of_order(ORDER_REFUNDED, order, refund_subject(order.pk, total), at)


def packing(fulfillment: Any, at: datetime) -> Event | None:
    return _of_order(FULFILLMENT_PACKING, fulfillment.order, str(fulfillment.pk), at)


def shipped(fulfillment: Any, at: datetime) -> Event | None:
    return _of_order(FULFILLMENT_SHIPPED, fulfillment.order, str(fulfillment.pk), at)


def tracked(fulfillment: Any, at: datetime) -> Event | None:
    return _of_order(TRACKING_CHANGED, fulfillment.order, tracking_subject(fulfillment), at)


def tracked_by_mail(payload: Mapping[str, Any], at: datetime) -> Event | None:
    """Make the event from the payload of Saleor's mail about a tracking number.

    The payload has the order and the number, but no fulfillment. The newest with that number is
    taken.
    """
    number = payload["fulfillment"]["tracking_number"]
    _, order_id = parse_global_id(payload["order"]["id"])
    fulfillments = Fulfillment.objects.filter(order_id=order_id, tracking_number=number)
    fulfillment = fulfillments.select_related("order").order_by("pk").last()
    return fulfillment and tracked(fulfillment, at)


def delivered(fulfillment: Any, at: datetime) -> Event | None:
    """Make the event if the fulfillment's metadata says that it was delivered."""
    if not is_delivered(fulfillment):
        return None
    return _of_order(FULFILLMENT_DELIVERED, fulfillment.order, str(fulfillment.pk), at)


def refund_subject(order_id: object, total: Decimal) -> str:
    """Return the subject of a refund. Another refund changes the total and makes a new event."""
    return f"{order_id}@{total.normalize():f}"


def tracking_subject(fulfillment: Any) -> str:
    """Return the subject of a tracking number; a digest, since numbers may be long and private."""
    digest = hashlib.sha256(fulfillment.tracking_number.encode()).hexdigest()
    return f"{fulfillment.pk}@{digest[:16]}"


def _of_order(kind: str, order: Any, subject: str, at: datetime) -> Event | None:
    if at - order.created_at > MAX_AGE:
        return None
    return Event(kind=kind, subject=subject, at=at)
