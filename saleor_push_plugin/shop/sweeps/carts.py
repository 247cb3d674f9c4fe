"""Carts nobody has touched for an hour, of shoppers who want to be reminded."""

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
from ..compat import replica

PAGE = 1000
# (checkout, its user, its last change)
_Row = tuple[UUID, int | None, datetime]


def left(since: datetime, until: datetime) -> list[Event]:
    """Carts left alone for ABANDONED_AFTER at some moment in [since, until).

    Any save moves `last_change`, so a cart may be found again; what it holds is in the key.
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
    wanted = _wanted(rows)
    held = _held([pk for pk, _, _ in wanted])
    return [
        Event(kind=CART_LEFT, subject=subject_of(str(pk), held[pk]), at=at)
        for pk, _, at in wanted
        if pk in held
    ]


def _wanted(rows: list[_Row]) -> list[_Row]:
    """Most carts belong to nobody who subscribed: two look-ups by index say which do."""
    reminded = [Topic.CART_REMINDERS]
    users = Subscription.objects.filter(
        user_id__in={user for _, user, _ in rows if user}, topics__contains=reminded
    )
    guests = GuestCheckout.objects.filter(
        checkout_id__in=[pk for pk, _, _ in rows], subscription__topics__contains=reminded
    )
    ids = {*users.values_list("user_id", flat=True), *guests.values_list("checkout_id", flat=True)}
    return [row for row in rows if row[0] in ids or row[1] in ids]


def _held(ids: Iterable[UUID]) -> dict[UUID, list[tuple[int, int]]]:
    found: dict[UUID, list[tuple[int, int]]] = defaultdict(list)
    lines = CheckoutLine.objects.using(replica()).filter(checkout_id__in=ids, is_gift=False)
    for pk, variant, quantity in lines.values_list("checkout_id", "variant_id", "quantity"):
        found[pk].append((variant, quantity))
    return dict(found)
