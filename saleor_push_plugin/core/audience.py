"""Who a push is for: values, never queries."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody before a browser: a user on all their devices, or just whoever uses this one."""

    subscription_id: int
    user_id: int | None = None

    @property
    def key(self) -> str:
        """ "u7" is user 7 on any device, "s9" whoever uses subscription 9 without login."""
        return f"s{self.subscription_id}" if self.user_id is None else f"u{self.user_id}"


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
