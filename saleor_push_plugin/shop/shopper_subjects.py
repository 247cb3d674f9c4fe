"""Find what belongs to a shopper in Saleor: the newest orders, fulfillments and checkouts."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db.models import Q
from saleor.checkout.models import Checkout
from saleor.order.models import Fulfillment, Order

from ..core.shopper_subjects import ShopperSubjects
from .accounts import account_of
from .email_addresses import same_address

# How many of a customer's newest orders and checkouts are read.
NEWEST = 50


def of_user(user_id: int) -> ShopperSubjects:
    """Return the newest orders, fulfillments and checkouts of an account."""
    return _with(Q(user_id=user_id), user_id)


def of_email(email: str) -> ShopperSubjects:
    """Return what belongs to the account with this e-mail, and to guest orders placed with it."""
    ordered = same_address("user_email", [email])
    user_id = account_of(email)
    return _with(ordered if user_id is None else ordered | Q(user_id=user_id), user_id)


def of_checkout(checkout_id: UUID) -> ShopperSubjects:
    """Return the order made from a checkout; the checkout's own id if there is none."""
    subjects = _with(Q(checkout_token=str(checkout_id)), None)
    return subjects if subjects.orders else ShopperSubjects(checkouts=(str(checkout_id),))


def of_order(order_id: UUID) -> ShopperSubjects:
    """Return an order, its fulfillments and its checkout."""
    return _with(Q(pk=order_id), None)


def _with(condition: Q, user_id: int | None) -> ShopperSubjects:
    orders = list(Order.objects.filter(condition).order_by("-created_at")[:NEWEST])
    fulfillments = Fulfillment.objects.filter(order__in=orders).order_by("-pk")
    tokens = [order.checkout_token for order in orders if order.checkout_token]
    return ShopperSubjects(
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


def of_deleted(user_id: int, email: str, told: ShopperSubjects) -> Iterator[ShopperSubjects]:
    """Yield all that belonged to a deleted account, some orders at a time.

    Saleor has taken the account off its orders by then. They are found by the account's e-mail, and
    by what the account was told of.
    """
    ids = {
        pk
        for condition in _conditions(user_id, email, told)
        for pk in Order.objects.filter(condition).order_by().values_list("pk", flat=True)
    }
    for page in _pages(list(ids)):
        orders = Order.objects.filter(pk__in=page)
        fulfillments = Fulfillment.objects.filter(order_id__in=page).values_list("pk", flat=True)
        yield ShopperSubjects(
            orders=tuple(map(str, page)),
            fulfillments=tuple(map(str, fulfillments)),
            checkouts=tuple(filter(None, orders.values_list("checkout_token", flat=True))),
        )
    for carts in _pages(told.checkouts):
        yield ShopperSubjects(checkouts=tuple(carts))


def _pages(ids: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (ids[start : start + NEWEST] for start in range(0, len(ids), NEWEST))


def _conditions(user_id: int, email: str, told: ShopperSubjects) -> Iterator[Q]:
    """Yield conditions of orders, one for each index that finds them."""
    yield Q(user_id=user_id)
    if email:
        yield same_address("user_email", [email])
    yield Q(pk__in=list(uuids(told.orders)))
    yield Q(fulfillments__pk__in=told.fulfillments)
    yield Q(checkout_token__in=told.checkouts)


def uuids(texts: Iterable[str]) -> Iterator[UUID]:
    """Yield those of the texts that are UUIDs."""
    for text in texts:
        with suppress(ValueError):
            yield UUID(text)
