"""How much of an order was paid back, over both of Saleor's ways to take money."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Max, Q, QuerySet, Sum
from saleor.payment import TransactionEventType, TransactionKind
from saleor.payment.models import Transaction, TransactionItem

from ..core.event import Event
from . import order_events


@dataclass(frozen=True, kw_only=True)
class Refunds:
    """All that was paid back of an order, and when the last of it was."""

    total: Decimal = Decimal(0)
    at: datetime | None = None

    def __add__(self, other: "Refunds") -> "Refunds":
        moments = [at for at in (self.at, other.at) if at]
        return Refunds(total=self.total + other.total, at=max(moments, default=None))


def of(order_ids: Collection[UUID], using: str | None = None) -> Mapping[UUID, Refunds]:
    """Refunds by order; orders without any are not in it. Three queries, however many."""
    found: dict[UUID, Refunds] = defaultdict(Refunds)
    for order_id, total, at in (
        *_of_payments(order_ids, using),
        *_of_transactions(order_ids, using),
        *_moments(order_ids, using),
    ):
        found[order_id] += Refunds(total=total or Decimal(0), at=at)
    return {order_id: refunds for order_id, refunds in found.items() if refunds.total > 0}


def event(order: Any, at: datetime) -> Event | None:
    """What an order's hook tells: it names no amount."""
    back = of([order.pk]).get(order.pk)
    return order_events.refunded(order, back.total, at) if back else None


_Rows = QuerySet[Any, tuple[UUID, Decimal | None, datetime | None]]


def _of_payments(order_ids: Collection[UUID], using: str | None) -> _Rows:
    rows = Transaction.objects.using(using).filter(
        payment__order_id__in=order_ids, kind=TransactionKind.REFUND, is_success=True
    )
    totals = rows.order_by().values("payment__order_id").annotate(Sum("amount"), Max("created_at"))
    return totals.values_list("payment__order_id", "amount__sum", "created_at__max")


def _of_transactions(order_ids: Collection[UUID], using: str | None) -> list[Any]:
    rows = TransactionItem.objects.using(using).filter(order_id__in=order_ids, refunded_value__gt=0)
    totals = rows.order_by().values("order_id").annotate(Sum("refunded_value"))
    return [
        (id, total, None) for id, total in totals.values_list("order_id", "refunded_value__sum")
    ]


def _moments(order_ids: Collection[UUID], using: str | None) -> list[Any]:
    refund = Q(events__type=TransactionEventType.REFUND_SUCCESS)
    rows = TransactionItem.objects.using(using).filter(refund, order_id__in=order_ids)
    last = rows.order_by().values("order_id").annotate(at=Max("events__created_at"))
    return [(id, None, at) for id, at in last.values_list("order_id", "at")]
