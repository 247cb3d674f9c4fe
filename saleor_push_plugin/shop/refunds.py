"""Sum the refunds of orders, over both of Saleor's payment systems: payments and transactions."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db.models import Max, Q, QuerySet, Sum
from saleor.payment import TransactionEventType, TransactionKind
from saleor.payment.models import Transaction, TransactionEvent, TransactionItem

from ..core.event import Event
from . import order_events


@dataclass(frozen=True, kw_only=True)
class Refunds:
    """The sum of an order's refunds, and the time of the last one."""

    total: Decimal = Decimal(0)
    at: datetime | None = None

    def __add__(self, other: "Refunds") -> "Refunds":
        times = [at for at in (self.at, other.at) if at]
        return Refunds(total=self.total + other.total, at=max(times, default=None))


def load(order_ids: Collection[UUID], using: str | None = None) -> Mapping[UUID, Refunds]:
    """Return refunds by order id, in three queries; orders without refunds are left out.

    `using`: the alias of the database.
    """
    by_order: dict[UUID, Refunds] = defaultdict(Refunds)
    for order_id, total, at in (
        *_of_payments(order_ids, using),
        *_of_transactions(order_ids, using),
        *_transaction_times(order_ids, using),
    ):
        by_order[order_id] += Refunds(total=total or Decimal(0), at=at)
    return {order_id: refunds for order_id, refunds in by_order.items() if refunds.total > 0}


def each(order_ids: Collection[UUID]) -> Mapping[UUID, list[Decimal]]:
    """Return the amounts of an order's refunds by order id, oldest first, in two queries."""
    payments = Transaction.objects.filter(
        payment__order_id__in=order_ids, kind=TransactionKind.REFUND, is_success=True
    ).values_list("payment__order_id", "created_at", "pk", "amount")
    transactions = TransactionEvent.objects.filter(
        transaction__order_id__in=order_ids, type=TransactionEventType.REFUND_SUCCESS
    ).values_list("transaction__order_id", "created_at", "pk", "amount_value")
    amounts: dict[UUID, list[Decimal]] = defaultdict(list)
    for order_id, _, _, amount in sorted([*payments, *transactions], key=itemgetter(1, 2)):
        amounts[order_id].append(amount)
    return amounts


def event(order: Any, at: datetime) -> Event | None:
    """Make the event of a refund that a hook reports; the hook has no amount, so it is summed."""
    refund = load([order.pk]).get(order.pk)
    return order_events.refunded(order, refund.total, at) if refund else None


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


def _transaction_times(order_ids: Collection[UUID], using: str | None) -> list[Any]:
    refund = Q(events__type=TransactionEventType.REFUND_SUCCESS)
    rows = TransactionItem.objects.using(using).filter(refund, order_id__in=order_ids)
    last = rows.order_by().values("order_id").annotate(at=Max("events__created_at"))
    return [(id, None, at) for id, at in last.values_list("order_id", "at")]
