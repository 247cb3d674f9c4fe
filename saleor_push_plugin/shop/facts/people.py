"""Who somebody is to the shop, and what they bought: by account, e-mail or checkout."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q
from saleor.account.models import User
from saleor.order.models import Order

from ...core.audience import Person
from ...core.order_status import CANCELLED, SENT_BACK, OrderStatus
from ...models import GuestCheckout, in_array


@dataclass(frozen=True, kw_only=True)
class Identity:
    """All that an order may know somebody by."""

    users: frozenset[int] = frozenset()
    emails: frozenset[str] = frozenset()
    checkouts: frozenset[str] = frozenset()

    def __or__(self, other: "Identity") -> "Identity":
        return Identity.of_all((self, other))

    @classmethod
    def of_all(cls, people: Collection["Identity"]) -> "Identity":
        """Everybody at once."""
        return cls(
            users=frozenset().union(*(one.users for one in people)),
            emails=frozenset().union(*(one.emails for one in people)),
            checkouts=frozenset().union(*(one.checkouts for one in people)),
        )


@dataclass(frozen=True, kw_only=True)
class Purchase:
    """An order: what it is called, when it was placed, and what for."""

    id: UUID
    at: datetime
    total: Decimal
    currency: str
    cancelled: bool
    returned: bool


NOBODY = Identity()


def somebody(
    *, user_id: int | None = None, email: str | None = None, checkouts: Collection[str] = ()
) -> Identity:
    """Who is known by what is given."""
    return Identity(
        users=frozenset() if user_id is None else frozenset({user_id}),
        # As written and as Saleor writes those of accounts.
        emails=frozenset({email, email.lower()}) if email else frozenset(),
        checkouts=frozenset(filter(None, checkouts)),
    )


def identities(people: Collection[Person]) -> Mapping[Person, Identity]:
    """Each with the account, its e-mail, and the guest checkouts of the browser; two queries."""
    users = {person.user_id for person in people if person.user_id is not None}
    emails = dict(User.objects.filter(pk__in=users).values_list("pk", "email")) if users else {}
    checkouts = _checkouts({person.subscription_id for person in people})
    return {
        person: somebody(
            user_id=person.user_id,
            email=emails.get(person.user_id),
            checkouts=checkouts.get(person.subscription_id, ()),
        )
        for person in people
    }


def _checkouts(subscriptions: Collection[int]) -> Mapping[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    rows = GuestCheckout.objects.filter(subscription_id__in=in_array(subscriptions))
    for subscription, checkout in rows.values_list("subscription_id", "checkout_id"):
        found[subscription].add(str(checkout))
    return found


@dataclass(frozen=True, kw_only=True)
class Purchases:
    """Orders by each of the marks that tie them to somebody."""

    by_user: Mapping[int, list[Purchase]] = field(default_factory=dict)
    by_email: Mapping[str, list[Purchase]] = field(default_factory=dict)
    by_checkout: Mapping[str, list[Purchase]] = field(default_factory=dict)

    def of(self, who: Identity, *, since: datetime | None = None) -> set[Purchase]:
        """What somebody bought, at or after `since`."""
        found = {order for user in who.users for order in self.by_user.get(user, ())}
        found |= {order for email in who.emails for order in self.by_email.get(email, ())}
        found |= {order for token in who.checkouts for order in self.by_checkout.get(token, ())}
        return {order for order in found if since is None or order.at >= since}


def purchases(people: Collection[Identity], *, since: datetime | None = None) -> Purchases:
    """Orders of all these people, in one query over indexed columns."""
    who = Identity.of_all(people)
    users, emails, checkouts = (defaultdict(list) for _ in range(3))
    for row in _orders(who, since):
        order = _purchase(row)
        users[row["user_id"]].append(order)
        emails[row["user_email"]].append(order)
        checkouts[row["checkout_token"]].append(order)
    return Purchases(by_user=users, by_email=emails, by_checkout=checkouts)


_COLUMNS = (
    *("pk", "created_at", "user_id", "user_email", "checkout_token"),
    *("total_gross_amount", "currency", "status"),
)


def _orders(who: Identity, since: datetime | None) -> Iterable[Mapping[str, Any]]:
    if who == NOBODY:
        return []
    theirs = Q(user_id__in=who.users) | Q(user_email__in=who.emails)
    rows = Order.objects.filter(theirs | Q(checkout_token__in=who.checkouts))
    if since is not None:
        rows = rows.filter(created_at__gte=since)
    return rows.exclude(status=OrderStatus.DRAFT).order_by().values(*_COLUMNS)


def _purchase(row: Mapping[str, Any]) -> Purchase:
    return Purchase(
        id=row["pk"],
        at=row["created_at"],
        total=row["total_gross_amount"],
        currency=row["currency"],
        cancelled=row["status"] in CANCELLED,
        returned=row["status"] in SENT_BACK,
    )
