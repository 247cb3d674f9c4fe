"""What a product or shipping costs with tax and without, as Saleor's flat rates have it."""

from decimal import Decimal
from typing import NamedTuple

from saleor.channel.models import Channel
from saleor.checkout.models import Checkout
from saleor.product.models import Product
from saleor.tax import TaxCalculationStrategy
from saleor.tax.models import TaxClassCountryRate, TaxConfiguration, TaxConfigurationPerCountry

CENT = Decimal("0.01")


class Price(NamedTuple):
    net: Decimal
    gross: Decimal


def shows_gross(channel: Channel) -> bool:
    return _settings(channel, channel.default_country).display_gross_prices


def checkout_shows_gross(checkout: Checkout) -> bool:
    return _settings(checkout.channel, _country(checkout)).display_gross_prices


def of_product(product: Product, channel: Channel, amount: Decimal) -> Price:
    kind = product.product_type
    tax_class = product.tax_class_id or (kind and kind.tax_class_id)
    return _priced(channel, channel.default_country, tax_class, amount)


def of_shipping(checkout: Checkout, amount: Decimal) -> Price:
    """What a checkout says of its shipping method. Where no taxes are charged, gross is net."""
    channel, country = checkout.channel, _country(checkout)
    price = _priced(channel, country, checkout.shipping_method.tax_class_id, amount)
    if _settings(channel, country).charge_taxes:
        return price
    return Price(net=price.net, gross=price.net)


def _country(checkout: Checkout) -> str:
    address = checkout.shipping_address or checkout.billing_address
    return address.country if address else checkout.channel.default_country


def _priced(channel: Channel, country: str, tax_class: int | None, amount: Decimal) -> Price:
    strategy = _settings(channel, country).tax_calculation_strategy
    if (strategy or TaxCalculationStrategy.FLAT_RATES) != TaxCalculationStrategy.FLAT_RATES:
        return Price(net=amount, gross=amount)
    taxed = 1 + _rate(tax_class, country) / 100
    if channel.tax_configuration.prices_entered_with_tax:
        return Price(net=(amount / taxed).quantize(CENT), gross=amount)
    return Price(net=amount, gross=(amount * taxed).quantize(CENT))


def _settings(channel: Channel, country: str) -> TaxConfiguration | TaxConfigurationPerCountry:
    general = channel.tax_configuration
    own = general.country_exceptions.filter(country=country).first()
    return own or general


def _rate(tax_class: int | None, country: str) -> Decimal:
    rates = TaxClassCountryRate.objects.filter(country=country)
    own = rates.filter(tax_class=tax_class).first() if tax_class else None
    found = own or rates.filter(tax_class=None).first()
    return found.rate if found else Decimal(0)
