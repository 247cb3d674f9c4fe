"""Parcels that must have arrived by now, although nobody said so."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from saleor.order import FulfillmentStatus
from saleor.order.models import Fulfillment
from saleor.shipping.models import ShippingMethod

from ... import models
from ...core.event import FULFILLMENT_DELIVERED, FULFILLMENT_SHIPPED, Event
from ..compat import replica


def assumed(since: datetime, until: datetime) -> list[Event]:
    """Parcels whose method's most days since they were sent ended in [since, until).

    Only parcels somebody was told of: what was sent quietly, or before we were there, stays quiet.
    """
    days = ShippingMethod.objects.using(replica()).filter(maximum_delivery_days__gt=0)
    different = days.order_by().values_list("maximum_delivery_days", flat=True).distinct()
    return [event for most in different for event in _after(most, since, until)]


def _after(most: int, since: datetime, until: datetime) -> Iterable[Event]:
    wait = timedelta(days=most)
    told = models.Event.objects.filter(
        kind=FULFILLMENT_SHIPPED, at__gte=since - wait, at__lt=until - wait
    )
    sent_at = {int(subject): at for subject, at in told.values_list("subject", "at")}
    there = Fulfillment.objects.using(replica()).filter(
        pk__in=sent_at,
        status=FulfillmentStatus.FULFILLED,
        order__shipping_method__maximum_delivery_days=most,
    )
    for pk in there.values_list("pk", flat=True):
        yield Event(kind=FULFILLMENT_DELIVERED, subject=str(pk), at=sent_at[pk] + wait)
