"""What the test shop sells, and where to find it: the same on every host."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

STAFF_EMAIL = "staff@example.com"
STAFF_PASSWORD = "staff-password"

# The first one is where customers buy when a test names no channel.
CHANNELS = {"channel-eur": "EUR", "channel-pln": "PLN"}
COUNTRIES = {"channel-eur": "DE", "channel-pln": "PL"}

WAREHOUSE = "Main warehouse"
STOCK = 1000

SHIPPING_METHOD = "Courier"
SHIPPING_PRICES = {"channel-eur": "4.90", "channel-pln": "21.00"}
DELIVERY_DAYS = (3, 5)


@dataclass(frozen=True, kw_only=True)
class Goods:
    """One product with one variant, before a host has put it on its shelf."""

    product: str
    variant: str
    sku: str
    prices: Mapping[str, str]


GOODS = (
    Goods(
        product="Linen shirt",
        variant="M",
        sku="shirt-m",
        prices={"channel-eur": "39.00", "channel-pln": "169.00"},
    ),
    Goods(
        product="Wool socks",
        variant="39-42",
        sku="socks-39",
        prices={"channel-eur": "9.50", "channel-pln": "41.00"},
    ),
    Goods(
        product="Rain jacket",
        variant="L",
        sku="jacket-l",
        prices={"channel-eur": "129.00", "channel-pln": "559.00"},
    ),
)


@dataclass(frozen=True, kw_only=True)
class Channel:
    id: str
    slug: str
    currency: str


@dataclass(frozen=True, kw_only=True)
class Variant:
    """A variant on the shelf. `price` is its price in the first channel."""

    id: str
    product_id: str
    product: str
    name: str
    sku: str
    prices: Mapping[str, Decimal]

    @property
    def price(self) -> Decimal:
        return self.prices[next(iter(CHANNELS))]


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """Every id a test needs. All of them are GraphQL global ids."""

    channels: tuple[Channel, ...]
    variants: tuple[Variant, ...]
    shipping_method_id: str
    warehouse_id: str

    @property
    def channel(self) -> Channel:
        return self.channels[0]

    def channel_named(self, slug: str) -> Channel:
        return next(channel for channel in self.channels if channel.slug == slug)

    def variant(self, product: str) -> Variant:
        return next(variant for variant in self.variants if variant.product == product)
