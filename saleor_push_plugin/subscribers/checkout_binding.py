"""Binds a browser to a guest's checkout, so that news of its order finds the browser.

Whoever knows the id of an open guest checkout can read it in Saleor, so that id is enough to bind.
After the order was placed the id opens nothing any more: for half an hour, on the page that thanks
for the order, a few browsers may still be bound; they get the order's news without what opens the
order (core.audience.Access). A customer's checkout is bound by nobody: their browsers are found by
the account.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from ..models import GuestCheckout, Subscription
from ..shop import checkout_owners

# How long after the order was placed, and how many browsers of a checkout at most by then.
LATE, MOST_LATE = timedelta(minutes=30), 3


class CheckoutRefusedError(Exception):
    """The checkout cannot be bound. Nobody is told why, because the reason would tell of it."""


def bind(subscription: Subscription, checkout_id: UUID, now: datetime) -> None:
    """Bind a browser to a checkout, in a transaction. Raises CheckoutRefusedError.

    `subscription.user_id` is the customer who is logged in there. Binding again changes nothing,
    also after somebody logged in and took the checkout over.
    """
    if subscription.checkouts.filter(checkout_id=checkout_id).exists():
        return
    state = lock_bindable(checkout_id, subscription.user_id, now)
    if state.user_id is None:
        row = {"bound_at": now, "while_open": state.placed_at is None}
        subscription.checkouts.get_or_create(checkout_id=checkout_id, defaults=row)


def lock_bindable(
    checkout_id: UUID, user_id: int | None, now: datetime
) -> checkout_owners.CheckoutState:
    """A checkout that a browser of this customer may be bound to, locked.

    Raises CheckoutRefusedError.
    """
    _lock(checkout_id)
    state = checkout_owners.find(checkout_id)
    if state is None or not _may_bind(state, user_id, checkout_id, now):
        raise CheckoutRefusedError
    return state


def _may_bind(
    state: checkout_owners.CheckoutState, user_id: int | None, checkout_id: UUID, now: datetime
) -> bool:
    if state.user_id is not None:
        return state.user_id == user_id
    if state.placed_at is None:
        return True
    bound = GuestCheckout.objects.filter(checkout_id=checkout_id).count()
    return now - state.placed_at <= LATE and bound < MOST_LATE


def _lock(checkout_id: UUID) -> None:
    """Let nobody else bind this checkout until the transaction ends, so that they are counted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(checkout_id)])
