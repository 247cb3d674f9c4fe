"""Whom staff ask about, by an account, an order, a checkout or an e-mail; and what is theirs."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q
from saleor.account.models import User
from saleor.checkout.models import Checkout
from saleor.order.models import Fulfillment, Order

from ..core.subjects import Subjects
from ..models import in_array

# So many of somebody's newest orders and checkouts are looked at.
NEWEST = 50


def exists(user_id: int) -> bool:
    return User.objects.filter(pk=user_id).exists()


def switched_off(users: Collection[int]) -> set[int]:
    """Those of these accounts that staff have deactivated."""
    rows = User.objects.filter(pk__in=in_array(users), is_active=False)
    return set(rows.values_list("pk", flat=True))


def of_user(user_id: int) -> Subjects:
    return _with(Q(user_id=user_id), user_id)


def of_email(email: str) -> Subjects:
    """An account with that address, and all that was ordered with it, also without login."""
    users = User.objects.filter(email=email.lower()).values_list("pk", flat=True)
    orders = Q(user_email__in={email, email.lower()})
    user_id = users.first()
    return _with(orders if user_id is None else orders | Q(user_id=user_id), user_id)


def of_checkout(checkout_id: UUID) -> Subjects:
    """A checkout, open or not, and the order it became."""
    known = _with(Q(checkout_token=str(checkout_id)), None)
    return known if known.orders else Subjects(checkouts=(str(checkout_id),))


def of_order(order_id: UUID) -> Subjects:
    return _with(Q(pk=order_id), None)


def _with(which: Q, user_id: int | None) -> Subjects:
    orders = list(Order.objects.filter(which).order_by("-created_at")[:NEWEST])
    parcels = Fulfillment.objects.filter(order__in=orders).order_by("-pk")
    tokens = [order.checkout_token for order in orders if order.checkout_token]
    return Subjects(
        user_id=user_id,
        orders=tuple(str(order.pk) for order in orders),
        fulfillments=tuple(str(pk) for pk in parcels.values_list("pk", flat=True)[: 2 * NEWEST]),
        checkouts=(*tokens, *_checkouts(user_id)),
    )


def _checkouts(user_id: int | None) -> list[str]:
    if user_id is None:
        return []
    rows = Checkout.objects.filter(user_id=user_id).order_by("-last_change")
    return [str(pk) for pk in rows.values_list("pk", flat=True)[:NEWEST]]
