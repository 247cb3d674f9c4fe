"""Store deliveries that carriers report, in the metadata of Saleor's fulfillments."""

from datetime import datetime

from django.db import transaction
from saleor.core.utils.events import call_event
from saleor.order.models import Fulfillment
from saleor.plugins.manager import get_plugins_manager

from ..core.facts.fulfillment import DELIVERED_AT
from .delivery_metadata import is_delivered


def channel_of(fulfillment_id: int) -> int | None:
    """Return the id of the channel of a fulfillment's order; None if it does not exist."""
    rows = Fulfillment.objects.filter(pk=fulfillment_id).order_by()
    channel_id: int | None = rows.values_list("order__channel_id", flat=True).first()
    return channel_id


def deliver(fulfillment_id: int, at: datetime) -> None:
    """Store when a fulfillment was delivered, unless it is stored, and call Saleor's hooks.

    Does nothing if the fulfillment does not exist.
    """
    with transaction.atomic():
        rows = Fulfillment.objects.select_for_update().filter(pk=fulfillment_id)
        fulfillment = rows.first()
        if fulfillment is None:
            return  # deleted since the caller looked it up
        if not is_delivered(fulfillment):
            fulfillment.store_value_in_metadata({DELIVERED_AT: at.isoformat()})
            fulfillment.save(update_fields=["metadata"])
        # The plugin's own hook records the event. A second report makes the same event.
        manager = get_plugins_manager(allow_replica=False)
        call_event(manager.fulfillment_metadata_updated, fulfillment)
