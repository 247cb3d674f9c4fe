"""Load the fulfillments of orders as parcels: what is in them, who made them, how far they are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from saleor.order import FulfillmentStatus, OrderEvents
from saleor.order.models import Fulfillment, FulfillmentLine, OrderEvent

from ...core.event import FULFILLMENT_DELIVERED, FULFILLMENT_PACKING, FULFILLMENT_SHIPPED, key_of
from ...core.facts.common import Line, Money
from ...models import Event, in_array

KINDS = (FULFILLMENT_PACKING, FULFILLMENT_SHIPPED, FULFILLMENT_DELIVERED)
# The entries of Saleor's log that name the lines of an action of staff, and where they name them.
_ACTIONS: Mapping[str, str] = {
    OrderEvents.FULFILLMENT_AWAITS_APPROVAL: "awaiting_fulfillments",
    OrderEvents.FULFILLMENT_FULFILLED_ITEMS: "fulfilled_items",
}


@dataclass(frozen=True, kw_only=True)
class Reported:
    """An event that was stored: its id, which tells which was stored first, and its time."""

    id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """A fulfillment. `contents` is what in it ships, by the id of the order's line.

    `packed_with` and `sent_with` are the ids of the fulfillments that the same action of staff
    packed or sent, its own included. `reported` are its events by kind. `warehouses` are the ids of
    those that its pieces come from, as far as the shop knows.
    """

    row: Fulfillment
    warehouses: frozenset[str]
    contents: Mapping[UUID, Line]
    packed_with: frozenset[int]
    sent_with: frozenset[int]
    reported: Mapping[str, Reported]

    @property
    def pieces(self) -> int:
        return sum(line.quantity for line in self.contents.values())

    @property
    def is_sent(self) -> bool:
        """Whether it was sent, and not called back, and something in it ships."""
        return bool(self.contents) and self.row.status == FulfillmentStatus.FULFILLED


def of_orders_with(ids: Collection[str]) -> Mapping[UUID, Sequence[Parcel]]:
    """Return the parcels of all orders that have these fulfillments, by order id; three queries.

    A fulfillment without lines is none: Saleor makes such entries for refunds.
    """
    asked = Fulfillment.objects.filter(pk__in=ids).order_by().values("order_id")
    rows = FulfillmentLine.objects.filter(fulfillment__order_id__in=asked)
    lines = list(rows.select_related("fulfillment", "order_line", "stock").order_by("pk"))
    if not lines:
        return {}
    fulfillments = {line.fulfillment_id: line.fulfillment for line in lines}
    actions = _actions(lines)
    reported = _reported(fulfillments)
    by_order: dict[UUID, list[Parcel]] = defaultdict(list)
    for id, row in sorted(fulfillments.items()):
        own = [line for line in lines if line.fulfillment_id == id]
        packed, sent = (_made_with(id, actions[kind]) for kind in _ACTIONS)
        parcel = Parcel(
            row=row,
            warehouses=frozenset(str(each.stock.warehouse_id) for each in own if each.stock),
            contents=merged((line.order_line_id, _line(line)) for line in own if _ships(line)),
            packed_with=packed,
            sent_with=sent,
            reported=reported.get(id, {}),
        )
        by_order[row.order_id].append(parcel)
    return by_order


def _actions(lines: Sequence[FulfillmentLine]) -> Mapping[str, Sequence[frozenset[int]]]:
    """Return the ids of the fulfillments that each action of staff made, by type of log entry."""
    of_line = {line.pk: line.fulfillment_id for line in lines}
    orders = {line.fulfillment.order_id for line in lines}
    entries = OrderEvent.objects.filter(order_id__in=orders, type__in=_ACTIONS).order_by("pk")
    actions: dict[str, list[frozenset[int]]] = {kind: [] for kind in _ACTIONS}
    for kind, parameters in entries.values_list("type", "parameters"):
        named = (parameters or {}).get(_ACTIONS[kind]) or ()
        actions[kind].append(frozenset(of_line[pk] for pk in named if pk in of_line))
    return actions


def _made_with(id: int, actions: Sequence[frozenset[int]]) -> frozenset[int]:
    """Return those of the last action that made it; itself if the log names none."""
    return next((made for made in reversed(actions) if id in made), frozenset({id}))


def _reported(ids: Iterable[int]) -> Mapping[int, Mapping[str, Reported]]:
    """Return the stored events of fulfillments by id and kind, with or without pushes."""
    keys = {key_of(kind, str(id)): (id, kind) for id in ids for kind in KINDS}
    rows = Event.objects.filter(key__in=in_array(keys)).values_list("key", "id", "at")
    by_id: dict[int, dict[str, Reported]] = defaultdict(dict)
    for key, event_id, at in rows:
        id, kind = keys[key]
        by_id[id][kind] = Reported(id=event_id, at=at)
    return by_id


def merged(lines: Iterable[tuple[UUID, Line]]) -> dict[UUID, Line]:
    """Return one line for each of the order's lines, although it comes from two warehouses."""
    by_id: dict[UUID, Line] = {}
    for id, line in lines:
        by_id[id] = _added(by_id[id], line) if id in by_id else line
    return by_id


def _added(one: Line, other: Line) -> Line:
    total = replace(one.total, amount=one.total.amount + other.total.amount)
    return replace(one, quantity=one.quantity + other.quantity, total=total)


def _ships(row: FulfillmentLine) -> bool:
    return bool(row.order_line.is_shipping_required)


def _line(row: FulfillmentLine) -> Line:
    ordered = row.order_line
    price = Money(amount=ordered.unit_price_gross_amount * row.quantity, currency=ordered.currency)
    name = ordered.translated_product_name or ordered.product_name
    return Line(name=name, quantity=row.quantity, total=price)
