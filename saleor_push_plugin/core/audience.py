"""Audiences of a push: values, never queries."""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from .person import GUEST, USER


@dataclass(frozen=True, kw_only=True)
class Owner:
    """All subscriptions of a user, and those a guest used for this checkout.

    News of an order goes to both. Marketing goes to the user alone, if there is one, so that nobody
    else hears of a customer's cart; else to the browsers that were bound to the checkout while it
    was open. `late`: also to those that were bound after the order was placed. They have shown no
    more than the id of a spent checkout, so a text for them must say no more than the order's news.
    """

    user_id: int | None = None
    checkout_id: str = ""
    late: bool = False

    def addressed(self, *, marketing: bool) -> "Owner":
        """The subscriptions that this kind of push goes to."""
        if not marketing:
            return replace(self, late=True)
        return self if self.user_id is None else replace(self, checkout_id="")


@dataclass(frozen=True, kw_only=True)
class Watchers:
    """Subscriptions that watch a variant in a channel, oldest watch first.

    `kind` is "price" or "stock". `amount` is the current price. With it, a watch is left out if
    its target price is lower, or if the drop from its reference price is less than `percent` or
    less than `least`. `limit` is the number of watches to take after watch `after`; None: all.
    """

    kind: str
    variant_id: int
    channel: str
    amount: Decimal | None = None
    percent: Decimal = Decimal(0)
    least: Decimal = Decimal(0)
    after: int = 0
    limit: int | None = None


@dataclass(frozen=True, kw_only=True)
class SingleSubscription:
    """One subscription only, whoever uses it."""

    subscription_id: int


@dataclass(frozen=True, kw_only=True)
class AsPlanned:
    """The persons it was planned for, while the browser is theirs; nobody is found by it."""


Audience = Owner | Watchers | SingleSubscription | AsPlanned


def addressed(audience: Audience, *, marketing: bool) -> Audience:
    """The audience without those whom this kind of push must not reach; see Owner."""
    return audience.addressed(marketing=marketing) if isinstance(audience, Owner) else audience


class Access(Enum):
    """What a subscription of an audience may learn of the order or cart that a push is about.

    NEWS: it was bound to the checkout, but is not logged in as the customer whose the order is by
    now, or was bound after the order was placed. It gets no amounts, no codes, and no link that
    opens the order.
    """

    OWNER = "owner"
    NEWS = "news"


def parse_person_key(key: str) -> Owner | SingleSubscription | None:
    """The audience of a person key: the user, or one subscription. None if the key is invalid."""
    kind, number = key[:1], key[1:]
    if not (number.isascii() and number.isdecimal()):
        return None
    if kind == USER:
        return Owner(user_id=int(number))
    return SingleSubscription(subscription_id=int(number)) if kind == GUEST else None
