"""Fills a real Saleor's shelves through its own staff mutations."""

from __future__ import annotations

from typing import Any

from tests.hosts import documents, stocking
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
    Goods,
)
from tests.hosts.shelves import catalogue, look
from tests.hosts.shop import ADDRESSES, SHOPPER, Shop


def make_ready() -> None:
    """Once per process, before the test database is migrated."""
    # 3.23 has migrations that can be imported only after the schema, lest they import in a circle.
    import saleor.graphql.api  # noqa: F401


def prepare() -> None:
    """What no mutation can do: the first member of staff, and what migrations once put there.

    A transactional test ends by emptying every table, also those that migrations filled.
    """
    from django.contrib.sites.models import Site
    from saleor.account.models import User
    from saleor.core.db.connection import allow_writer
    from saleor.site.models import SiteSettings

    with allow_writer():
        site, _ = Site.objects.get_or_create(pk=1, defaults={"domain": "localhost"})
        SiteSettings.objects.get_or_create(site=site)
        _name_a_default_customer_type()
        if not User.objects.filter(email=STAFF_EMAIL).exists():
            _hire()


def _name_a_default_customer_type() -> None:
    try:
        from saleor.account.models import CustomerType
    except ImportError:
        return  # before 3.23 customers had no type
    called = {"name": "Default", "slug": "default"}
    CustomerType.objects.get_or_create(is_default=True, defaults=called)


def _hire() -> None:
    from saleor.account.models import Group, User

    staff = User(email=STAFF_EMAIL, is_staff=True, is_superuser=True)
    staff.set_password(STAFF_PASSWORD)
    staff.save()
    # Superusers may do everything, but see only the channels of a group they are in.
    everywhere, _ = Group.objects.get_or_create(
        name="Full Access", restricted_access_to_channels=False
    )
    everywhere.user_set.add(staff)


def stock(shop: Shop) -> Catalogue:
    """Fill the shelves unless they are full, and tell the shop what stands on them."""
    shelves = look(shop)
    if not shelves["channels"]:
        _fill(shop)
        shelves = look(shop)
    shop.catalogue = catalogue(shelves)
    return shop.catalogue


def _fill(shop: Shop) -> None:
    settings = {"enableAccountConfirmationByEmail": False, "fulfillmentAllowUnpaid": True}
    shop.ask_as_staff(stocking.SHOP_SETTINGS_UPDATE, input=settings)
    warehouse = _make(shop, stocking.CREATE_WAREHOUSE, name=WAREHOUSE, address=_address("DE"))
    channels = {slug: _open_channel(shop, slug, warehouse) for slug in CHANNELS}
    _offer_shipping(shop, channels, warehouse)
    kind = _make(
        shop, stocking.PRODUCT_TYPE_CREATE, name="Clothes", kind="NORMAL", isShippingRequired=True
    )
    category = _make(shop, stocking.CATEGORY_CREATE, name="Clothes")
    for goods in GOODS:
        product = _make(
            shop, stocking.PRODUCT_CREATE, name=goods.product, productType=kind, category=category
        )
        _put_on_sale(shop, goods, product, channels, warehouse)


def _open_channel(shop: Shop, slug: str, warehouse: str) -> str:
    return _make(
        shop,
        stocking.CHANNEL_CREATE,
        name=slug,
        slug=slug,
        currencyCode=CHANNELS[slug],
        defaultCountry=COUNTRIES[slug],
        isActive=True,
        addWarehouses=[warehouse],
        # An order needs no payment to be placed: no payment gateway in the tests.
        orderSettings={"allowUnpaidOrders": True, "automaticallyConfirmAllNewOrders": True},
    )


def _offer_shipping(shop: Shop, channels: dict[str, str], warehouse: str) -> None:
    zone = _make(
        shop,
        stocking.SHIPPING_ZONE_CREATE,
        name="Europe",
        countries=list(COUNTRIES.values()),
        addWarehouses=[warehouse],
        addChannels=list(channels.values()),
    )
    earliest, latest = DELIVERY_DAYS
    method = _make(
        shop,
        stocking.SHIPPING_PRICE_CREATE,
        name=SHIPPING_METHOD,
        type="PRICE",
        shippingZone=zone,
        minimumDeliveryDays=earliest,
        maximumDeliveryDays=latest,
    )
    prices = [{"channelId": channels[slug], "price": p} for slug, p in SHIPPING_PRICES.items()]
    document = stocking.SHIPPING_METHOD_CHANNEL_LISTING_UPDATE
    shop.ask_as_staff(document, id=method, input={"addChannels": prices})


def _put_on_sale(
    shop: Shop, goods: Goods, product: str, channels: dict[str, str], warehouse: str
) -> None:
    shown = {"isPublished": True, "visibleInListings": True, "isAvailableForPurchase": True}
    listings = [{"channelId": channel, **shown} for channel in channels.values()]
    document = stocking.PRODUCT_CHANNEL_LISTING_UPDATE
    shop.ask_as_staff(document, id=product, input={"updateChannels": listings})
    variant = _make(
        shop,
        stocking.PRODUCT_VARIANT_CREATE,
        product=product,
        name=goods.variant,
        sku=goods.sku,
        attributes=[],
        stocks=[{"warehouse": warehouse, "quantity": STOCK}],
    )
    prices = [{"channelId": channels[slug], "price": p} for slug, p in goods.prices.items()]
    document = documents.PRODUCT_VARIANT_CHANNEL_LISTING_UPDATE
    shop.ask_as_staff(document, id=variant, input=prices)


def _make(shop: Shop, document: str, /, **values: Any) -> str:
    """Send one create mutation; give back the id of what it made."""
    payload = shop.ask_as_staff(document, input=values)
    made = next(value for name, value in payload.items() if name != "errors")
    return str(made["id"])


def _address(country: str) -> dict[str, str]:
    return {**SHOPPER, **ADDRESSES[country]}
