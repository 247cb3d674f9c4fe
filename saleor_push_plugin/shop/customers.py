"""Find the account, orders, fulfillments and checkouts of a customer, for the delivery log."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q
from saleor.account.models import User
from saleor.checkout.models import Checkout
from saleor.order.models import Fulfillment, Order

from ..core.subjects import Subjects
from ..models import in_array

# How many of a customer's newest orders and checkouts are read.
NEWEST = 50


def exists(user_id: int) -> bool:
    return User.objects.filter(pk=user_id).exists()


def switched_off(users: Collection[int]) -> set[int]:
    """Return those of these user ids whose accounts staff deactivated."""
    rows = User.objects.filter(pk__in=in_array(users), is_active=False)
    return set(rows.values_list("pk", flat=True))


def of_user(user_id: int) -> Subjects:
    """Return the newest orders, fulfillments and checkouts of an account."""
    return _with(Q(user_id=user_id), user_id)


def of_email(email: str) -> Subjects:
    """Return what belongs to the account with this e-mail, and to guest orders placed with it."""
    users = User.objects.filter(email=email.lower()).values_list("pk", flat=True)
    ordered = Q(user_email__in={email, email.lower()})
    user_id = users.first()
    return _with(ordered if user_id is None else ordered | Q(user_id=user_id), user_id)


def of_checkout(checkout_id: UUID) -> Subjects:
    """Return the order made from a checkout; the checkout's own id if there is none."""
    subjects = _with(Q(checkout_token=str(checkout_id)), None)
    return subjects if subjects.orders else Subjects(checkouts=(str(checkout_id),))


def of_order(order_id: UUID) -> Subjects:
    """Return an order, its fulfillments and its checkout."""
    return _with(Q(pk=order_id), None)


def _with(condition: Q, user_id: int | None) -> Subjects:
    orders = list(Order.objects.filter(condition).order_by("-created_at")[:NEWEST])
    fulfillments = Fulfillment.objects.filter(order__in=orders).order_by("-pk")
    tokens = [order.checkout_token for order in orders if order.checkout_token]
    return Subjects(
        user_id=user_id,
        orders=tuple(str(order.pk) for order in orders),
        fulfillments=tuple(
            str(pk) for pk in fulfillments.values_list("pk", flat=True)[: 2 * NEWEST]
        ),
        checkouts=(*tokens, *_checkouts(user_id)),
    )


def _checkouts(user_id: int | None) -> list[str]:
    if user_id is None:
        return []
    rows = Checkout.objects.filter(user_id=user_id).order_by("-last_change")
    return [str(pk) for pk in rows.values_list("pk", flat=True)[:NEWEST]]
