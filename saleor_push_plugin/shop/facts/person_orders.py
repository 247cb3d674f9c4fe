"""Find the orders of a person by account, e-mail or checkout."""

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

from ...core.order_status import CANCELLED, SENT_BACK, OrderStatus
from ...core.person import Person
from ...models import GuestCheckout, in_array
from ..email_addresses import normalized, same_address


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What ties orders to a person: user ids, normalized e-mails and checkout ids."""

    users: frozenset[int] = frozenset()
    emails: frozenset[str] = frozenset()
    checkouts: frozenset[str] = frozenset()

    def __or__(self, other: "Identity") -> "Identity":
        return Identity.union((self, other))

    @classmethod
    def union(cls, identities: Collection["Identity"]) -> "Identity":
        """Merge many identities into one."""
        return cls(
            users=frozenset().union(*(each.users for each in identities)),
            emails=frozenset().union(*(each.emails for each in identities)),
            checkouts=frozenset().union(*(each.checkouts for each in identities)),
        )


@dataclass(frozen=True, kw_only=True)
class Purchase:
    """An order; `at` is when it was placed, `returned` also if only partly.

    `paid`: something was charged for it, and all of it. An authorization may still be dropped.
    """

    id: UUID
    at: datetime
    total: Decimal
    shipping: Decimal
    currency: str
    cancelled: bool
    returned: bool
    paid: bool


UNKNOWN = Identity()


def identity(
    *, user_id: int | None = None, email: str | None = None, checkouts: Collection[str] = ()
) -> Identity:
    """Make an identity of what is given."""
    return Identity(
        users=frozenset() if user_id is None else frozenset({user_id}),
        emails=frozenset({normalized(email)}) if email else frozenset(),
        checkouts=frozenset(filter(None, checkouts)),
    )


def identities(people: Collection[Person], *, late: bool = True) -> Mapping[Person, Identity]:
    """Return identities: account, its e-mail, the subscription's guest checkouts; two queries.

    `late`: also checkouts that were bound after their order was placed. Their ids prove nothing, so
    such orders may end a reminder, but earn nothing.
    """
    users = {person.user_id for person in people if person.user_id is not None}
    emails = dict(User.objects.filter(pk__in=users).values_list("pk", "email")) if users else {}
    checkouts = _checkouts({person.subscription_id for person in people}, late)
    return {
        person: identity(
            user_id=person.user_id,
            email=emails.get(person.user_id),
            checkouts=checkouts.get(person.subscription_id, ()),
        )
        for person in people
    }


def _checkouts(subscriptions: Collection[int], late: bool) -> Mapping[int, set[str]]:
    by_subscription: dict[int, set[str]] = defaultdict(set)
    rows = GuestCheckout.objects.filter(subscription_id__in=in_array(subscriptions))
    rows = rows if late else rows.filter(while_open=True)
    for subscription, checkout in rows.values_list("subscription_id", "checkout_id"):
        by_subscription[subscription].add(str(checkout))
    return by_subscription


def has_paid_as_guest(subscription_id: int) -> bool:
    """Whether an order of a checkout that was bound here while it was open is paid."""
    guest = Person(subscription_id=subscription_id)
    who = identities({guest}, late=False)[guest]
    return any(order.paid and not order.cancelled for order in purchases([who]).of(who))


@dataclass(frozen=True, kw_only=True)
class Purchases:
    """Orders by user id, normalized e-mail and checkout id."""

    by_user: Mapping[int, list[Purchase]] = field(default_factory=dict)
    by_email: Mapping[str, list[Purchase]] = field(default_factory=dict)
    by_checkout: Mapping[str, list[Purchase]] = field(default_factory=dict)

    def of(
        self, buyer: Identity, *, since: datetime | None = None, until: datetime | None = None
    ) -> set[Purchase]:
        """Return the orders of an identity, placed at or after `since` and not after `until`."""
        orders = {order for user in buyer.users for order in self.by_user.get(user, ())}
        orders |= {order for email in buyer.emails for order in self.by_email.get(email, ())}
        orders |= {order for id in buyer.checkouts for order in self.by_checkout.get(id, ())}
        return {
            order
            for order in orders
            if (since is None or order.at >= since) and (until is None or order.at <= until)
        }


def purchases(buyers: Collection[Identity], *, since: datetime | None = None) -> Purchases:
    """Return the orders of all these identities, in one query over indexed columns."""
    everybody = Identity.union(buyers)
    users, emails, checkouts = (defaultdict(list) for _ in range(3))
    for row in _orders(everybody, since):
        order = _purchase(row)
        users[row["user_id"]].append(order)
        emails[normalized(row["user_email"])].append(order)
        checkouts[row["checkout_token"]].append(order)
    return Purchases(by_user=users, by_email=emails, by_checkout=checkouts)


_COLUMNS = (
    *("pk", "created_at", "user_id", "user_email", "checkout_token"),
    *("total_gross_amount", "shipping_price_gross_amount", "total_charged_amount"),
    *("currency", "status"),
)


def _orders(buyer: Identity, since: datetime | None) -> Iterable[Mapping[str, Any]]:
    if buyer == UNKNOWN:
        return []
    by_account = Q(user_id__in=buyer.users) | same_address("user_email", buyer.emails)
    rows = Order.objects.filter(by_account | Q(checkout_token__in=buyer.checkouts))
    if since is not None:
        rows = rows.filter(created_at__gte=since)
    return rows.exclude(status=OrderStatus.DRAFT).order_by().values(*_COLUMNS)


def _purchase(row: Mapping[str, Any]) -> Purchase:
    return Purchase(
        id=row["pk"],
        at=row["created_at"],
        total=row["total_gross_amount"],
        shipping=row["shipping_price_gross_amount"],
        currency=row["currency"],
        cancelled=row["status"] in CANCELLED,
        returned=row["status"] in SENT_BACK,
        paid=0 < row["total_gross_amount"] <= row["total_charged_amount"],
    )
