"""Audiences of a push: values, never queries."""

from dataclasses import dataclass
from decimal import Decimal

from .person import GUEST, USER


@dataclass(frozen=True, kw_only=True)
class Owner:
    """All subscriptions of a user, and those a guest used for this checkout."""

    user_id: int | None = None
    checkout_id: str = ""


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


Audience = Owner | Watchers | SingleSubscription


def parse_person_key(key: str) -> Owner | SingleSubscription | None:
    """The audience of a person key: the user, or one subscription. None if the key is invalid."""
    kind, number = key[:1], key[1:]
    if not (number.isascii() and number.isdecimal()):
        return None
    if kind == USER:
        return Owner(user_id=int(number))
    return SingleSubscription(subscription_id=int(number)) if kind == GUEST else None
