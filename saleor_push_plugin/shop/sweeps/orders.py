"""Orders whose hook never ran."""

from datetime import datetime

from saleor.order import OrderOrigin, OrderStatus
from saleor.order.models import Order

from ...core.event import ORDER_CREATED, Event
from ..compat import replica


def created(since: datetime, until: datetime) -> list[Event]:
    """Orders placed by shoppers in [since, until), each as the event its hook would have made."""
    rows = Order.objects.using(replica()).filter(
        created_at__gte=since, created_at__lt=until, origin=OrderOrigin.CHECKOUT
    )
    found = rows.exclude(status=OrderStatus.DRAFT).values_list("pk", "created_at")
    return [Event(kind=ORDER_CREATED, subject=str(pk), at=at) for pk, at in found.iterator()]
