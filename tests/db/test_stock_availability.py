"""Stock that cannot be bought: reserved by checkouts, allocated, or preordered."""

import base64
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from saleor_push_plugin.shop.connections import writer
from saleor_push_plugin.shop.current_prices_and_stock import current_offers
from tests.hosts.refs import CheckoutRef, OrderRef
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver, Look
from .second_warehouse import second_warehouse
from .test_back_in_stock import count_zones
from .unheard import unheard
from .waiting import Waiting

Browsers = Callable[..., Browser]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def reserving(push: Shop) -> Iterator[Shop]:
    """A shop whose carts hold back what is in them for ten minutes."""
    push.configure_push(quiet_hours="", scenario_order_placed=False)
    push.reserve_stock(minutes=10)
    yield push
    push.reserve_stock(minutes=None)


@pytest.fixture
def waiting(push: Shop, look: Look, deliver: Deliver) -> Waiting:
    push.configure_push(quiet_hours="", scenario_order_placed=False)
    return Waiting(push, look, deliver)


def key(node_id: str) -> str:
    return base64.b64decode(node_id).decode().partition(":")[2]


def available(shop: Shop, channel: str = "") -> int:
    pair = int(key(shop.catalogue.variant("Linen shirt").id)), channel or "channel-eur"
    with writer():
        return current_offers([pair])[pair].available


def cart(shop: Shop, quantity: int) -> CheckoutRef:
    return shop.new_checkout(lines=[(shop.catalogue.variant("Linen shirt"), quantity)])


def change(model: str, which: dict[str, Any], **values: Any) -> None:
    """What no mutation of the shop can do, or not in all versions."""
    from django.apps import apps

    with writer():
        assert apps.get_model(model).objects.filter(**which).update(**values)


def pass_the_time(checkout: CheckoutRef) -> None:
    ago = timezone.now() - MINUTE
    held = {"checkout_line__checkout_id": key(checkout.id)}
    change("warehouse.Reservation", held, reserved_until=ago)


def test_what_a_cart_holds_cannot_be_bought_until_its_time_is_over(reserving: Shop) -> None:
    reserving.set_stock(reserving.catalogue.variant("Linen shirt"), 5)
    held = cart(reserving, 3)
    assert available(reserving) == 2
    reserving.update_lines(held, lines=[(reserving.catalogue.variant("Linen shirt"), 5)])
    assert available(reserving) == 0
    pass_the_time(held)
    assert available(reserving) == 5


def test_what_was_ordered_is_taken_once(reserving: Shop) -> None:
    reserving.set_stock(reserving.catalogue.variant("Linen shirt"), 5)
    reserving.complete(cart(reserving, 3))
    assert available(reserving) == 2


def test_carts_of_a_shop_that_does_not_reserve_hold_nothing(reserving: Shop) -> None:
    reserving.set_stock(reserving.catalogue.variant("Linen shirt"), 5)
    cart(reserving, 3)
    reserving.reserve_stock(minutes=None)
    assert available(reserving) == 5


def test_who_waits_is_told_once_a_cart_lets_go(
    reserving: Shop, browser: Browsers, waiting: Waiting
) -> None:
    phone = browser()
    waiting.has(2)
    held = cart(reserving, 2)
    waiting.stock(phone)
    waiting.after(MINUTE)
    assert phone.texts == []
    pass_the_time(held)
    waiting.after(MINUTE)
    assert phone.texts == [
        "Back in stock: Linen shirt, M\nYou can order again for €39.00.\nOnly 2 left"
    ]


def test_new_stock_that_goes_into_carts_at_once_is_not_told(
    reserving: Shop, browser: Browsers, waiting: Waiting
) -> None:
    phone = browser()
    waiting.has(0)
    waiting.stock(phone)
    # Up to 3.22 a hook of Saleor's would be faster than the shoppers.
    with unheard():
        waiting.has(2)
        cart(reserving, 2)
    waiting.after(MINUTE)
    assert phone.texts == []


# Ordered ahead.


def order_ahead(shop: Shop, **values: Any) -> None:
    variant = {"pk": key(shop.catalogue.variant("Linen shirt").id)}
    change("product.ProductVariant", variant, **{"is_preorder": True, **values})


def listing(shop: Shop, channel: str = "channel-eur") -> dict[str, Any]:
    variant = shop.catalogue.variant("Linen shirt")
    return {"variant_id": key(variant.id), "channel__slug": channel}


def ordered_ahead(shop: Shop, order: OrderRef, pieces: int, channel: str = "channel-eur") -> None:
    from saleor.product.models import ProductVariantChannelListing
    from saleor.warehouse.models import PreorderAllocation

    with writer():
        PreorderAllocation.objects.create(
            order_line_id=key(order.lines[0].id),
            quantity=pieces,
            product_variant_channel_listing=ProductVariantChannelListing.objects.get(
                **listing(shop, channel)
            ),
        )


def test_what_can_be_ordered_ahead_needs_no_stock(push: Shop) -> None:
    push.set_stock(push.catalogue.variant("Linen shirt"), 0)
    assert available(push) == 0
    order_ahead(push)
    assert available(push) > 1000
    order_ahead(push, preorder_end_date=timezone.now() + HOUR)
    assert available(push) > 1000
    order_ahead(push, preorder_end_date=timezone.now() - HOUR)
    assert available(push) == 0


def test_the_thresholds_of_the_channel_and_over_all_leave_what_nobody_ordered(push: Shop) -> None:
    first, second = push.place_order(), push.place_order()
    order_ahead(push, preorder_global_threshold=10)
    assert available(push) == 10
    change("product.ProductVariantChannelListing", listing(push), preorder_quantity_threshold=4)
    assert (available(push), available(push, "channel-pln")) == (4, 10)
    ordered_ahead(push, first, 3)
    assert (available(push), available(push, "channel-pln")) == (1, 7)
    ordered_ahead(push, second, 7, "channel-pln")
    assert (available(push), available(push, "channel-pln")) == (0, 0)


def test_what_carts_hold_of_a_preorder_counts_where_the_shop_reserves(reserving: Shop) -> None:
    from saleor.checkout.models import CheckoutLine
    from saleor.product.models import ProductVariantChannelListing
    from saleor.warehouse.models import PreorderReservation

    held = cart(reserving, 1)
    order_ahead(reserving, preorder_global_threshold=10)
    with writer():
        PreorderReservation.objects.create(
            checkout_line=CheckoutLine.objects.get(checkout_id=key(held.id)),
            product_variant_channel_listing=ProductVariantChannelListing.objects.get(
                **listing(reserving)
            ),
            quantity_reserved=4,
            reserved_until=timezone.now() + HOUR,
        )
    assert (available(reserving), available(reserving, "channel-pln")) == (6, 6)
    reserving.reserve_stock(minutes=None)
    assert available(reserving) == 10


def test_a_sweep_of_many_asks_no_more_often_than_of_one(reserving: Shop) -> None:
    pairs = [
        (int(key(variant.id)), channel.slug)
        for variant in reserving.catalogue.variants
        for channel in reserving.catalogue.channels
    ]
    counts = []
    for asked in (pairs[:1], pairs):
        with writer(), CaptureQueriesContext(connection) as queries:
            assert len(current_offers(asked)) == len(asked)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


# Several warehouses: what Saleor itself says.


def of_first(shop: Shop) -> dict[str, Any]:
    variant = key(shop.catalogue.variant("Linen shirt").id)
    return {"product_variant_id": variant, "warehouse__slug__in": slugs()}


def slugs() -> list[str]:
    from saleor.warehouse.models import Warehouse

    with writer():
        return list(Warehouse.objects.exclude(slug="second").values_list("slug", flat=True))


@pytest.mark.parametrize(("zones", "left"), [(True, 6), (False, 2)])
def test_a_zone_with_too_many_orders_takes_nothing_from_another(
    push: Shop, zones: bool, left: int
) -> None:
    """By the rule without zones all warehouses of a channel are one, in Saleor as well."""
    count_zones(zones)
    second_warehouse(push, same_zone=False)
    change("warehouse.Stock", of_first(push), quantity=0, quantity_allocated=4)
    assert available(push) == left


def test_carts_empty_no_more_than_their_warehouse(reserving: Shop) -> None:
    second_warehouse(reserving, same_zone=True)
    change("warehouse.Stock", of_first(reserving), quantity=5, quantity_allocated=0)
    cart(reserving, 5)
    change("warehouse.Stock", of_first(reserving), quantity=1)
    assert available(reserving) == 6
