"""A shop for the simulation: two channels, a few hundred things to buy, and the plugin at work."""

import random
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from django.db.models import F, Sum
from saleor.channel.models import Channel
from saleor.plugins.models import PluginConfiguration
from saleor.product.models import (
    Product,
    ProductChannelListing,
    ProductVariant,
    ProductVariantChannelListing,
)
from saleor.shipping import ShippingMethodType
from saleor.shipping.models import ShippingMethod, ShippingZone
from saleor.tax.models import TaxClassCountryRate, TaxConfiguration
from saleor.warehouse import WarehouseClickAndCollectOption
from saleor.warehouse.models import Stock, Warehouse

from saleor_push_plugin.dashboard import fields as dashboard
from saleor_push_plugin.settings import config, vapid_keys

from .log import Priced, Stocked, Write

# In Germany prices are entered without tax, and pages show them with it.
TAX = {"channel-eur": Decimal(19)}
CHANNELS = {"channel-eur": ("EUR", "DE", Decimal(1)), "channel-pln": ("PLN", "PL", Decimal(4))}
THINGS = 150
SETTINGS = {
    "send": True,
    "storefront_url": "https://shop.example",
    "contact": "mailto:push@shop.example.com",
}


@dataclass(frozen=True, kw_only=True)
class Shelves:
    channels: dict[str, Any]
    # Variants, each of a product of its own.
    variants: list[int]
    products: dict[int, int]
    method: Any
    # Where shoppers may collect; it sends parcels, too.
    shop: Any


def stock(chance: random.Random, write: Write, now: datetime) -> Shelves:
    """Fill an empty shop and write down what everything costs."""
    channels = {slug: _channel(slug) for slug in CHANNELS}
    zone = ShippingZone.objects.create(name="Everywhere", countries="DE,PL")
    zone.channels.set(channels.values())
    warehouse = Warehouse.objects.create(name="Main", slug="main")
    for channel in channels.values():
        warehouse.channels.add(channel)
    warehouse.shipping_zones.add(zone)
    shop = _shop(zone, channels)
    method = _method(zone, channels)
    for number in range(THINGS):
        _thing(number, channels, (warehouse, shop), chance, now, write)
    _switch_on(now)
    rows = ProductVariant.objects.order_by("pk").values_list("pk", "product")
    products = dict(rows)
    return Shelves(
        channels=channels, variants=list(products), products=products, method=method, shop=shop
    )


def shown(amount: Decimal, channel: str) -> Decimal:
    """What the pages of a channel show for a price that was entered there."""
    taxed = amount * (1 + TAX.get(channel, Decimal(0)) / 100)
    # As Saleor's API rounds amounts: halves to even.
    return taxed.quantize(Decimal("0.01"), ROUND_HALF_EVEN)


def available(variant: int) -> int:
    """What can be bought of it, in all warehouses together."""
    there = Stock.objects.filter(product_variant=variant)
    free = F("quantity") - F("quantity_allocated")
    return int(there.aggregate(n=Sum(free))["n"] or 0)


def free_in(warehouse: Warehouse) -> dict[int, int]:
    """What is free of each variant in one warehouse."""
    free = F("quantity") - F("quantity_allocated")
    there = Stock.objects.filter(warehouse=warehouse)
    return dict(there.annotate(free=free).values_list("product_variant_id", "free"))


def _shop(zone: ShippingZone, channels: dict[str, Any]) -> Warehouse:
    shop = Warehouse.objects.create(
        name="Shop in the city",
        slug="shop",
        click_and_collect_option=WarehouseClickAndCollectOption.LOCAL_STOCK,
    )
    for channel in channels.values():
        shop.channels.add(channel)
    shop.shipping_zones.add(zone)
    return shop


def _channel(slug: str) -> Any:
    currency, country, _ = CHANNELS[slug]
    channel = Channel.objects.create(
        slug=slug,
        name=slug,
        is_active=True,
        currency_code=currency,
        default_country=country,
        allow_unpaid_orders=True,
    )
    entered_with_tax = slug not in TAX
    TaxConfiguration.objects.create(channel=channel, prices_entered_with_tax=entered_with_tax)
    if not entered_with_tax:
        TaxClassCountryRate.objects.create(country=country, rate=TAX[slug])
    return channel


def _method(zone: ShippingZone, channels: dict[str, Any]) -> ShippingMethod:
    method = zone.shipping_methods.create(
        name="Courier",
        type=ShippingMethodType.PRICE_BASED,
        minimum_delivery_days=2,
        maximum_delivery_days=4,
    )
    for channel in channels.values():
        method.channel_listings.create(
            channel=channel, currency=channel.currency_code, price_amount=Decimal("4.90")
        )
    return method


def _thing(
    number: int,
    channels: dict[str, Any],
    warehouses: tuple[Warehouse, Warehouse],
    chance: random.Random,
    now: datetime,
    write: Write,
) -> None:
    product = Product.objects.create(name=f"Thing {number}", slug=f"thing-{number}")
    variant = product.variants.create(name="", sku=f"thing-{number}")
    pieces = chance.choice([0, 2, 5, 50, 500])
    elsewhere = chance.choice([0, 0, 20]) if pieces else 0
    for warehouse, quantity in zip(warehouses, (pieces, elsewhere), strict=True):
        Stock.objects.create(warehouse=warehouse, product_variant=variant, quantity=quantity)
    write(Stocked(at=now, variant=variant.pk, available=pieces + elsewhere))
    euros = Decimal(chance.randrange(500, 15000)) / 100
    for slug, channel in channels.items():
        amount = euros * CHANNELS[slug][2]
        shared = {"channel": channel, "currency": channel.currency_code}
        ProductChannelListing.objects.create(
            product=product,
            is_published=True,
            visible_in_listings=True,
            available_for_purchase_at=now,
            discounted_price_amount=amount,
            **shared,
        )
        ProductVariantChannelListing.objects.create(
            variant=variant, price_amount=amount, discounted_price_amount=amount, **shared
        )
        write(Priced(at=now, variant=variant.pk, channel=slug, amount=shown(amount, slug)))


def _switch_on(now: datetime) -> None:
    """As an owner does in the Dashboard, with everything else left as it comes."""
    vapid_keys.ensure(now)
    fields = [
        {"name": field["name"], "value": SETTINGS.get(field["name"], field["value"])}
        for field in dashboard.DEFAULTS
    ]
    PluginConfiguration.objects.create(
        identifier=config.PLUGIN_ID, name="Web Push", active=True, configuration=fields
    )
