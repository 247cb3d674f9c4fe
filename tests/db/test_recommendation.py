"""Two weeks after an order: what goes with it, as other people's orders tell."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin.core.facts.recommendation import AFTER
from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.models import BoughtTogether, Event, Notification, Subscription
from saleor_push_plugin.shop.connections import writer
from saleor_push_plugin.shop.sweeps import sold_quantities
from tests.hosts.goods import Variant
from tests.hosts.refs import Customer
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver, Look
from .order_story import change
from .waiting import Waiting, endings

Browsers = Callable[..., Browser]
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SOCKS = "To go with Linen shirt\nWool socks · €9.50"
JACKET = "To go with Linen shirt\nRain jacket · €129.00"


@pytest.fixture
def waiting(push: Shop, look: Look, deliver: Deliver) -> Waiting:
    push.configure_push(quiet_hours="", scenario_order_placed=False)
    found = Waiting(push, look, deliver)
    found.look()
    return found


@pytest.fixture
def ada(waiting: Waiting) -> Customer:
    return waiting.shop.register()


@pytest.fixture
def phone(browser: Browsers, ada: Customer) -> Browser:
    made = browser(ada)
    Subscription.objects.update(topics=[Topic.OFFERS])
    return made


def count_pairs(waiting: Waiting) -> None:
    """As the sweeps of half a year, which learn a day of orders each."""
    from saleor_push_plugin.shop.sweeps.recommendations import CHUNK, HISTORY, count_pairs

    now = timezone.now() + waiting.passed
    with writer():
        for _ in range(HISTORY // CHUNK + 1):
            count_pairs(now, now)


def buys(waiting: Waiting, *products: str, customer: Customer | None = None) -> None:
    lines: list[tuple[Variant, int]] = [(waiting.shop.catalogue.variant(p), 1) for p in products]
    waiting.shop.place_order(lines=lines, customer=customer)


def two_weeks_later(waiting: Waiting) -> None:
    waiting.after(MINUTE)
    waiting.after(AFTER)


def test_what_is_in_the_cart_already_is_not_recommended(
    waiting: Waiting, ada: Customer, phone: Browser
) -> None:
    buys(waiting, "Linen shirt", "Wool socks")
    count_pairs(waiting)
    buys(waiting, "Linen shirt", customer=ada)
    socks = waiting.shop.catalogue.variant("Wool socks")
    waiting.shop.new_checkout(customer=ada, lines=[(socks, 1)])
    two_weeks_later(waiting)
    assert SOCKS not in phone.texts


def test_nothing_goes_with_what_was_all_paid_back(
    waiting: Waiting, ada: Customer, phone: Browser
) -> None:
    buys(waiting, "Linen shirt", "Wool socks")
    count_pairs(waiting)
    shirt = waiting.shop.catalogue.variant("Linen shirt")
    order = waiting.shop.place_order(lines=[(shirt, 1)], customer=ada)
    waiting.shop.mark_paid(order)
    waiting.shop.refund(order, order.total)
    two_weeks_later(waiting)
    assert [text for text in phone.texts if text.startswith("Goes well")] == []


def test_what_others_bought_with_it_is_recommended(
    waiting: Waiting, ada: Customer, phone: Browser
) -> None:
    buys(waiting, "Linen shirt", "Wool socks")
    buys(waiting, "Linen shirt", customer=ada)
    waiting.passed = MINUTE
    count_pairs(waiting)
    two_weeks_later(waiting)
    assert phone.texts == [SOCKS]


def test_what_is_bought_together_most_often_comes_first(
    waiting: Waiting, ada: Customer, phone: Browser
) -> None:
    buys(waiting, "Linen shirt", "Rain jacket")
    buys(waiting, "Linen shirt", "Rain jacket")
    buys(waiting, "Linen shirt", "Wool socks")
    buys(waiting, "Linen shirt", customer=ada)
    waiting.passed = MINUTE
    count_pairs(waiting)
    two_weeks_later(waiting)
    assert phone.texts == [JACKET]


def test_where_nothing_was_learned_the_category_helps(
    waiting: Waiting, ada: Customer, phone: Browser
) -> None:
    buys(waiting, "Linen shirt", customer=ada)
    two_weeks_later(waiting)
    assert phone.texts == [JACKET]


def more_of_the_category(waiting: Waiting, number: int) -> list[Any]:
    """Products that come before all others by their names; nothing of them is on sale anywhere."""
    from saleor.product.models import Product

    first = Product.objects.get(name="Linen shirt")
    with writer():
        return [_copy(first, slug=f"a-{n:03}", name=f"A {n:03}") for n in range(number)]


def _copy(row: Any, **changes: Any) -> Any:
    """One more row like it, with all the columns this Saleor has."""
    names = [field.attname for field in row._meta.concrete_fields if not field.primary_key]
    values = {name: getattr(row, name) for name in names} | changes
    unique = {"default_variant_id": None, "external_reference": None, "sku": None}
    return type(row).objects.create(**values | {n: v for n, v in unique.items() if n in values})


def put_on_sale(waiting: Waiting, products: list[Any]) -> None:
    """In the channel and with a price, but without a single piece of them."""
    from saleor.product.models import Product

    first = Product.objects.get(name="Linen shirt")
    variant = first.variants.first()
    with writer():
        for product in products:
            for listing in first.channel_listings.all():
                _copy(listing, product_id=product.pk)
            new = _copy(variant, product_id=product.pk)
            for listing in variant.channel_listings.all():
                _copy(listing, variant_id=new.pk)


def test_what_is_not_for_sale_takes_nobodys_place(
    waiting: Waiting, ada: Customer, phone: Browser
) -> None:
    more_of_the_category(waiting, 60)
    buys(waiting, "Linen shirt", customer=ada)
    two_weeks_later(waiting)
    assert phone.texts == [JACKET]


def test_what_is_sold_out_takes_nobodys_place(
    waiting: Waiting, ada: Customer, phone: Browser
) -> None:
    put_on_sale(waiting, more_of_the_category(waiting, 25))
    buys(waiting, "Linen shirt", customer=ada)
    two_weeks_later(waiting)
    assert phone.texts == [JACKET]


def test_of_its_category_what_sells_best_comes_first(
    waiting: Waiting, ada: Customer, phone: Browser
) -> None:
    buys(waiting, "Wool socks")
    buys(waiting, "Linen shirt", customer=ada)
    for _ in range(sold_quantities.PERIOD // DAY):
        waiting.look()
    two_weeks_later(waiting)
    assert phone.texts == [SOCKS]


def test_what_was_bought_already_is_not_recommended(
    waiting: Waiting, ada: Customer, phone: Browser
) -> None:
    buys(waiting, "Linen shirt", "Wool socks")
    buys(waiting, "Wool socks", customer=ada)
    Event.objects.all().delete()
    buys(waiting, "Linen shirt", customer=ada)
    waiting.passed = MINUTE
    count_pairs(waiting)
    two_weeks_later(waiting)
    assert phone.texts
    assert not any("\nWool socks" in text for text in phone.texts)


def test_what_is_sold_out_is_not_recommended(
    waiting: Waiting, ada: Customer, phone: Browser
) -> None:
    buys(waiting, "Linen shirt", customer=ada)
    waiting.shop.set_stock(waiting.shop.catalogue.variant("Rain jacket"), 0)
    two_weeks_later(waiting)
    assert phone.texts == [SOCKS]


def test_where_there_is_nothing_nothing_is_said(
    waiting: Waiting, ada: Customer, phone: Browser
) -> None:
    buys(waiting, "Linen shirt", customer=ada)
    for product in ("Rain jacket", "Wool socks"):
        waiting.shop.set_stock(waiting.shop.catalogue.variant(product), 0)
    two_weeks_later(waiting)
    assert phone.texts == []
    assert Notification.objects.filter(scenario="recommendation").count() == 0


def test_bought_while_the_push_waited(waiting: Waiting, ada: Customer, phone: Browser) -> None:
    waiting.shop.configure_push(quiet_hours="00:00-23:59")
    buys(waiting, "Linen shirt", customer=ada)
    two_weeks_later(waiting)
    buys(waiting, "Rain jacket", customer=ada)
    waiting.shop.configure_push(quiet_hours="")
    waiting.after(DAY)
    assert phone.texts
    assert not any("\nRain jacket" in text for text in phone.texts)


def test_a_cancelled_order_recommends_nothing(
    waiting: Waiting, ada: Customer, phone: Browser
) -> None:
    order = waiting.shop.place_order(customer=ada)
    waiting.shop.cancel(order)
    two_weeks_later(waiting)
    assert phone.texts == []


@pytest.mark.parametrize("status", ["returned", "partially_returned"])
def test_nothing_goes_with_what_was_sent_back(
    waiting: Waiting, ada: Customer, phone: Browser, status: str
) -> None:
    change(waiting.shop.place_order(customer=ada).id, status=status)
    two_weeks_later(waiting)
    assert phone.texts == []


def test_it_is_for_who_agreed_to_offers(waiting: Waiting, ada: Customer, phone: Browser) -> None:
    Subscription.objects.update(topics=[Topic.ALERTS])
    buys(waiting, "Linen shirt", customer=ada)
    two_weeks_later(waiting)
    assert phone.texts == []
    assert ("skipped", "no_consent") in endings()


def test_it_is_said_once(waiting: Waiting, ada: Customer, phone: Browser) -> None:
    buys(waiting, "Linen shirt", customer=ada)
    two_weeks_later(waiting)
    for _ in range(3):
        waiting.after(MINUTE)
    assert phone.arrivals == 1


def test_orders_are_counted_once_however_often_one_learns(waiting: Waiting) -> None:
    buys(waiting, "Linen shirt", "Wool socks")
    waiting.passed = MINUTE
    for _ in range(2):
        count_pairs(waiting)
    assert set(BoughtTogether.objects.values_list("orders", flat=True)) == {1}
    assert BoughtTogether.objects.count() == 2
