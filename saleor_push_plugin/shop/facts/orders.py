"""Orders as their shoppers see them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from saleor.order.models import Order, OrderLine

from ...core.event import ORDER_CANCELLED, ORDER_CONFIRMED, ORDER_CREATED, ORDER_REFUNDED, id_of
from ...core.facts.common import Delivery, Line, Money, OrderFacts
from .. import order_events, refunds
from .loading import loads_shared


@loads_shared(ORDER_CREATED, ORDER_CONFIRMED, ORDER_CANCELLED)
def load(ids: list[str]) -> dict[str, OrderFacts]:
    """Orders by id, in two queries however many."""
    rows = Order.objects.filter(pk__in=ids).select_related("channel", "shipping_method")
    lines = _lines(ids)
    return {str(row.pk): _order(row, tuple(lines.get(row.pk, ()))) for row in rows}


@loads_shared(ORDER_REFUNDED)
def load_refunded(subjects: list[str]) -> dict[str, OrderFacts]:
    """Orders by id and the amount paid back; told only while that is the amount."""
    ids = {subject: id_of(subject) for subject in subjects}
    found = with_refunds(load(sorted(set(ids.values()))))
    return {
        subject: replace(found[id], refunded=_if_still(subject, found[id]))
        for subject, id in ids.items()
        if id in found
    }


def with_refunds(found: Mapping[str, OrderFacts]) -> dict[str, OrderFacts]:
    """The same orders, with what was paid back of each."""
    paid = refunds.of([UUID(id) for id in found])
    return {
        id: replace(order, refunded=Money(amount=back.total, currency=order.total.currency))
        if (back := paid.get(UUID(id)))
        else order
        for id, order in found.items()
    }


def _if_still(subject: str, order: OrderFacts) -> Money | None:
    back = order.refunded
    return back if back and order_events.refund_subject(order.id, back.amount) == subject else None


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
        delivery=_delivery(row),
        lines=lines,
    )


def _shipping(row: Order) -> Money | None:
    """Nothing for an order that is not shipped, as for downloads and collection points."""
    if not row.shipping_method_name:
        return None
    return Money(amount=row.shipping_price_gross_amount, currency=row.currency)


def _delivery(row: Order) -> Delivery | None:
    method = row.shipping_method
    days = method and [method.minimum_delivery_days, method.maximum_delivery_days]
    known = [day for day in days or [] if day is not None]
    if not known:
        return None
    return Delivery(since=row.created_at, least=min(known), most=max(known))


def _lines(ids: list[str]) -> dict[UUID, list[Line]]:
    found: dict[UUID, list[Line]] = defaultdict(list)
    for line in OrderLine.objects.filter(order_id__in=ids).order_by("created_at", "pk"):
        found[line.order_id].append(_line(line))
    return found


def _line(line: OrderLine) -> Line:
    return Line(
        name=line.translated_product_name or line.product_name,
        quantity=line.quantity,
        total=Money(amount=line.total_price_gross_amount, currency=line.currency),
    )
