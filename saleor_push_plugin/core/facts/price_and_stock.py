"""Offers: a variant in a channel with its price and stock, and the watch of a shopper."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from ..global_id import global_id
from ..links import Link
from ..reason import Reason
from ..text.languages import Name
from .common import Money
from .selling_points import SellingPoints, selling_point_words

# Stands for the stock of a variant without inventory tracking; more than can ever be watched.
UNLIMITED_STOCK = 1_000_000
# Below this number the text says how many are left.
LOW_STOCK = 10
# What sells out so soon after its alert may have been missed, and is not notified again sooner.
MISSED_WITHIN = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class MinimumDrop:
    """The smallest price drop that is notified. A drop must reach both values."""

    percent: Decimal = Decimal(5)
    amount: Decimal = Decimal(0)

    def is_reached(self, before: Decimal, now: Decimal) -> bool:
        """Whether the drop from `before` to `now` is large enough."""
        drop = before - now
        return drop > 0 and drop >= self.amount and drop * 100 >= before * self.percent


@dataclass(frozen=True, kw_only=True)
class WatchState:
    """The state of one shopper's watch.

    `reference_price`: the lower of the price when the watch began and the price last notified.
    `notified`: a price was notified before. `target`: the price the shopper asked for.
    `bought`: the shopper bought it after the watch began. `asked`: the shopper asked for the alert.
    `missed`: the price last notified and when, if it sold out within a day after that. `in_cart`:
    what could be bought is in the shopper's own cart.
    """

    reference_price: Decimal | None = None
    notified: bool = False
    target: Decimal | None = None
    bought: bool = False
    asked: bool = False
    missed: tuple[Decimal, datetime] | None = None
    in_cart: bool = False

    def is_missed_at(self, now: Decimal) -> bool:
        """Whether the price `now` is as good as the one that sold out soon after its alert."""
        return self.missed is not None and now <= self.missed[0]

    def objection(self, now: Decimal, minimum: MinimumDrop) -> Reason | None:
        """Why the price `now` is not notified, or None."""
        if self.bought:
            return Reason.BOUGHT_MEANWHILE
        if self.is_missed_at(now):
            return None
        if self.target is not None and now > self.target:
            return Reason.TARGET_PRICE_NOT_REACHED
        if self.reference_price is None or (self.target is not None and not self.notified):
            return None
        return (
            None if minimum.is_reached(self.reference_price, now) else Reason.PRICE_DROP_TOO_SMALL
        )


@dataclass(frozen=True, kw_only=True)
class OfferFacts:
    """A variant in a channel with its current price and stock.

    `price`: as the shop's page shows it. `is_price_certain`: whether a text may say it, or only
    compare it; see shop/shown_prices.py. `lowest`: the lowest price that the page showed in the 30
    days before the current reduction began, if the shop's record tells. `eu_rules`: whether no
    other earlier price may be said. `prior`: the earlier price that Saleor stores. `after` and
    `ration`: new stock is notified to `ration` watches after watch `after`.
    """

    variant_id: int
    product_id: int
    slug: str
    name: Name
    channel: str
    language: str = ""
    price: Money | None
    is_price_certain: bool = True
    lowest: Money | None = None
    eu_rules: bool = True
    prior: Money | None = None
    available: int = 0
    for_sale: bool = True
    selling_points: SellingPoints = field(default_factory=SellingPoints)
    after: int = 0
    ration: int = 0
    minimum_drop: MinimumDrop = field(default_factory=MinimumDrop)
    watch: WatchState | None = None

    @property
    def objection(self) -> Reason | None:
        """Why it cannot be bought now, or None."""
        if not self.for_sale or self.price is None:
            return Reason.NOT_FOR_SALE
        return None if self.available > 0 else Reason.SOLD_OUT

    @property
    def was(self) -> Money | None:
        """The earlier, higher price that an announcement of the current one may name.

        Which that is, and why: docs/prices.md.
        """
        if self.price is None or not self.is_price_certain:
            return None
        before = self._lowest if self.eu_rules else self._any_earlier
        if before is None or before <= self.price.amount:
            return None
        return Money(amount=before, currency=self.price.currency)

    @property
    def _lowest(self) -> Decimal | None:
        return self.lowest.amount if self.lowest else None

    @property
    def _any_earlier(self) -> Decimal | None:
        """Saleor's own earlier price, else the reference price of the watch."""
        if self.prior:
            return self.prior.amount
        return self.watch.reference_price if self.watch else None


@dataclass(frozen=True, kw_only=True)
class Drop:
    """The subject of a price drop: variant, channel, new price; `at`: ms since 1970."""

    variant_id: int
    channel_id: int
    amount: Decimal
    at: int

    def __str__(self) -> str:
        return f"{self.variant_id}@{self.channel_id}@{self.amount.normalize():f}@{self.at}"

    @classmethod
    def parse(cls, subject: str) -> "Drop":
        variant, channel, amount, at = subject.split("@")
        return cls(
            variant_id=int(variant), channel_id=int(channel), amount=Decimal(amount), at=int(at)
        )


@dataclass(frozen=True, kw_only=True)
class Restock:
    """The subject of new stock for `ration` watches after watch `after`; `at`: ms since 1970."""

    variant_id: int
    channel_id: int
    after: int
    ration: int
    at: int

    def __str__(self) -> str:
        return f"{self.variant_id}@{self.channel_id}@{self.after}+{self.ration}@{self.at}"

    @classmethod
    def parse(cls, subject: str) -> "Restock":
        variant, channel, turn, at = subject.split("@")
        after, ration = turn.split("+")
        return cls(
            variant_id=int(variant),
            channel_id=int(channel),
            after=int(after),
            ration=int(ration),
            at=int(at),
        )


def low_stock(available: int) -> int | None:
    """How many are left if they are fewer than LOW_STOCK, else None."""
    return available if 0 < available < LOW_STOCK else None


def offer_words(offer: OfferFacts) -> Mapping[str, object]:
    """The template words of an offer that are the same for every recipient."""
    price = offer.price if offer.is_price_certain else None
    return {
        "item": offer.name,
        "price": price,
        # For templates to choose by.
        "has_price": 0 if price is None else 1,
        "stock_left": low_stock(offer.available),
        **selling_point_words(offer.selling_points),
    }


def product_link(offer: OfferFacts) -> Link:
    """The link to the product page of an offer."""
    words = {
        "channel": offer.channel,
        "slug": offer.slug,
        "product": global_id("Product", str(offer.product_id)),
        "variant": global_id("ProductVariant", str(offer.variant_id)),
    }
    return Link(page="product", words=words)
