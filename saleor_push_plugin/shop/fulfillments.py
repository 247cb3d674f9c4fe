"""What carriers report: written where the shop keeps it, so that everybody else can read it too."""

from datetime import datetime

from django.db import transaction
from saleor.core.utils.events import call_event
from saleor.order.models import Fulfillment
from saleor.plugins.manager import get_plugins_manager

from ..core.facts.fulfillment import DELIVERED_AT
from . import order_events


def channel_of(fulfillment_id: int) -> int | None:
    """In which channel a parcel was ordered; None: there is no such parcel."""
    rows = Fulfillment.objects.filter(pk=fulfillment_id).order_by()
    found: int | None = rows.values_list("order__channel_id", flat=True).first()
    return found


def deliver(fulfillment_id: int, at: datetime) -> None:
    """Write down that a parcel arrived, once, and call Saleor's hooks."""
    with transaction.atomic():
        rows = Fulfillment.objects.select_for_update().filter(pk=fulfillment_id)
        parcel = rows.first()
        if parcel is None:
            return  # deleted this very moment
        if not order_events.is_delivered(parcel):
            parcel.store_value_in_metadata({DELIVERED_AT: at.isoformat()})
            parcel.save(update_fields=["metadata"])
        # Our own among them: it plans the push. A carrier that reports twice makes the same event.
        manager = get_plugins_manager(allow_replica=False)
        call_event(manager.fulfillment_metadata_updated, parcel)
