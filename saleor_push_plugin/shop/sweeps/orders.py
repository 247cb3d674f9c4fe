"""Orders whose hook never ran."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from uuid import UUID

from saleor.order import OrderOrigin
from saleor.order.models import Order

from ...core.event import ORDER_CREATED, Event
from ...core.order_status import OrderStatus
from .. import order_events, refunds
from ..compat import replica

PAGE = 1000


def created(since: datetime, until: datetime) -> list[Event]:
    """Orders placed by shoppers in [since, until), each as the event its hook would have made."""
    rows = Order.objects.using(replica()).filter(
        created_at__gte=since, created_at__lt=until, origin=OrderOrigin.CHECKOUT
    )
    found = rows.exclude(status=OrderStatus.DRAFT).values_list("pk", "created_at")
    return [Event(kind=ORDER_CREATED, subject=str(pk), at=at) for pk, at in found.iterator()]


def refunded(since: datetime, until: datetime) -> list[Event]:
    """Orders paid back in [since, until), wholly or in part: a refund also touches its order."""
    touched = Order.objects.using(replica()).filter(updated_at__gte=since).order_by()
    rows = touched.only("created_at").iterator(chunk_size=PAGE)
    found: list[Event] = []
    while page := {order.pk: order for order in islice(rows, PAGE)}:
        found += _paid_back(page, since, until)
    return found


def _paid_back(page: Mapping[UUID, Order], since: datetime, until: datetime) -> Iterator[Event]:
    for id, back in refunds.of(page, using=replica()).items():
        if back.at and since <= back.at < until:
            event = order_events.refunded(page[id], back.total, back.at)
            if event:
                yield event
