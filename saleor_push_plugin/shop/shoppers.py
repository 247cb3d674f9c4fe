"""Whom staff ask about, by an account, an order, a checkout or an e-mail; and what is theirs."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q
from saleor.account.models import User
from saleor.checkout.models import Checkout
from saleor.order.models import Fulfillment, Order

from ..core.subjects import Subjects

# So many of somebody's newest orders and checkouts are looked at.
NEWEST = 50


Channels = Collection[str] | None


def of_user(user_id: int, channels: Channels = None) -> Subjects:
    """What is theirs in these channels; None, here and below: in any."""
    return _with(Q(user_id=user_id), user_id, channels)


def of_email(email: str, channels: Channels = None) -> Subjects:
    """An account with that address, and all that was ordered with it, also without login."""
    users = User.objects.filter(email=email.lower()).values_list("pk", flat=True)
    orders = Q(user_email__in={email, email.lower()})
    user_id = users.first()
    return _with(orders if user_id is None else orders | Q(user_id=user_id), user_id, channels)


def of_checkout(checkout_id: UUID, channels: Channels = None) -> Subjects:
    """A checkout, open or not, and the order it became."""
    known = _with(Q(checkout_token=str(checkout_id)), None, channels)
    # One that is gone from the shop may still have been talked about.
    elsewhere = Checkout.objects.filter(~_where(channels), pk=checkout_id).exists()
    return known if known.orders or elsewhere else Subjects(checkouts=(str(checkout_id),))


def of_order(order_id: UUID, channels: Channels = None) -> Subjects:
    return _with(Q(pk=order_id), None, channels)


def _with(which: Q, user_id: int | None, channels: Channels) -> Subjects:
    orders = list(Order.objects.filter(_where(channels), which).order_by("-created_at")[:NEWEST])
    parcels = Fulfillment.objects.filter(order__in=orders).order_by("-pk")
    tokens = [order.checkout_token for order in orders if order.checkout_token]
    return Subjects(
        user_id=user_id,
        orders=tuple(str(order.pk) for order in orders),
        parcels=tuple(str(pk) for pk in parcels.values_list("pk", flat=True)[: 2 * NEWEST]),
        checkouts=(*tokens, *_checkouts(user_id, channels)),
    )


def _checkouts(user_id: int | None, channels: Channels) -> list[str]:
    if user_id is None:
        return []
    rows = Checkout.objects.filter(_where(channels), user_id=user_id).order_by("-last_change")
    return [str(pk) for pk in rows.values_list("pk", flat=True)[:NEWEST]]


def _where(channels: Channels) -> Q:
    return Q(pk__isnull=False) if channels is None else Q(channel__slug__in=channels)
