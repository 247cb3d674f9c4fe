"""What happened in a simulated shop and what its shoppers saw, one after the other.

The simulator writes it, the checker reads it, and it says nothing about how the plugin works.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Something that happened at a moment; entries stand in the order in which it did."""

    at: datetime


@dataclass(frozen=True, kw_only=True)
class Arrived(Entry):
    """A browser subscribed. `topics` is what its user agreed to, `zone` where the shopper lives."""

    device: int
    zone: str
    topics: frozenset[str]
    user: int | None = None


@dataclass(frozen=True, kw_only=True)
class Left(Entry):
    """A browser unsubscribed."""

    device: int


@dataclass(frozen=True, kw_only=True)
class Held(Entry):
    """Who sits before a browser from now on: a login, or None for a logout."""

    device: int
    user: int | None


@dataclass(frozen=True, kw_only=True)
class Linked(Entry):
    """A guest's cart was made in this browser."""

    device: int
    cart: str


@dataclass(frozen=True, kw_only=True)
class Agreed(Entry):
    """What is agreed to in a browser, from now on."""

    device: int
    topics: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Paused(Entry):
    """No marketing in this browser until then; None ends a pause."""

    device: int
    until: datetime | None


@dataclass(frozen=True, kw_only=True)
class Filled(Entry):
    """What a cart holds from now on: (variant, quantity) pairs; none if it was emptied."""

    cart: str
    channel: str
    email: str
    items: frozenset[tuple[int, int]]
    user: int | None = None


@dataclass(frozen=True, kw_only=True)
class Paying(Entry):
    """Money moved for a cart that is no order yet, or (`ended`) went back or never came."""

    cart: str
    ended: bool = False


@dataclass(frozen=True, kw_only=True)
class Bought(Entry):
    """A cart became an order. `user` is the account it is kept with, also for some guests."""

    order: str
    cart: str
    email: str
    variants: frozenset[int]
    user: int | None = None


@dataclass(frozen=True, kw_only=True)
class Owed(Entry):
    """News of an order that its shopper must hear of: one, in whatever number of parcels.

    `names`: what they have to name, such as the numbers of all parcels; `missing`: pieces that have
    not been sent, or delivered, after it; `assumed`: nobody said so, and no night is disturbed.
    """

    order: str
    code: str
    names: frozenset[str] = frozenset()
    missing: int = 0
    assumed: bool = False


@dataclass(frozen=True, kw_only=True)
class Expires(Entry):
    """A customer's gift card ends, at the end of that day in the shop."""

    card: str
    user: int
    ends: datetime


@dataclass(frozen=True, kw_only=True)
class Priced(Entry):
    """What a variant costs in a channel from now on, as the shop's pages show it: with tax."""

    variant: int
    channel: str
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class Stocked(Entry):
    """How many of a variant can be bought from now on."""

    variant: int
    available: int


@dataclass(frozen=True, kw_only=True)
class Asked(Entry):
    """In this browser somebody asked to be told of a lower price or (`stock`) of new stock."""

    device: int
    variant: int
    channel: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class Looked(Entry):
    """In this browser somebody looked at a product."""

    device: int
    variant: int
    channel: str


@dataclass(frozen=True, kw_only=True)
class Shown(Entry):
    """A push that appeared: of which scenario, about what ("order:…", "cart:…", "variant:…")."""

    device: int
    code: str
    about: str
    channel: str
    text: str


# Takes down an entry.
Write = Callable[[Entry], None]
