"""Load fulfillments with their order, and how they relate to its other fulfillments."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from saleor.order import FulfillmentStatus
from saleor.order.models import Fulfillment

from ...core.event import (
    FULFILLMENT_DELIVERED,
    FULFILLMENT_PACKING,
    FULFILLMENT_SHIPPED,
    TRACKING_CHANGED,
    id_of,
)
from ...core.facts.common import Line, OrderFacts
from ...core.facts.fulfillment import COLLECT_UNTIL, TRACKING_URL, FulfillmentFacts
from ...core.links import is_web_page
from .. import order_events
from ..delivery_metadata import delivery_time, is_delivered, metadata
from . import orders, parcels
from .parcels import Parcel
from .registry import loads_shared

# What is in fulfillments of these statuses is still owed.
_NOT_SENT = (FulfillmentStatus.CANCELED, FulfillmentStatus.WAITING_FOR_APPROVAL)
_REFUNDED = (
    FulfillmentStatus.REFUNDED,
    FulfillmentStatus.RETURNED,
    FulfillmentStatus.REFUNDED_AND_RETURNED,
)


@loads_shared(FULFILLMENT_PACKING)
def load_packed(ids: list[str]) -> dict[str, FulfillmentFacts]:
    """Return fulfillments by id, with those that the same action of staff packed."""
    return _load(ids, FULFILLMENT_PACKING)


@loads_shared(FULFILLMENT_SHIPPED)
def load_sent(ids: list[str]) -> dict[str, FulfillmentFacts]:
    """Return fulfillments by id, with those that the same action of staff sent."""
    return _load(ids, FULFILLMENT_SHIPPED)


def load_delivered(ids: list[str]) -> dict[str, FulfillmentFacts]:
    """Return fulfillments by id.

    One that is only assumed to be delivered comes with those that were sent with it, because they
    are assumed to be delivered with it.
    """
    return _load(ids, FULFILLMENT_DELIVERED)


@loads_shared(TRACKING_CHANGED)
def load_tracked(subjects: list[str]) -> dict[str, FulfillmentFacts]:
    """Return fulfillments by subject of a new tracking number; outdated if it changed again."""
    ids = {subject: id_of(subject) for subject in subjects}
    by_id = _load(sorted(set(ids.values())), TRACKING_CHANGED)
    rows = Fulfillment.objects.filter(pk__in=by_id).only("tracking_number")
    current = {str(row.pk): order_events.tracking_subject(row) for row in rows}
    return {
        subject: replace(by_id[id], outdated=current.get(id) != subject)
        for subject, id in ids.items()
        if id in by_id
    }


def _load(ids: Collection[str], kind: str) -> dict[str, FulfillmentFacts]:
    """Return the fulfillments of events of a kind by id, in five queries."""
    by_order = parcels.of_orders_with(ids)
    known = orders.load([str(id) for id in by_order])
    wanted = set(ids)
    return {
        str(own.row.pk): _Told(order=known[str(order_id)], own=own, every=every, kind=kind).facts()
        for order_id, every in by_order.items()
        for own in every
        if str(own.row.pk) in wanted
    }


@dataclass(frozen=True, kw_only=True)
class _Told:
    """What an event of one fulfillment is about: its own parcel, and those it is told with."""

    order: OrderFacts
    own: Parcel
    every: Sequence[Parcel]
    kind: str

    def facts(self) -> FulfillmentFacts:
        row, told, others = self.own.row, self._together(), self._others()
        later = [other for other in others if self._is_delivered_later(other)]
        return FulfillmentFacts(
            id=str(row.pk),
            order=_shipped(self.order, self._sent_at()),
            status=row.status,
            lines=_contents(told),
            left=self._left(),
            on_way=sum(other.pieces for other in others if not self._has_arrived(other)),
            before=sum(other.row.pk < row.pk for other in others),
            after=sum(other.row.pk > row.pk for other in others),
            arrived=len(others) - len(later),
            later=len(later),
            trackings=_trackings(told),
            tracking_url=_tracking_url(told),
            delivered_at=_delivered_at(row),
            refunded=sum(each.pieces for each in self.every if each.row.status in _REFUNDED),
            at_collection_point=self._is_there(self.own),
            collect_until=_collect_until(row),
            taken_back=self._is_taken_back(self.own),
            told_with_another=self._is_told_with_another(told),
        )

    def _together(self) -> Sequence[Parcel]:
        """Return the parcels that this event tells of, of the same status and with contents."""
        ids = self._ids_together()
        return [
            each
            for each in self.every
            if each.row.pk in ids and each.row.status == self.own.row.status and each.contents
            if self._is_there(each) == self._is_there(self.own)
        ]

    def _ids_together(self) -> Collection[int]:
        if self.kind == FULFILLMENT_PACKING:
            return self.own.packed_with
        if self.kind == FULFILLMENT_SHIPPED:
            return self.own.sent_with
        if self.kind == FULFILLMENT_DELIVERED and not is_delivered(self.own.row):
            reported = {each.row.pk for each in self.every if is_delivered(each.row)}
            return self.own.sent_with - reported
        return {self.own.row.pk}

    def _others(self) -> Sequence[Parcel]:
        told = set(self._ids_together())
        sent = [each for each in self.every if each.is_sent and self._is_there(each)]
        return [each for each in sent if each.row.pk not in told]

    def _is_there(self, parcel: Parcel) -> bool:
        """Whether it is where the order is collected; true of all parcels of shipped orders."""
        where = self.order.collection
        return where is None or {where.id} == parcel.warehouses

    def _has_arrived(self, parcel: Parcel) -> bool:
        reported = FULFILLMENT_DELIVERED in parcel.reported
        return is_delivered(parcel.row) or (reported and not self._is_taken_back(parcel))

    def _is_taken_back(self, parcel: Parcel) -> bool:
        """Whether somebody reported the delivery, and it is no longer in the metadata.

        An assumed delivery was never there: it comes when the longest delivery time is over.
        """
        event = parcel.reported.get(FULFILLMENT_DELIVERED)
        if event is None or is_delivered(parcel.row):
            return False
        delivery, shipped = self.order.delivery, parcel.reported.get(FULFILLMENT_SHIPPED)
        if delivery is None or shipped is None:
            return True
        return event.at < shipped.at + timedelta(days=delivery.most)

    def _is_told_with_another(self, told: Sequence[Parcel]) -> bool:
        """Whether the event of another parcel was stored first: that one tells of all."""
        own = self.own.reported.get(self.kind)
        stored = [each.reported[self.kind].id for each in told if self.kind in each.reported]
        return own is not None and own.id > min(stored, default=own.id)

    def _is_delivered_later(self, other: Parcel) -> bool:
        """Whether `other` is not delivered yet, or was delivered after this one."""
        own, its = (each.reported.get(FULFILLMENT_DELIVERED) for each in (self.own, other))
        if its is None:
            return not self._has_arrived(other)
        return own is not None and (its.at, other.row.pk) > (own.at, self.own.row.pk)

    def _left(self) -> int:
        """Return the pieces of the order that are in no fulfillment, or in one that is not sent."""
        there = [each for each in self.every if not each.is_sent or self._is_there(each)]
        sent = sum(each.pieces for each in there if each.row.status not in _NOT_SENT)
        return max(sum(line.quantity for line in self.order.lines if line.ships) - sent, 0)

    def _sent_at(self) -> datetime:
        shipped = self.own.reported.get(FULFILLMENT_SHIPPED)
        at: datetime = shipped.at if shipped else self.own.row.created_at
        return at


def _contents(told: Sequence[Parcel]) -> tuple[Line, ...]:
    return tuple(parcels.merged(pair for each in told for pair in each.contents.items()).values())


def _shipped(order: OrderFacts, at: datetime) -> OrderFacts:
    """Count the delivery estimate from the shipment, not from the order."""
    return replace(order, delivery=order.delivery and replace(order.delivery, since=at))


def _trackings(told: Sequence[Parcel]) -> tuple[str, ...]:
    numbers: Mapping[str, None] = dict.fromkeys(each.row.tracking_number for each in told)
    return tuple(number for number in numbers if number and not is_web_page(number))


def _tracking_url(told: Sequence[Parcel]) -> str:
    """Return the carrier's page, if all parcels have one and the same."""
    pages = {_page(each.row) for each in told}
    return pages.pop() if len(pages) == 1 else ""


def _page(row: Fulfillment) -> str:
    """Return the carrier's page: from metadata, or the tracking number itself if it is a URL."""
    url = metadata(row).get(TRACKING_URL) or row.tracking_number
    return str(url) if is_web_page(str(url)) else ""


def _collect_until(row: Fulfillment) -> date | None:
    try:
        return date.fromisoformat(str(metadata(row).get(COLLECT_UNTIL) or "")[:10])
    except ValueError:
        return None


def _delivered_at(row: Fulfillment) -> datetime | None:
    """Return when a fulfillment was delivered; its creation if the metadata has no valid time."""
    return delivery_time(row) or (row.created_at if is_delivered(row) else None)
