"""Fills the sandbox's shelves, straight into its tables.

Run as a module, with the sandbox's settings in the environment, it does so for the database
they name.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.hosts.goods import (
    CHANNELS,
    COUNTRIES,
    DELIVERY_DAYS,
    GOODS,
    SHIPPING_METHOD,
    SHIPPING_PRICES,
    STAFF_EMAIL,
    STAFF_PASSWORD,
    STOCK,
    WAREHOUSE,
    Catalogue,
    Channel,
    Goods,
    Variant,
)

if TYPE_CHECKING:
    from tests.hosts.shop import Shop


def stock(shop: Shop) -> Catalogue:
    """Fill the shelves unless they are full, and tell the shop what stands on them."""
    shop.catalogue = _stocked()
    return shop.catalogue


def _stocked() -> Catalogue:
    from saleor.channel.models import Channel as Row
    from saleor.core.db.connection import allow_writer

    with allow_writer():
        if not Row.objects.filter(slug__in=CHANNELS).exists():
            _fill()
        return _catalogue()


def _fill() -> None:
    from django.db import transaction

    with transaction.atomic():
        _hire()
        channels = {slug: _open_channel(slug) for slug in CHANNELS}
        warehouse = _build_warehouse(channels)
        _offer_shipping(channels, warehouse)
        for goods in GOODS:
            _put_on_sale(goods, channels, warehouse)


def _hire() -> None:
    from saleor.account.models import Group, User
    from saleor.permission.models import Permission

    staff = User(email=STAFF_EMAIL, is_staff=True, is_superuser=True)
    staff.set_password(STAFF_PASSWORD)
    staff.save()
    Permission.objects.create(codename="manage_discounts", name="Manage sales and vouchers.")
    Permission.objects.create(codename="manage_orders", name="Manage orders.")
    Permission.objects.create(codename="manage_plugins", name="Manage plugins")
    Permission.objects.create(codename="manage_staff", name="Manage staff.")
    Permission.objects.create(codename="manage_users", name="Manage customers")
    # Superusers may do everything, but see only the channels of a group they are in.
    staff.groups.add(Group.objects.create(name="Full Access"))


def _open_channel(slug: str) -> Any:
    from saleor.channel.models import Channel as Row
    from saleor.tax.models import TaxConfiguration

    row = Row.objects.create(
        slug=slug,
        name=slug,
        is_active=True,
        currency_code=CHANNELS[slug],
        default_country=COUNTRIES[slug],
        allow_unpaid_orders=True,
    )
    TaxConfiguration.objects.create(channel=row)
    return row


def _build_warehouse(channels: dict[str, Any]) -> Any:
    from saleor.warehouse.models import Warehouse

    warehouse = Warehouse.objects.create(name=WAREHOUSE, slug="main-warehouse")
    warehouse.channels.set(channels.values())
    return warehouse


def _offer_shipping(channels: dict[str, Any], warehouse: Any) -> None:
    from saleor.shipping import ShippingMethodType
    from saleor.shipping.models import ShippingZone

    zone = ShippingZone.objects.create(name="Everywhere", countries=",".join(COUNTRIES.values()))
    zone.channels.set(channels.values())
    zone.warehouses.add(warehouse)
    soonest, latest = DELIVERY_DAYS
    method = zone.shipping_methods.create(
        name=SHIPPING_METHOD,
        type=ShippingMethodType.PRICE_BASED,
        minimum_delivery_days=soonest,
        maximum_delivery_days=latest,
    )
    for slug, channel in channels.items():
        price = Decimal(SHIPPING_PRICES[slug])
        method.channel_listings.create(
            channel=channel, currency=channel.currency_code, price_amount=price
        )


def _put_on_sale(goods: Goods, channels: dict[str, Any], warehouse: Any) -> None:
    from django.utils import timezone
    from django.utils.text import slugify
    from saleor.product.models import Category, Product

    category, _ = Category.objects.get_or_create(name="Clothes", slug="clothes")
    product = Product.objects.create(
        name=goods.product, slug=slugify(goods.product), category=category
    )
    variant = product.variants.create(name=goods.variant, sku=goods.sku, sort_order=0)
    variant.stocks.create(warehouse=warehouse, quantity=STOCK)
    for slug, channel in channels.items():
        price = Decimal(goods.prices[slug])
        shared = {"channel": channel, "currency": channel.currency_code}
        product.channel_listings.create(
            **shared,
            is_published=True,
            visible_in_listings=True,
            available_for_purchase_at=timezone.now(),
            discounted_price_amount=price,
        )
        variant.channel_listings.create(**shared, price_amount=price, discounted_price_amount=price)


def _catalogue() -> Catalogue:
    from saleor.channel.models import Channel as Row
    from saleor.product.models import ProductVariant
    from saleor.shipping.models import ShippingMethod
    from saleor.warehouse.models import Warehouse

    rows = {row.slug: row for row in Row.objects.filter(slug__in=CHANNELS)}
    variants = {row.sku: row for row in ProductVariant.objects.select_related("product")}
    return Catalogue(
        channels=tuple(_channel(rows[slug]) for slug in CHANNELS),
        variants=tuple(_variant(goods, variants[goods.sku]) for goods in GOODS),
        shipping_method_id=_id(ShippingMethod.objects.get(name=SHIPPING_METHOD)),
        warehouse_id=_id(Warehouse.objects.get(name=WAREHOUSE)),
    )


def _channel(row: Any) -> Channel:
    return Channel(id=_id(row), slug=row.slug, currency=row.currency_code)


def _variant(goods: Goods, row: Any) -> Variant:
    return Variant(
        id=_id(row),
        product_id=_id(row.product),
        product=goods.product,
        name=row.name,
        sku=row.sku,
        prices={slug: Decimal(price) for slug, price in goods.prices.items()},
    )


def _id(row: Any) -> str:
    import graphene

    return str(graphene.Node.to_global_id(type(row).__name__, row.pk))


def main() -> None:
    import django

    django.setup()
    catalogue = _stocked()
    print(f"stocked channels={len(catalogue.channels)} variants={len(catalogue.variants)}")


if __name__ == "__main__":
    main()
