"""Load fulfillments with their order, and how they relate to its other fulfillments."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from saleor.order import FulfillmentStatus
from saleor.order.models import Fulfillment, FulfillmentLine

from ...core.event import (
    FULFILLMENT_DELIVERED,
    FULFILLMENT_PACKING,
    FULFILLMENT_SHIPPED,
    TRACKING_CHANGED,
    id_of,
    key_of,
)
from ...core.facts.common import Line, Money, OrderFacts
from ...core.facts.fulfillment import TRACKING_URL, FulfillmentFacts
from ...core.links import is_web_page
from ...models import Event, in_array
from .. import order_events
from ..delivery_metadata import delivery_time, is_delivered, metadata
from . import orders
from .registry import loads_shared

_NOT_SHIPPED = (FulfillmentStatus.CANCELED, FulfillmentStatus.WAITING_FOR_APPROVAL)


@dataclass(frozen=True, kw_only=True)
class _FulfilledLine:
    """A line of a fulfillment."""

    fulfillment: Fulfillment
    line: Line


@loads_shared(FULFILLMENT_PACKING, FULFILLMENT_SHIPPED)
def load(ids: list[str]) -> dict[str, FulfillmentFacts]:
    """Return fulfillments by id, in five queries."""
    rows = list(Fulfillment.objects.filter(pk__in=ids))
    by_id = orders.load([str(row.order_id) for row in rows])
    lines = _lines([row.order_id for row in rows])
    times = _event_times({*rows, *(line.fulfillment for each in lines.values() for line in each)})
    return {
        str(row.pk): _facts(row, by_id[str(row.order_id)], lines.get(row.order_id, ()), times)
        for row in rows
    }


@loads_shared(TRACKING_CHANGED)
def load_tracked(subjects: list[str]) -> dict[str, FulfillmentFacts]:
    """Return fulfillments by subject of a new tracking number; outdated if it changed again."""
    ids = {subject: id_of(subject) for subject in subjects}
    by_id = load(sorted(set(ids.values())))
    rows = Fulfillment.objects.filter(pk__in=by_id).only("tracking_number")
    current = {str(row.pk): order_events.tracking_subject(row) for row in rows}
    return {
        subject: replace(by_id[id], outdated=current.get(id) != subject)
        for subject, id in ids.items()
        if id in by_id
    }


def _facts(
    row: Fulfillment,
    order: OrderFacts,
    lines: Sequence[_FulfilledLine],
    times: Mapping[str, datetime],
) -> FulfillmentFacts:
    every = {line.fulfillment for line in lines}
    others = {each for each in every if each.status == FulfillmentStatus.FULFILLED} - {row}
    return FulfillmentFacts(
        id=str(row.pk),
        order=_shipped(order, times.get(_key(FULFILLMENT_SHIPPED, row), row.created_at)),
        status=row.status,
        lines=tuple(each.line for each in lines if each.fulfillment == row),
        left=_unfulfilled(order, lines),
        before=sum(other.pk < row.pk for other in others),
        after=sum(other.pk > row.pk for other in others),
        later=sum(_is_delivered_later(other, row, times) for other in others),
        tracking="" if is_web_page(row.tracking_number) else row.tracking_number,
        tracking_url=_tracking_url(row),
        delivered_at=_delivered_at(row),
    )


def _shipped(order: OrderFacts, at: datetime) -> OrderFacts:
    """Count the delivery estimate from the shipment, not from the order."""
    return replace(order, delivery=order.delivery and replace(order.delivery, since=at))


def _is_delivered_later(
    other: Fulfillment, row: Fulfillment, times: Mapping[str, datetime]
) -> bool:
    """Whether `other` is not delivered yet, or was delivered after `row`."""
    other_time, own_time = (times.get(_key(FULFILLMENT_DELIVERED, each)) for each in (other, row))
    if other_time is None:
        return not is_delivered(other)
    return own_time is not None and (other_time, other.pk) > (own_time, row.pk)


def _event_times(fulfillments: Iterable[Fulfillment]) -> Mapping[str, datetime]:
    """Return when they were shipped and delivered, by event key, with or without pushes."""
    kinds = (FULFILLMENT_SHIPPED, FULFILLMENT_DELIVERED)
    keys = [_key(kind, each) for each in fulfillments for kind in kinds]
    return dict(Event.objects.filter(key__in=in_array(keys)).values_list("key", "at"))


def _key(kind: str, fulfillment: Fulfillment) -> str:
    return key_of(kind, str(fulfillment.pk))


def _unfulfilled(order: OrderFacts, lines: Sequence[_FulfilledLine]) -> int:
    """Return the quantity of an order that is in no fulfillment, or in one that is not shipped."""
    shipped = [each.line for each in lines if each.fulfillment.status not in _NOT_SHIPPED]
    return max(sum(ln.quantity for ln in order.lines) - sum(ln.quantity for ln in shipped), 0)


def _tracking_url(row: Fulfillment) -> str:
    """Return the carrier's page: from metadata, or the tracking number itself if it is a URL."""
    url = metadata(row).get(TRACKING_URL) or row.tracking_number
    return str(url) if is_web_page(str(url)) else ""


def _delivered_at(row: Fulfillment) -> datetime | None:
    """Return when a fulfillment was delivered; its creation if the metadata has no valid time."""
    return delivery_time(row) or (row.created_at if is_delivered(row) else None)


def _lines(order_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[_FulfilledLine]]:
    """Return the lines of all fulfillments of these orders, by order id."""
    by_order: dict[UUID, list[_FulfilledLine]] = defaultdict(list)
    rows = FulfillmentLine.objects.filter(fulfillment__order_id__in=order_ids)
    for row in rows.select_related("fulfillment", "order_line").order_by("pk"):
        by_order[row.fulfillment.order_id].append(_line(row))
    return by_order


def _line(row: FulfillmentLine) -> _FulfilledLine:
    ordered = row.order_line
    price = Money(amount=ordered.unit_price_gross_amount * row.quantity, currency=ordered.currency)
    name = ordered.translated_product_name or ordered.product_name
    line = Line(name=name, quantity=row.quantity, total=price)
    return _FulfilledLine(fulfillment=row.fulfillment, line=line)
