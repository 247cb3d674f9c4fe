"""From the shop's rows to events: the one place that says which fact has which key.

Hooks and sweeps both ask here, so that the same fact is the same event. None: not worth an event.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.timezone import is_naive, make_aware
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
from ..core.facts.fulfillment import DELIVERED_AT
from ..core.global_id import parse_global_id

# Whoever tidies up last year's orders does not want to tell their shoppers.
OLD = HALF_A_YEAR
# An order confirmed as soon as it was placed is one piece of news, and the shopper has it.
ONE_MOMENT = timedelta(minutes=2)


def confirmed(order: Any, at: datetime) -> Event | None:
    if at - order.created_at < ONE_MOMENT:
        return None
    return _of_order(ORDER_CONFIRMED, order, str(order.pk), at)


def cancelled(order: Any, at: datetime) -> Event | None:
    return _of_order(ORDER_CANCELLED, order, str(order.pk), at)


def refunded(order: Any, total: Decimal, at: datetime) -> Event | None:
    return _of_order(ORDER_REFUNDED, order, refund_subject(order.pk, total), at)


def packing(parcel: Any, at: datetime) -> Event | None:
    return _of_order(FULFILLMENT_PACKING, parcel.order, str(parcel.pk), at)


def shipped(parcel: Any, at: datetime) -> Event | None:
    return _of_order(FULFILLMENT_SHIPPED, parcel.order, str(parcel.pk), at)


def tracked(parcel: Any, at: datetime) -> Event | None:
    return _of_order(TRACKING_CHANGED, parcel.order, tracking_subject(parcel), at)


def tracked_by_mail(payload: Mapping[str, Any], at: datetime) -> Event | None:
    """The mail names the order and the number but no parcel; the youngest with it is meant."""
    number = payload["fulfillment"]["tracking_number"]
    _, order_id = parse_global_id(payload["order"]["id"])
    parcels = Fulfillment.objects.filter(order_id=order_id, tracking_number=number)
    parcel = parcels.select_related("order").order_by("pk").last()
    return parcel and tracked(parcel, at)


def delivered(parcel: Any, at: datetime) -> Event | None:
    """Once a parcel's metadata says so."""
    if not is_delivered(parcel):
        return None
    return _of_order(FULFILLMENT_DELIVERED, parcel.order, str(parcel.pk), at)


def refund_subject(order_id: object, total: Decimal) -> str:
    """A second refund makes another total, and so another fact."""
    return f"{order_id}@{total.normalize():f}"


def tracking_subject(parcel: Any) -> str:
    """The number itself may be long and is nobody else's business."""
    digest = hashlib.sha256(parcel.tracking_number.encode()).hexdigest()
    return f"{parcel.pk}@{digest[:16]}"


def metadata(row: Any) -> Mapping[str, Any]:
    return {**(row.private_metadata or {}), **(row.metadata or {})}


def is_delivered(parcel: Any) -> bool:
    return bool(metadata(parcel).get(DELIVERED_AT))


def delivery_time(parcel: Any) -> datetime | None:
    """The moment an app wrote down, if it is one."""
    text = str(metadata(parcel).get(DELIVERED_AT) or "")
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return make_aware(found) if is_naive(found) else found


def _of_order(kind: str, order: Any, subject: str, at: datetime) -> Event | None:
    if at - order.created_at > OLD:
        return None
    return Event(kind=kind, subject=subject, at=at)
