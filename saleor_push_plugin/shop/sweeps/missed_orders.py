"""Find placed and refunded orders whose hook did not run."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from uuid import UUID

from saleor.order import OrderOrigin
from saleor.order.models import Order

from ...core.event import ORDER_CREATED, Event
from ...core.order_status import OrderStatus
from .. import order_events, refunds
from ..connections import replica

PAGE = 1000


def created(since: datetime, until: datetime) -> list[Event]:
    """Return the events of storefront orders in [since, until), the same as their hook reports."""
    rows = Order.objects.using(replica()).filter(
        created_at__gte=since, created_at__lt=until, origin=OrderOrigin.CHECKOUT
    )
    placed = rows.exclude(status=OrderStatus.DRAFT).values_list("pk", "created_at")
    return [Event(kind=ORDER_CREATED, subject=str(pk), at=at) for pk, at in placed.iterator()]


def refunded(since: datetime, until: datetime) -> list[Event]:
    """Return the events of refunds in [since, until), full or partial.

    A refund also moves `updated_at` of its order, so orders not updated since are skipped.
    """
    updated = Order.objects.using(replica()).filter(updated_at__gte=since).order_by()
    rows = updated.only("created_at").iterator(chunk_size=PAGE)
    events: list[Event] = []
    while page := {order.pk: order for order in islice(rows, PAGE)}:
        events += _refunds(page, since, until)
    return events


def _refunds(page: Mapping[UUID, Order], since: datetime, until: datetime) -> Iterator[Event]:
    for id, refund in refunds.load(page, using=replica()).items():
        if refund.at and since <= refund.at < until:
            event = order_events.refunded(page[id], refund.total, refund.at)
            if event:
                yield event
