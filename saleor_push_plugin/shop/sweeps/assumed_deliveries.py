"""Find fulfillments that are assumed delivered, because no carrier reports their delivery."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from saleor.order import FulfillmentStatus
from saleor.order.models import Fulfillment
from saleor.shipping.models import ShippingMethod

from ... import models
from ...core.event import FULFILLMENT_DELIVERED, FULFILLMENT_SHIPPED, Event
from ..connections import replica


def assumed(since: datetime, until: datetime) -> list[Event]:
    """Return an event for each fulfillment whose longest delivery time ended in [since, until).

    The delivery time is the shipping method's `maximum_delivery_days`, counted from the stored
    event "shipped". A fulfillment without that event is left out: it was shipped before the plugin
    was installed, or staff did not notify the customer.
    """
    methods = ShippingMethod.objects.using(replica()).filter(maximum_delivery_days__gt=0)
    limits = methods.order_by().values_list("maximum_delivery_days", flat=True).distinct()
    return [event for days in limits for event in _shipped_before(days, since, until)]


def _shipped_before(days: int, since: datetime, until: datetime) -> Iterable[Event]:
    wait = timedelta(days=days)
    events = models.Event.objects.filter(
        kind=FULFILLMENT_SHIPPED, at__gte=since - wait, at__lt=until - wait
    )
    shipped_at = {int(subject): at for subject, at in events.values_list("subject", "at")}
    fulfillments = Fulfillment.objects.using(replica()).filter(
        pk__in=shipped_at,
        status=FulfillmentStatus.FULFILLED,
        order__shipping_method__maximum_delivery_days=days,
    )
    for pk in fulfillments.values_list("pk", flat=True):
        yield Event(kind=FULFILLMENT_DELIVERED, subject=str(pk), at=shipped_at[pk] + wait)
