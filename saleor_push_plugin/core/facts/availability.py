"""What somebody waits for: a variant in a channel, how it stands, and what they know of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from ..global_id import global_id
from ..links import Link
from ..reason import Reason
from ..text.languages import Name
from .common import Money
from .product_proof import Appeal, appeal_words

# As many as may be told of something that never runs out; far more than ever wait at once.
PLENTY = 1_000_000
# Fewer than this are worth a word: “only 3 left”.
SCARCE = 10


@dataclass(frozen=True, kw_only=True)
class Smallest:
    """The smallest price drop worth telling of; it must reach both."""

    percent: Decimal = Decimal(5)
    amount: Decimal = Decimal(0)

    def holds(self, before: Decimal, now: Decimal) -> bool:
        drop = before - now
        return drop > 0 and drop >= self.amount and drop * 100 >= before * self.percent


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Somebody's own watch. `known` is the lowest price they saw when it began or were told."""

    known: Decimal | None = None
    told: bool = False
    target: Decimal | None = None
    bought: bool = False

    def objection(self, now: Decimal, smallest: Smallest) -> Reason | None:
        if self.bought:
            return Reason.BOUGHT_MEANWHILE
        if self.target is not None and now > self.target:
            return Reason.TARGET_PRICE_NOT_REACHED
        if self.known is None or (self.target is not None and not self.told):
            return None
        return None if smallest.holds(self.known, now) else Reason.PRICE_DROP_TOO_SMALL


@dataclass(frozen=True, kw_only=True)
class OfferFacts:
    """A variant in a channel as it stands now.

    `prior` is Saleor's own word on the price before. `after` and `ration`: whose turn it is to hear
    of new stock.
    """

    variant_id: int
    product_id: int
    slug: str
    name: Name
    channel: str
    language: str = ""
    price: Money | None
    prior: Money | None = None
    available: int = 0
    for_sale: bool = True
    appeal: Appeal = field(default_factory=Appeal)
    after: int = 0
    ration: int = 0
    smallest: Smallest = field(default_factory=Smallest)
    waiting: Waiting | None = None

    @property
    def objection(self) -> Reason | None:
        """Why nobody can buy it now."""
        if not self.for_sale or self.price is None:
            return Reason.NOT_FOR_SALE
        return None if self.available > 0 else Reason.SOLD_OUT

    @property
    def was(self) -> Money | None:
        """The higher price before: Saleor's own word on it first, else what the shopper knew."""
        if self.price is None:
            return None
        known = self.waiting.known if self.waiting else None
        amount = self.prior.amount if self.prior else known
        if amount is None or amount <= self.price.amount:
            return None
        return Money(amount=amount, currency=self.price.currency)


@dataclass(frozen=True, kw_only=True)
class Drop:
    """Subject of a price that fell: to what, where, and when that was seen (ms since 1970)."""

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
    """Subject of new stock: for whom it is (`ration` watches after watch `after`), and when."""

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


def few(available: int) -> int | None:
    """How many are left, where that is so few that it is worth a word."""
    return available if 0 < available < SCARCE else None


def offer_words(offer: OfferFacts) -> Mapping[str, object]:
    """What may be said of an offer, whoever hears of it."""
    return {
        "item": offer.name,
        "price": offer.price,
        "stock_left": few(offer.available),
        **appeal_words(offer.appeal),
    }


def product_link(offer: OfferFacts) -> Link:
    words = {
        "channel": offer.channel,
        "slug": offer.slug,
        "product": global_id("Product", str(offer.product_id)),
        "variant": global_id("ProductVariant", str(offer.variant_id)),
    }
    return Link(page="product", words=words)
