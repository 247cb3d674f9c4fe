"""Facts that several scenarios use: money, delivery estimates, order lines, orders."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Money:
    """An amount in major units of an ISO 4217 currency."""

    amount: Decimal
    currency: str


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

    def __str__(self) -> str:
        return self.name if self.quantity == 1 else f"{self.quantity} × {self.name}"


@dataclass(frozen=True, kw_only=True)
class OrderFacts:
    """An order. `language` is a Saleor language code, such as "pl".

    `refunded`: the total refunded amount, if the loader reads it.
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
    delivery: Delivery | None = None
    refunded: Money | None = None
    lines: tuple[Line, ...] = field(default=())
