"""Find checkouts with any sign of money: paid, reserved, or asked of a bank a short time ago.

Saleor has two ways to take money. Transactions (`TransactionItem`) carry amounts and a log of
events; a payment (`Payment`) carries a status. A checkout that is paid for becomes an order only
when the storefront or an app completes it, which may be later or never.
"""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Now
from saleor.checkout.models import Checkout
from saleor.payment.models import Payment, Transaction, TransactionEvent, TransactionItem

# An attempt that no bank answered counts for so long. After that its shopper has given up.
UNANSWERED_FOR = timedelta(days=1)
# Values of saleor.payment.ChargeStatus. What is settled took no money, or has given it back.
_NOT_CHARGED = "not-charged"
_SETTLED = {"refused", "cancelled", "fully-refunded"}
_AUTHORIZED = "auth"  # saleor.payment.TransactionKind.AUTH
_NONE = "none"  # of CheckoutChargeStatus and CheckoutAuthorizeStatus
# Types of saleor.payment.TransactionEventType after which an answer is still to come.
_OPEN_EVENTS = {
    "info",
    *("authorization_request", "authorization_action_required"),
    *("charge_request", "charge_action_required"),
}


def with_money(checkouts: Collection[UUID], *, using: str | None = None) -> set[UUID]:
    """Return those of these checkouts that have a sign of money, in three queries."""
    if not checkouts:
        return set()
    found = Checkout.objects.using(using).filter(_paid_by_status(), pk__in=checkouts).order_by()
    return {
        *found.values_list("pk", flat=True),
        *_of_transactions(using, checkouts),
        *_of_payments(using, checkouts),
    }


def tried_to_pay(checkouts: Collection[UUID], *, using: str | None = None) -> set[UUID]:
    """Return those that somebody tried to pay for, however that ended; two queries."""
    tried: set[UUID] = set()
    for model in (TransactionItem, Payment) if checkouts else ():
        rows = model.objects.using(using).filter(checkout_id__in=checkouts).order_by()
        tried.update(rows.values_list("checkout_id", flat=True))
    return tried


def _paid_by_status() -> Q:
    """Return the condition on the checkout. Saleor calls a cart that costs nothing paid."""
    return ~Q(charge_status=_NONE, authorize_status=_NONE) & ~Q(total_gross_amount=0)


def _of_transactions(using: str | None, checkouts: Collection[UUID]) -> set[UUID]:
    events = TransactionEvent.objects.filter(transaction_id=OuterRef("pk"))
    last = events.order_by("-created_at", "-pk").values("type")[:1]
    waits = Q(last_event=None) | Q(last_event__in=_OPEN_EVENTS)
    money = waits & Q(modified_at__gt=Now() - UNANSWERED_FOR)
    for amount in ("charged", "authorized", "charge_pending", "authorize_pending"):
        money |= Q(**{f"{amount}_value__gt": 0})
    rows = TransactionItem.objects.using(using).filter(checkout_id__in=checkouts)
    rows = rows.annotate(last_event=Subquery(last)).filter(money).order_by()
    return set(rows.values_list("checkout_id", flat=True))


def _of_payments(using: str | None, checkouts: Collection[UUID]) -> set[UUID]:
    reserved = Transaction.objects.filter(
        payment_id=OuterRef("pk"), kind=_AUTHORIZED, is_success=True
    )
    money = ~Q(charge_status=_NOT_CHARGED) | Q(Exists(reserved))
    money |= Q(modified_at__gt=Now() - UNANSWERED_FOR)
    rows = Payment.objects.using(using).filter(checkout_id__in=checkouts, is_active=True)
    rows = rows.exclude(charge_status__in=_SETTLED).filter(money).order_by()
    return set(rows.values_list("checkout_id", flat=True))
