"""Facts that several scenarios use: money, delivery estimates, order lines, orders."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Protocol, Self, runtime_checkable

from ..text.languages import Name, counted


@dataclass(frozen=True, kw_only=True)
class Money:
    """An amount in major units of an ISO 4217 currency."""

    amount: Decimal
    currency: str


@runtime_checkable
class SeenInAnyChannel(Protocol):
    """Facts of what may belong to no channel: each reader then sees them in their own."""

    def seen_in(self, channel: str) -> Self:
        """The facts for a reader who shops in a channel, by slug."""


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """Estimated arrival: between `least` and `most` days after `since`."""

    since: datetime
    least: int
    most: int


@dataclass(frozen=True, kw_only=True)
class Line:
    """One order line. `total` is the price of the whole line.

    `ships` is false for downloads, gift cards and what else never comes in a parcel.
    """

    name: str
    quantity: int
    total: Money
    ships: bool = True

    @property
    def item(self) -> Name:
        """The name, with the quantity if it is more than one."""
        return counted(Name(original=self.name), self.quantity)


@dataclass(frozen=True, kw_only=True)
class Collection:
    """Where an order is collected. `id`: of the warehouse, empty if the shop deleted it."""

    id: str = ""
    place: str
    address: str = ""

    @property
    def name(self) -> Name:
        """The place as a name, which a text may shorten."""
        return Name(original=self.place)


@dataclass(frozen=True, kw_only=True)
class OrderFacts:
    """An order. `language` is a Saleor language code, such as "pl".

    `total` is what was left to pay after `gift_cards`, the sum that gift cards paid; it is empty if
    there were none, or if the parts of the order do not add up with it. `shipping` is empty if the
    order is not shipped, `collection` if it is not collected.

    `refunded`: the sum of all refunds, and `refund`: the last one, if the loader reads them and the
    shop knows it.
    """

    id: str
    number: str
    channel: str
    created_at: datetime
    status: str
    origin: str
    language: str = ""
    user_id: int | None = None
    checkout_id: str = ""
    total: Money
    shipping: Money | None = None
    collection: Collection | None = None
    gift_cards: Money | None = None
    delivery: Delivery | None = None
    refunded: Money | None = None
    refund: Money | None = None
    lines: tuple[Line, ...] = field(default=())

    @property
    def goods(self) -> Money:
        """The sum of the lines."""
        amount = sum((line.total.amount for line in self.lines), Decimal(0))
        return Money(amount=amount, currency=self.total.currency)
