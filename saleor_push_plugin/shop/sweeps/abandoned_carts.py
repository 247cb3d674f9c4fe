"""Find abandoned carts of shoppers who agreed to cart reminders."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from uuid import UUID

from saleor.checkout.models import Checkout, CheckoutLine

from ...core.event import CART_LEFT, Event
from ...core.facts.carts import ABANDONED_AFTER, subject_of
from ...core.scenario import Topic
from ...models import GuestCheckout, Subscription
from ..connections import replica

PAGE = 1000
# (checkout id, user id, last change)
_Row = tuple[UUID, int | None, datetime]


def abandoned(since: datetime, until: datetime) -> list[Event]:
    """Return an event for each cart last changed ABANDONED_AFTER before [since, until).

    Saleor moves `last_change` at every save, so a cart may be found again. The event's key contains
    a digest of the cart's lines: an unchanged cart makes the same event.
    """
    rows = Checkout.objects.using(replica()).filter(
        last_change__gte=since - ABANDONED_AFTER, last_change__lt=until - ABANDONED_AFTER
    )
    values = rows.order_by("last_change").values_list("pk", "user_id", "last_change")
    return [event for page in _pages(values.iterator(PAGE)) for event in _events(page)]


def _pages(rows: Iterator[_Row]) -> Iterator[list[_Row]]:
    while page := list(islice(rows, PAGE)):
        yield page


def _events(rows: list[_Row]) -> list[Event]:
    subscribed = _of_subscribers(rows)
    lines = _lines([pk for pk, _, _ in subscribed])
    return [
        Event(kind=CART_LEFT, subject=subject_of(str(pk), lines[pk]), at=at)
        for pk, _, at in subscribed
        if pk in lines
    ]


def _of_subscribers(rows: list[_Row]) -> list[_Row]:
    """Keep the carts of customers and guests who have a subscription with CART_REMINDERS.

    Two index lookups come before the lines are read, because few carts belong to subscribers.
    """
    topics = [Topic.CART_REMINDERS]
    users = Subscription.objects.filter(
        user_id__in={user for _, user, _ in rows if user}, topics__contains=topics
    )
    guests = GuestCheckout.objects.filter(
        checkout_id__in=[pk for pk, _, _ in rows], subscription__topics__contains=topics
    )
    ids = {*users.values_list("user_id", flat=True), *guests.values_list("checkout_id", flat=True)}
    # A customer's cart is told to their own browsers only.
    return [row for row in rows if (row[1] or row[0]) in ids]


def _lines(ids: Iterable[UUID]) -> dict[UUID, list[tuple[int, int]]]:
    """Return (variant id, quantity) of the lines of each checkout, without gifts of promotions."""
    by_checkout: dict[UUID, list[tuple[int, int]]] = defaultdict(list)
    rows = CheckoutLine.objects.using(replica()).filter(checkout_id__in=ids, is_gift=False)
    for pk, variant, quantity in rows.values_list("checkout_id", "variant_id", "quantity"):
        by_checkout[pk].append((variant, quantity))
    return dict(by_checkout)
