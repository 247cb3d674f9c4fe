"""Read from an order's or a fulfillment's metadata whether and when it was delivered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.timezone import is_naive, make_aware

from ..core.facts.fulfillment import DELIVERED_AT


def metadata(row: Any) -> Mapping[str, Any]:
    """Return private and public metadata; public values take precedence."""
    return {**(row.private_metadata or {}), **(row.metadata or {})}


def is_delivered(fulfillment: Any) -> bool:
    return bool(metadata(fulfillment).get(DELIVERED_AT))


def delivery_time(fulfillment: Any) -> datetime | None:
    """Return the delivery time in the metadata; None if there is none or it is not ISO 8601."""
    text = str(metadata(fulfillment).get(DELIVERED_AT) or "")
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return make_aware(at) if is_naive(at) else at
