"""Find orders that reached a loyalty milestone, and the last orders of inactive customers."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from saleor.order import OrderOrigin
from saleor.order.models import Order

from ...core.event import BOUGHT, WIN_BACK, Event
from ...core.scenario import Topic
from ...models import GuestCheckout, Subscription
from .. import config
from ..connections import replica
from ..facts import loyalty
from ..facts.registry import Pair

PAGE = 1000
DAY = timedelta(days=1)


def milestones(since: datetime, until: datetime) -> list[Event]:
    """Return an event for each milestone order placed a day before [since, until)."""
    orders = _orders(since - DAY, until - DAY)
    facts_by_pair = loyalty.load([(str(pk), None) for pk, _ in orders])
    return [
        Event(kind=BOUGHT, subject=str(pk), at=at)
        for pk, at in orders
        if (facts := facts_by_pair.get((str(pk), None))) and facts.milestone
    ]


def inactive(since: datetime, until: datetime) -> list[Event]:
    """Return an event for each last order placed `win_back_days` before [since, until).

    A last order is one that its customer placed no order after. No events if the owner set 0 days.
    """
    wait = timedelta(days=config.load().win_back_days)
    orders = _orders(since - wait, until - wait) if wait else []
    pairs: list[Pair] = [(str(pk), None) for pk, _ in orders]
    facts_by_pair = loyalty.load(pairs, dict.fromkeys(pairs, until))
    return [
        Event(kind=WIN_BACK, subject=str(pk), at=at + wait)
        for pk, at in orders
        if (facts := facts_by_pair.get((str(pk), None))) and not facts.ordered_again
    ]


def _orders(since: datetime, until: datetime) -> list[tuple[Any, datetime]]:
    """Return (id, time) of storefront orders whose customer wants marketing, oldest first."""
    rows = Order.objects.using(replica()).filter(
        created_at__gte=since, created_at__lt=until, origin=OrderOrigin.CHECKOUT
    )
    columns = rows.order_by("created_at").values_list(
        "pk", "created_at", "user_id", "checkout_token"
    )
    return [(pk, at) for page in _pages(list(columns)) for pk, at, *_ in _of_subscribers(page)]


def _pages(rows: list[Any]) -> Iterable[list[Any]]:
    return (rows[start : start + PAGE] for start in range(0, len(rows), PAGE))


def _of_subscribers(rows: list[Any]) -> list[Any]:
    """Keep the orders of customers and guests who have a subscription with the topic OFFERS."""
    offers = [Topic.OFFERS]
    users = Subscription.objects.filter(
        user_id__in={row[2] for row in rows if row[2]}, topics__contains=offers
    )
    guests = GuestCheckout.objects.filter(
        checkout_id__in=[row[3] for row in rows if row[3]],
        subscription__topics__contains=offers,
        while_open=True,
    )
    ids = set(users.values_list("user_id", flat=True))
    tokens = {str(token) for token in guests.values_list("checkout_id", flat=True)}
    # A customer's order is thanked for in their own browsers only.
    return [row for row in rows if (row[2] in ids if row[2] else row[3] in tokens)]
