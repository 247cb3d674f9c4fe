"""A shop's tax settings, straight into its tables, on either host."""

from __future__ import annotations

import base64
import random
from decimal import Decimal
from typing import Any

from saleor.tax import TaxCalculationStrategy
from saleor.tax.models import (
    TaxClass,
    TaxClassCountryRate,
    TaxConfiguration,
    TaxConfigurationPerCountry,
)

from saleor_push_plugin.shop.connections import writer
from tests.hosts.goods import COUNTRIES
from tests.hosts.shop import Shop

__all__ = ["TaxCalculationStrategy", "Taxing"]
RATES = ("0", "5.5", "7", "8.1", "19", "23", "25.5")


class Taxing:
    """Sets taxes; `said` is what was set last, for a failing test."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.said = shop, ""
        self.classes: list[Any] = [None]

    def configure(self, channel: str, **settings: Any) -> None:
        with writer():
            row = TaxConfiguration.objects.filter(channel__slug=channel)
            assert row.update(**settings) == 1

    def rate(self, country: str, rate: float, tax_class: Any = None) -> None:
        with writer():
            TaxClassCountryRate.objects.update_or_create(
                country=country, tax_class=tax_class, defaults={"rate": Decimal(str(rate))}
            )

    def at_random(self, chance: random.Random) -> None:
        with writer():
            self._forget()
            classes = [None, *(TaxClass.objects.create(name=name) for name in ("food", "books"))]
            for country in COUNTRIES.values():
                for tax_class in classes:
                    if chance.random() < 0.6:
                        self.rate(country, float(chance.choice(RATES)), tax_class)
            for slug, country in COUNTRIES.items():
                self._channel_at_random(chance, slug, country)
            self._goods_at_random(chance, classes)

    def shipping_at_random(self, chance: random.Random) -> None:
        """Other rates and settings, with two classes for shipping methods."""
        with writer():
            self._forget()
            self.classes = [None, *(TaxClass.objects.create(name=n) for n in ("parcel", "freight"))]
            for tax_class in self.classes:
                if chance.random() < 0.7:
                    self.rate("DE", float(chance.choice(RATES)), tax_class)
            self._channel_at_random(chance, self.shop.catalogue.channel.slug, "DE")

    def any_class(self, chance: random.Random) -> Any:
        return chance.choice(self.classes)

    def _forget(self) -> None:
        self.said = ""
        TaxConfigurationPerCountry.objects.all().delete()
        TaxClassCountryRate.objects.all().delete()
        TaxClass.objects.all().delete()

    def _channel_at_random(self, chance: random.Random, slug: str, country: str) -> None:
        settings = _settings(chance)
        with_tax = chance.random() < 0.5
        self.configure(slug, prices_entered_with_tax=with_tax, **settings)
        self.said += f" {slug}: with_tax={with_tax} {settings}"
        if chance.random() < 0.5:
            row = TaxConfiguration.objects.get(channel__slug=slug)
            own = _settings(chance)
            TaxConfigurationPerCountry.objects.create(tax_configuration=row, country=country, **own)
            self.said += f" in {country}: {own}"

    def _goods_at_random(self, chance: random.Random, classes: list[Any]) -> None:
        from saleor.product.models import Product, ProductType, ProductVariantChannelListing

        kind = ProductType.objects.order_by("pk").first()
        if kind is None:
            kind = ProductType.objects.create(name="Clothes", slug="clothes")
        ProductType.objects.filter(pk=kind.pk).update(tax_class=chance.choice(classes))
        for variant in self.shop.catalogue.variants:
            pk = base64.b64decode(variant.product_id).decode().partition(":")[2]
            own = chance.choice(classes)
            Product.objects.filter(pk=pk).update(product_type=kind, tax_class=own)
        for listing in ProductVariantChannelListing.objects.all():
            amount = Decimal(chance.randrange(1, 30000)) / 100
            prices = {"price_amount": amount, "discounted_price_amount": amount}
            ProductVariantChannelListing.objects.filter(pk=listing.pk).update(**prices)


def _settings(chance: random.Random) -> dict[str, Any]:
    flat = chance.random() < 0.8
    strategies = TaxCalculationStrategy
    return {
        "tax_calculation_strategy": strategies.FLAT_RATES if flat else strategies.TAX_APP,
        "display_gross_prices": chance.random() < 0.6,
        "charge_taxes": chance.random() < 0.8,
    }
