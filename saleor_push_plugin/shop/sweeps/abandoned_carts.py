"""Find abandoned carts of shoppers who agreed to cart reminders."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from django.db.models import Q
from saleor.checkout.models import Checkout, CheckoutLine

from ...core.event import CART_LEFT, Event
from ...core.facts.carts import ABANDONED_AFTER, subject_of
from ...core.scenario import Topic
from ...models import GuestCheckout, Subscription
from ..checkout_payments import tried_to_pay, with_money
from ..connections import replica

PAGE = 1000
# A cart with money on it is not reported. One that somebody tried to pay for is looked at again
# after these times: by then the payment failed, or Saleor gave the money back (after 6 hours).
AGAIN_AFTER = (timedelta(hours=8), timedelta(hours=24), timedelta(hours=72))
# (checkout id, user id, last change)
_Row = tuple[UUID, int | None, datetime]
# (variant id, quantity) of each line.
_Contents = list[tuple[int, int]]


def abandoned(since: datetime, until: datetime) -> list[Event]:
    """Return an event for each cart last changed ABANDONED_AFTER before [since, until).

    Saleor moves `last_change` at every save, so a cart may be found again. The event's key contains
    a digest of the cart's lines: an unchanged cart makes the same event.
    """
    changed = Q()
    for age in (ABANDONED_AFTER, *AGAIN_AFTER):
        changed |= Q(last_change__gte=since - age, last_change__lt=until - age)
    rows = Checkout.objects.using(replica()).filter(changed).order_by("last_change")
    values = rows.values_list("pk", "user_id", "last_change")
    found = (each for page in _pages(values.iterator(PAGE)) for each in _left(page, since))
    return [_event(pk, lines, at, until) for pk, lines, at in found]


def _event(pk: UUID, lines: _Contents, at: datetime, until: datetime) -> Event:
    """Return the event; one that is looked at again counts as left just now."""
    age = next(age for age in reversed((ABANDONED_AFTER, *AGAIN_AFTER)) if at < until - age)
    return Event(kind=CART_LEFT, subject=subject_of(str(pk), lines), at=at + age - ABANDONED_AFTER)


def _pages(rows: Iterator[_Row]) -> Iterator[list[_Row]]:
    while page := list(islice(rows, PAGE)):
        yield page


def _left(rows: list[_Row], since: datetime) -> Iterator[tuple[UUID, _Contents, datetime]]:
    """Yield id, contents and last change of subscribers' carts without money on them.

    Of carts that were reported before only those that somebody tried to pay for.
    """
    subscribed = _of_subscribers(rows)
    lines = _lines([pk for pk, _, _ in subscribed])
    older = {pk for pk, _, at in subscribed if at < since - ABANDONED_AFTER}
    left_out = with_money(list(lines), using=replica()) | (
        older - tried_to_pay(older, using=replica())
    )
    for pk, _, at in subscribed:
        if pk in lines and pk not in left_out:
            yield pk, lines[pk], at


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


def _lines(ids: Iterable[UUID]) -> dict[UUID, _Contents]:
    """Return (variant id, quantity) of the lines of each checkout, without gifts of promotions."""
    by_checkout: dict[UUID, _Contents] = defaultdict(list)
    rows = CheckoutLine.objects.using(replica()).filter(checkout_id__in=ids, is_gift=False)
    for pk, variant, quantity in rows.values_list("checkout_id", "variant_id", "quantity"):
        by_checkout[pk].append((variant, quantity))
    return dict(by_checkout)
