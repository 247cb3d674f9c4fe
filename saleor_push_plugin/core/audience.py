"""Who a push is for: values, never queries."""

from dataclasses import dataclass
from decimal import Decimal

# What a person's key begins with: a user on any device, or whoever uses a subscription as a guest.
USER, GUEST = "u", "s"


def user_key(user_id: int) -> str:
    """The key of a logged-in person, whatever the device."""
    return f"{USER}{user_id}"


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody before a browser: a user on all their devices, or just whoever uses this one."""

    subscription_id: int
    user_id: int | None = None

    @property
    def key(self) -> str:
        """ "u7" is user 7 on any device, "s9" whoever uses subscription 9 without login."""
        return f"{GUEST}{self.subscription_id}" if self.user_id is None else user_key(self.user_id)


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Every device of a user, and of the guest who used this checkout."""

    user_id: int | None = None
    checkout_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Watchers:
    """Those who wait for a variant in a channel, oldest first: `kind` is "price" or "stock".

    `amount` is the price now: it leaves out who wants it cheaper still, and whose last known price
    is less than `percent` and `least` above it. `limit` rations, after watch `after`; None for all.
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
class Device:
    """Just this browser."""

    subscription_id: int


Audience = Owner | Watchers | Device


def parse_person_key(key: str) -> Owner | Device | None:
    """Whom a person's key means: the user, or this subscription only; None if it is no such key."""
    kind, number = key[:1], key[1:]
    if not (number.isascii() and number.isdecimal()):
        return None
    if kind == USER:
        return Owner(user_id=int(number))
    return Device(subscription_id=int(number)) if kind == GUEST else None
