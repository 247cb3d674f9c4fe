"""Fulfillments as the shoppers of their orders see them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit
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
from ...models import Event, in_array
from .. import order_events
from . import orders
from .loading import loads_shared

_NOT_SENT = (FulfillmentStatus.CANCELED, FulfillmentStatus.WAITING_FOR_APPROVAL)


@dataclass(frozen=True, kw_only=True)
class _Piece:
    """A line of any parcel of an order."""

    parcel: Fulfillment
    line: Line


@loads_shared(FULFILLMENT_PACKING, FULFILLMENT_SHIPPED)
def load(ids: list[str]) -> dict[str, FulfillmentFacts]:
    """Fulfillments by id, in five queries however many."""
    rows = list(Fulfillment.objects.filter(pk__in=ids))
    known = orders.load([str(row.order_id) for row in rows])
    pieces = _pieces([row.order_id for row in rows])
    told = _told({*rows, *(piece.parcel for each in pieces.values() for piece in each)})
    return {
        str(row.pk): _parcel(row, known[str(row.order_id)], pieces.get(row.order_id, ()), told)
        for row in rows
    }


@loads_shared(TRACKING_CHANGED)
def load_tracked(subjects: list[str]) -> dict[str, FulfillmentFacts]:
    """The same for changes of tracking numbers: outdated where the number changed again."""
    ids = {subject: id_of(subject) for subject in subjects}
    found = load(sorted(set(ids.values())))
    rows = Fulfillment.objects.filter(pk__in=found).only("tracking_number")
    current = {str(row.pk): order_events.tracking_subject(row) for row in rows}
    return {
        subject: replace(found[id], outdated=current.get(id) != subject)
        for subject, id in ids.items()
        if id in found
    }


def _parcel(
    row: Fulfillment, order: OrderFacts, pieces: Sequence[_Piece], told: Mapping[str, datetime]
) -> FulfillmentFacts:
    sent = {p.parcel for p in pieces if p.parcel.status == FulfillmentStatus.FULFILLED} - {row}
    return FulfillmentFacts(
        id=str(row.pk),
        order=_shipped(order, told.get(_key(FULFILLMENT_SHIPPED, row), row.created_at)),
        status=row.status,
        lines=tuple(piece.line for piece in pieces if piece.parcel == row),
        left=_left(order, pieces),
        before=sum(other.pk < row.pk for other in sent),
        after=sum(other.pk > row.pk for other in sent),
        later=sum(_arrives_later(other, row, told) for other in sent),
        tracking="" if _is_web_page(row.tracking_number) else row.tracking_number,
        tracking_url=_tracking_url(row),
        delivered_at=_delivered_at(row),
    )


def _shipped(order: OrderFacts, at: datetime) -> OrderFacts:
    """A parcel is as long under way as ever, however long its order waited."""
    return replace(order, delivery=order.delivery and replace(order.delivery, since=at))


def _arrives_later(other: Fulfillment, row: Fulfillment, told: Mapping[str, datetime]) -> bool:
    """Than `row`: it has not arrived yet, or did so after it."""
    there, here = (told.get(_key(FULFILLMENT_DELIVERED, each)) for each in (other, row))
    if there is None:
        return not order_events.is_delivered(other)
    return here is not None and (there, other.pk) > (here, row.pk)


def _told(parcels: Iterable[Fulfillment]) -> Mapping[str, datetime]:
    """When they were sent and when they arrived, by the key of the event; silenced ones, too."""
    kinds = (FULFILLMENT_SHIPPED, FULFILLMENT_DELIVERED)
    keys = [_key(kind, parcel) for parcel in parcels for kind in kinds]
    return dict(Event.objects.filter(key__in=in_array(keys)).values_list("key", "at"))


def _key(kind: str, parcel: Fulfillment) -> str:
    return key_of(kind, str(parcel.pk))


def _left(order: OrderFacts, pieces: Sequence[_Piece]) -> int:
    """Pieces of an order that are in no parcel, or in one that did not leave."""
    sent = sum(each.line.quantity for each in pieces if each.parcel.status not in _NOT_SENT)
    return max(sum(line.quantity for line in order.lines) - sent, 0)


def _tracking_url(row: Fulfillment) -> str:
    """The carrier's page: from metadata, or where the tracking number itself is one."""
    found = order_events.metadata(row).get(TRACKING_URL) or row.tracking_number
    return str(found) if _is_web_page(str(found)) else ""


def _is_web_page(text: str) -> bool:
    """Anything else, as `javascript:`, must never become a link."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _delivered_at(row: Fulfillment) -> datetime | None:
    """When a parcel arrived; a moment nobody can read still says that it did."""
    return order_events.delivery_time(row) or (
        row.created_at if order_events.is_delivered(row) else None
    )


def _pieces(order_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[_Piece]]:
    found: dict[UUID, list[_Piece]] = defaultdict(list)
    rows = FulfillmentLine.objects.filter(fulfillment__order_id__in=order_ids)
    for row in rows.select_related("fulfillment", "order_line").order_by("pk"):
        found[row.fulfillment.order_id].append(_piece(row))
    return found


def _piece(row: FulfillmentLine) -> _Piece:
    bought = row.order_line
    price = Money(amount=bought.unit_price_gross_amount * row.quantity, currency=bought.currency)
    name = bought.translated_product_name or bought.product_name
    line = Line(name=name, quantity=row.quantity, total=price)
    return _Piece(parcel=row.fulfillment, line=line)
