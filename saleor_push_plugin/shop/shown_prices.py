"""See a price as the shop's page shows it: the one way from a listed price to an amount.

Saleor stores prices as the owner enters them, with tax or without, and its `pricing` computes both
by flat rates. The channel's tax settings say which of the two a page shows. The rules are those of
`saleor/product/utils/availability.py`, of `resolve_pricing` and, for shipping, of
`saleor/checkout/calculations.py`; tests compare the answers.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Self

from babel.numbers import get_currency_precision
from django.db.models.functions import Coalesce
from saleor.product.models import ProductVariant
from saleor.tax import TaxCalculationStrategy
from saleor.tax.models import TaxClassCountryRate, TaxConfiguration

from ..core.facts.common import Money
from .compat import shipping_tax_follows_goods

# (variant id, channel slug).
Pair = tuple[int, str]


@dataclass(frozen=True, kw_only=True)
class PriceView:
    """How the listed prices of one kind of goods are shown to one country.

    `gross`: the page shows prices with tax. A shown price is the listed one times `times`, divided
    by `over`; both are kept, because a quotient is not exact.
    `is_certain`: whether a text may say the amount. It is not where a tax app computes the tax,
    whose answer is known in a checkout only, and where the country is unknown.
    """

    currency: str
    gross: bool = True
    times: Decimal = Decimal(1)
    over: Decimal = Decimal(1)
    is_certain: bool = True

    @property
    def unit(self) -> str:
        """What an amount is said in: the currency, with tax or without. Others do not compare."""
        return f"{self.currency} {'gross' if self.gross else 'net'}"

    def amount(self, listed: Decimal) -> Decimal:
        """The amount that the page shows, to compare with others. It is rounded as Saleor does."""
        digits = get_currency_precision(self.currency)
        return (listed * self.times / self.over).quantize(Decimal(10) ** -digits)

    def money(self, listed: Decimal | None) -> Money | None:
        """The amount for a text; None if it is not certain, so that its sentence is left out."""
        if listed is None or not self.is_certain:
            return None
        return Money(amount=self.amount(listed), currency=self.currency)

    def listed(self, shown: Decimal) -> Decimal:
        """The listed price of a shown amount, as exact as its rounding allows."""
        return shown * self.over / self.times


UNKNOWN_CHANNEL = PriceView(currency="USD", is_certain=False)


@dataclass(frozen=True, kw_only=True)
class _Settings:
    """What a channel says of prices, in general or for one country.

    `charged`: whether checkouts add taxes. `weighted`: the rate for shipping is that of the goods.
    """

    strategy: str | None
    gross: bool
    charged: bool
    weighted: bool

    @property
    def is_flat(self) -> bool:
        flat = TaxCalculationStrategy.FLAT_RATES
        return (self.strategy or flat) == flat


@dataclass(frozen=True, kw_only=True)
class _Channel:
    """A channel, with its tax settings by country ("": the general ones)."""

    currency: str
    country: str
    entered_with_tax: bool
    settings: dict[str, _Settings]

    def settings_for(self, country: str) -> _Settings:
        return self.settings.get(country) or self.settings[""]


@dataclass(frozen=True, kw_only=True)
class ShownPrices:
    """The tax settings of some channels, by slug, and the flat rates by (class or None, country).

    A country that is not given is the channel's default, as in Saleor's `pricing` without an
    address.
    """

    channels: Mapping[str, _Channel]
    rates: Mapping[tuple[int | None, str], Decimal]

    @classmethod
    def load(cls, channels: Collection[str]) -> Self:
        """Read the settings of channels by slug, in two queries. Unknown ones are uncertain."""
        return cls(channels=_channels(channels), rates=_rates())

    def of_product(self, channel: str, tax_class: int | None, country: str = "") -> PriceView:
        """How a page shows the price of a product of a tax class (its own, else of its type)."""
        known = self.channels.get(channel)
        if known is None:
            return UNKNOWN_CHANNEL
        country = country or known.country
        settings = known.settings_for(country)
        certain = settings.is_flat and bool(country)
        view = PriceView(currency=known.currency, gross=settings.gross, is_certain=certain)
        if not settings.is_flat or settings.gross == known.entered_with_tax:
            return view
        return self._taxed(view, tax_class, country)

    def of_any_goods(self, channel: str, country: str = "") -> PriceView:
        """How a page shows an amount of no particular goods, such as a voucher's.

        It is certain only where the page shows amounts as they were entered: else the tax depends
        on the goods.
        """
        view = self.of_product(channel, None, country)
        known = self.channels.get(channel)
        if known is None or view.gross == known.entered_with_tax:
            return view
        return replace(view, is_certain=False)

    def of_shipping(self, channel: str, tax_class: int | None, country: str = "") -> PriceView:
        """How a checkout shows the price of a shipping method of a tax class.

        Unlike a product's page, a checkout shows net prices where the shop charges no taxes. Where
        the rate is that of the goods in the cart, the tax is not known without them.
        """
        known = self.channels.get(channel)
        if known is None:
            return UNKNOWN_CHANNEL
        country = country or known.country
        settings = known.settings_for(country)
        gross = settings.gross and settings.charged
        as_entered = gross == known.entered_with_tax
        untaxed = not settings.charged and not known.entered_with_tax
        certain = untaxed or (settings.is_flat and (as_entered or not settings.weighted))
        view = PriceView(currency=known.currency, gross=gross, is_certain=certain and bool(country))
        if as_entered or not settings.is_flat:
            return view
        return self._taxed(view, tax_class, country)

    def _taxed(self, view: PriceView, tax_class: int | None, country: str) -> PriceView:
        """The view with the tax added to what is listed, or taken off it."""
        tax = 1 + self._rate(tax_class, country) / 100
        return replace(view, times=tax) if view.gross else replace(view, over=tax)

    def _rate(self, tax_class: int | None, country: str) -> Decimal:
        """The rate of a class in a country in per cent, else the country's default, else 0."""
        default = self.rates.get((None, country), Decimal(0))
        return self.rates.get((tax_class, country), default) if tax_class else default


def of_variants(pairs: Collection[Pair]) -> Mapping[Pair, PriceView]:
    """Return how pages show the prices of variants, by (variant id, slug), in three queries."""
    shown = ShownPrices.load({slug for _, slug in pairs})
    rows = ProductVariant.objects.filter(pk__in={variant for variant, _ in pairs}).order_by()
    own = Coalesce("product__tax_class_id", "product__product_type__tax_class_id")
    classes = dict(rows.values_list("pk", own))
    return {pair: shown.of_product(pair[1], classes.get(pair[0])) for pair in pairs}


_EXCEPTION = "country_exceptions__"
_COLUMNS = (
    *("channel__slug", "channel__currency_code", "channel__default_country"),
    "prices_entered_with_tax",
    f"{_EXCEPTION}country",
)
_SETTINGS = ("tax_calculation_strategy", "display_gross_prices", "charge_taxes")
# Of Saleor 3.21 and newer.
_WEIGHTED = "use_weighted_tax_for_shipping"


def _channels(slugs: Collection[str]) -> Mapping[str, _Channel]:
    """Return channels by slug. The query gives a row for each country with settings of its own."""
    rows = TaxConfiguration.objects.filter(channel__slug__in=slugs).order_by()
    own = (*_SETTINGS, _WEIGHTED) if shipping_tax_follows_goods() else _SETTINGS
    by_slug: dict[str, _Channel] = {}
    for row in rows.values(*_COLUMNS, *own, *(f"{_EXCEPTION}{name}" for name in own)):
        known = by_slug.setdefault(row["channel__slug"], _channel(row))
        if country := row[f"{_EXCEPTION}country"]:
            known.settings[str(country)] = _settings(row, _EXCEPTION)
    return by_slug


def _channel(row: Mapping[str, Any]) -> _Channel:
    return _Channel(
        currency=row["channel__currency_code"],
        country=str(row["channel__default_country"] or ""),
        entered_with_tax=row["prices_entered_with_tax"],
        settings={"": _settings(row)},
    )


def _settings(row: Mapping[str, Any], prefix: str = "") -> _Settings:
    return _Settings(
        strategy=row[f"{prefix}tax_calculation_strategy"],
        gross=row[f"{prefix}display_gross_prices"],
        charged=row[f"{prefix}charge_taxes"],
        weighted=row.get(f"{prefix}{_WEIGHTED}", False),
    )


def _rates() -> Mapping[tuple[int | None, str], Decimal]:
    rows = TaxClassCountryRate.objects.order_by()
    return {
        (tax_class, str(country)): rate
        for tax_class, country, rate in rows.values_list("tax_class_id", "country", "rate")
    }
