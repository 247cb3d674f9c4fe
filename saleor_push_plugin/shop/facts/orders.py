"""Load orders as their shoppers see them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from saleor.giftcard import GiftCardEvents
from saleor.giftcard.models import GiftCardEvent
from saleor.order.models import Order, OrderLine

from ...core.event import ORDER_CANCELLED, ORDER_CONFIRMED, ORDER_CREATED, ORDER_REFUNDED, id_of
from ...core.facts.common import Collection, Delivery, Line, Money, OrderFacts
from .. import order_events, refunds
from .registry import loads_shared


@loads_shared(ORDER_CREATED, ORDER_CONFIRMED, ORDER_CANCELLED)
def load(ids: list[str]) -> dict[str, OrderFacts]:
    """Return orders by id, in two queries; one more if their lines cost more than their total."""
    rows = Order.objects.filter(pk__in=ids).select_related(
        "channel", "shipping_method", "collection_point__address"
    )
    lines = _lines(ids)
    return _with_gift_cards(
        {str(row.pk): _order(row, tuple(lines.get(row.pk, ()))) for row in rows}
    )


@loads_shared(ORDER_REFUNDED)
def load_refunded(subjects: list[str]) -> dict[str, OrderFacts]:
    """Return orders by subject of a refund.

    `refunded` is empty if the sum of refunds has changed since: a later event reports the new one.
    """
    ids = {subject: id_of(subject) for subject in subjects}
    by_id = _with_last_refunds(with_refunds(load(sorted(set(ids.values())))))
    return {
        subject: replace(by_id[id], refunded=_if_current(subject, by_id[id]))
        for subject, id in ids.items()
        if id in by_id
    }


def with_refunds(orders: Mapping[str, OrderFacts]) -> dict[str, OrderFacts]:
    """Return the orders with the sum of their refunds."""
    by_order = refunds.load([UUID(id) for id in orders])
    return {
        id: replace(order, refunded=_money(refund.total, order))
        if (refund := by_order.get(UUID(id)))
        else order
        for id, order in orders.items()
    }


def _with_last_refunds(orders: Mapping[str, OrderFacts]) -> dict[str, OrderFacts]:
    """Return the orders with their last refund, where the shop's list of them has the same sum."""
    by_order = refunds.each([UUID(id) for id in orders])
    return {
        id: replace(order, refund=_money(amounts[-1], order))
        if order.refunded
        and (amounts := by_order.get(UUID(id)))
        and sum(amounts) == order.refunded.amount
        else order
        for id, order in orders.items()
    }


def _money(amount: Decimal, order: OrderFacts) -> Money:
    return Money(amount=amount, currency=order.total.currency)


def _with_gift_cards(orders: Mapping[str, OrderFacts]) -> dict[str, OrderFacts]:
    """Return the orders with what gift cards paid, where all parts then add up to the total."""
    rest = {id: left for id, order in orders.items() if (left := _unpaid(order)) > 0}
    paid = _paid_by_gift_cards(rest) if rest else {}
    return {
        id: replace(order, gift_cards=_money(rest[id], order))
        if id in rest and paid.get(id) == rest[id]
        else order
        for id, order in orders.items()
    }


def _unpaid(order: OrderFacts) -> Decimal:
    """Return by how much goods and shipping are more than the total."""
    shipping = order.shipping.amount if order.shipping else Decimal(0)
    return order.goods.amount + shipping - order.total.amount


def _paid_by_gift_cards(ids: Iterable[str]) -> Mapping[str, Decimal]:
    used = GiftCardEvent.objects.filter(order_id__in=list(ids), type=GiftCardEvents.USED_IN_ORDER)
    paid: dict[str, Decimal] = defaultdict(Decimal)
    for order_id, parameters in used.values_list("order_id", "parameters"):
        balance = parameters["balance"]
        before, after = balance["old_current_balance"], balance["current_balance"]
        paid[str(order_id)] += Decimal(str(before)) - Decimal(str(after))
    return paid


def _if_current(subject: str, order: OrderFacts) -> Money | None:
    refund = order.refunded
    if refund is None or order_events.refund_subject(order.id, refund.amount) != subject:
        return None
    return refund


def _order(row: Order, lines: tuple[Line, ...]) -> OrderFacts:
    return OrderFacts(
        id=str(row.pk),
        number=str(row.number),
        channel=row.channel.slug,
        created_at=row.created_at,
        status=row.status,
        origin=row.origin,
        language=row.language_code,
        user_id=row.user_id,
        checkout_id=row.checkout_token,
        total=Money(amount=row.total_gross_amount, currency=row.currency),
        shipping=_shipping(row),
        collection=_collection(row),
        delivery=_delivery(row),
        lines=lines,
    )


def _shipping(row: Order) -> Money | None:
    """Return the shipping price; None for an order that is not shipped (downloads, collection)."""
    if not row.shipping_method_name:
        return None
    return Money(amount=row.shipping_price_gross_amount, currency=row.currency)


def _collection(row: Order) -> Collection | None:
    if not row.collection_point_name:
        return None
    place = row.collection_point
    address = place and place.address
    parts = [address.street_address_1, address.city] if address else []
    return Collection(
        id=str(place.pk) if place else "",
        place=row.collection_point_name,
        address=", ".join(part for part in parts if part),
    )


def _delivery(row: Order) -> Delivery | None:
    method = row.shipping_method
    limits = method and [method.minimum_delivery_days, method.maximum_delivery_days]
    days = [limit for limit in limits or [] if limit is not None]
    if not days:
        return None
    return Delivery(since=row.created_at, least=min(days), most=max(days))


def _lines(ids: list[str]) -> dict[UUID, list[Line]]:
    by_order: dict[UUID, list[Line]] = defaultdict(list)
    for line in OrderLine.objects.filter(order_id__in=ids).order_by("created_at", "pk"):
        by_order[line.order_id].append(_line(line))
    return by_order


def _line(line: OrderLine) -> Line:
    return Line(
        name=line.translated_product_name or line.product_name,
        quantity=line.quantity,
        total=Money(amount=line.total_price_gross_amount, currency=line.currency),
        ships=line.is_shipping_required,
    )
