"""What a product costs with tax and without, as Saleor's flat rates have it."""

from decimal import Decimal
from typing import NamedTuple

from saleor.channel.models import Channel
from saleor.product.models import Product
from saleor.tax import TaxCalculationStrategy
from saleor.tax.models import TaxClassCountryRate, TaxConfiguration, TaxConfigurationPerCountry

CENT = Decimal("0.01")


class Price(NamedTuple):
    net: Decimal
    gross: Decimal


def shows_gross(channel: Channel) -> bool:
    return _settings(channel).display_gross_prices


def of_product(product: Product, channel: Channel, amount: Decimal) -> Price:
    strategy = _settings(channel).tax_calculation_strategy or TaxCalculationStrategy.FLAT_RATES
    if strategy != TaxCalculationStrategy.FLAT_RATES:
        return Price(net=amount, gross=amount)
    taxed = 1 + _rate(product, channel.default_country) / 100
    if channel.tax_configuration.prices_entered_with_tax:
        return Price(net=(amount / taxed).quantize(CENT), gross=amount)
    return Price(net=amount, gross=(amount * taxed).quantize(CENT))


def _settings(channel: Channel) -> TaxConfiguration | TaxConfigurationPerCountry:
    general = channel.tax_configuration
    own = general.country_exceptions.filter(country=channel.default_country).first()
    return own or general


def _rate(product: Product, country: str) -> Decimal:
    kind = product.product_type
    tax_class = product.tax_class_id or (kind and kind.tax_class_id)
    rates = TaxClassCountryRate.objects.filter(country=country)
    own = rates.filter(tax_class=tax_class).first() if tax_class else None
    found = own or rates.filter(tax_class=None).first()
    return found.rate if found else Decimal(0)
