"""An alert that the shopper asked for is never lost: it waits while its watch and reason stand."""

import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from saleor_push_plugin import tasks
from saleor_push_plugin.models import Event, Notification, Subscription, Watch, WatchedVariant
from saleor_push_plugin.shop.connections import writer
from sandbox.pushservice import PushService
from tests.hosts.goods import Variant
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver, Look
from .unheard import unheard
from .waiting import Waiting, endings, reckon_prices

Browsers = Callable[..., Browser]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CHEAP = "Linen shirt, M: now €29.90"


@pytest.fixture
def waiting(push: Shop, look: Look, deliver: Deliver) -> Waiting:
    push.configure_push(quiet_hours="", scenario_order_placed=False)
    return Waiting(push, look, deliver)


@pytest.fixture
def phone(browser: Browsers) -> Browser:
    return browser()


def titles(phone: Browser) -> list[str]:
    return [text.partition("\n")[0] for text in phone.texts]


def another_size(shop: Shop) -> Variant:
    """The shirt in L, sold out: copies of the rows of the shirt in M."""
    from saleor.product.models import ProductVariant, ProductVariantChannelListing
    from saleor.warehouse.models import Stock

    medium = shop.catalogue.variant("Linen shirt")
    with writer():
        large = ProductVariant.objects.get(pk=pk_of(medium))
        listings = ProductVariantChannelListing.objects.filter(variant_id=large.pk)
        stocks = Stock.objects.filter(product_variant_id=large.pk)
        rows = [*listings, *stocks]
        large.pk, large.sku, large.name = None, "shirt-l", "L"
        large.save()
        for row in rows:
            row.pk = None
            if isinstance(row, Stock):
                row.product_variant_id, row.quantity, row.quantity_allocated = large.pk, 0, 0
            else:
                row.variant_id = large.pk
            row.save()
    node = base64.b64encode(f"ProductVariant:{large.pk}".encode()).decode()
    return replace(medium, id=node)


def pk_of(variant: Variant) -> int:
    return int(base64.b64decode(variant.id).decode().partition(":")[2])


def told_of(waiting: Waiting, *amounts: str) -> None:
    for amount in amounts:
        waiting.costs(amount)
        waiting.after(MINUTE)


def test_another_size_is_told_of_on_the_same_day(waiting: Waiting, phone: Browser) -> None:
    large = another_size(waiting.shop)
    waiting.price(phone)
    waiting.stock(phone, large)
    told_of(waiting, "29.90")
    waiting.shop.set_stock(large, 20)
    waiting.after(HOUR)
    assert titles(phone) == [CHEAP, "Back in stock: Linen shirt, L"]


def test_a_better_price_is_news_two_hours_later(waiting: Waiting, phone: Browser) -> None:
    waiting.price(phone)
    told_of(waiting, "35.00")
    waiting.costs("20.00")
    waiting.after(2 * HOUR)
    assert titles(phone)[1:] == ["Linen shirt, M: now €20.00"]


def test_a_full_weekly_cap_is_no_reason(waiting: Waiting, phone: Browser) -> None:
    waiting.shop.configure_push(weekly_cap="0")
    waiting.price(phone)
    told_of(waiting, "29.90")
    assert titles(phone) == [CHEAP]


def test_what_was_asked_for_leaves_the_cap_to_others(
    waiting: Waiting, phone: Browser, browser: Browsers
) -> None:
    socks = waiting.shop.catalogue.variant("Wool socks")
    waiting.shop.configure_push(weekly_cap="1")
    waiting.price(phone)
    waiting.price(phone, socks)
    Watch.objects.filter(variant_id=pk_of(socks)).update(asked=False)
    told_of(waiting, "29.90")
    waiting.costs("1.00", socks)
    waiting.after(MINUTE)
    assert len(titles(phone)) == 2


def test_who_only_looked_has_the_cap(waiting: Waiting, phone: Browser) -> None:
    waiting.shop.configure_push(weekly_cap="0")
    waiting.price(phone)
    Watch.objects.update(asked=False)
    told_of(waiting, "29.90")
    assert endings() == [("skipped", "weekly_cap_reached")]


def test_told_then_sold_out_and_back_the_next_day(waiting: Waiting, phone: Browser) -> None:
    waiting.price(phone)
    told_of(waiting, "29.90")
    waiting.has(0)
    waiting.after(HOUR)
    waiting.has(20)
    waiting.after(DAY)
    assert titles(phone) == [CHEAP, CHEAP]


def test_told_then_sold_out_and_back_within_the_hour_waits_for_the_next_day(
    waiting: Waiting, phone: Browser
) -> None:
    waiting.price(phone)
    told_of(waiting, "29.90")
    for pieces in (0, 20, 0, 20):
        waiting.has(pieces)
        waiting.after(10 * MINUTE)
    assert titles(phone) == [CHEAP]
    assert Notification.objects.filter(state="pending").count() == 1
    waiting.after(DAY)
    assert titles(phone) == [CHEAP, CHEAP]
    waiting.after(DAY)
    assert len(titles(phone)) == 2


def test_what_sold_out_after_days_is_not_told_again(waiting: Waiting, phone: Browser) -> None:
    waiting.price(phone)
    told_of(waiting, "29.90")
    waiting.after(2 * DAY)
    waiting.has(0)
    waiting.after(HOUR)
    waiting.has(20)
    waiting.after(DAY)
    assert titles(phone) == [CHEAP]


def test_stock_is_told_the_day_after_a_price(waiting: Waiting, phone: Browser) -> None:
    waiting.price(phone)
    told_of(waiting, "29.90")
    waiting.has(0)
    waiting.after(HOUR)
    waiting.stock(phone)
    waiting.has(20)
    waiting.after(20 * HOUR)
    assert titles(phone) == [CHEAP, "Back in stock: Linen shirt, M"]
    waiting.after(DAY)
    assert phone.arrivals == 2


def test_a_price_that_fell_while_sold_out_is_told_with_the_stock(
    waiting: Waiting, phone: Browser
) -> None:
    waiting.price(phone)
    waiting.has(0)
    waiting.after(MINUTE)
    told_of(waiting, "29.90")
    assert titles(phone) == []
    waiting.has(20)
    waiting.after(3 * DAY)
    assert titles(phone) == [CHEAP]


def test_a_target_reached_while_sold_out_is_told_with_the_stock(
    waiting: Waiting, phone: Browser
) -> None:
    waiting.price(phone, target=30)
    waiting.has(0)
    waiting.after(MINUTE)
    told_of(waiting, "29.90")
    waiting.has(20)
    waiting.after(3 * DAY)
    assert titles(phone) == [CHEAP]


def test_who_waits_for_both_is_told_once(waiting: Waiting, phone: Browser) -> None:
    waiting.price(phone)
    waiting.has(0)
    waiting.stock(phone)
    told_of(waiting, "29.90")
    waiting.has(20)
    for _ in range(4):
        waiting.after(2 * MINUTE)
    assert titles(phone) == ["Back in stock: Linen shirt, M"]
    assert phone.arrivals == 1


def test_who_waits_for_both_is_told_once_by_the_task_of_a_hook(
    waiting: Waiting, phone: Browser
) -> None:
    """A task compares one variant; each event it finds has a task of its own."""
    waiting.price(phone)
    waiting.has(0)
    waiting.stock(phone)
    with unheard():
        waiting.shop.set_price(waiting.shirt, "29.90")
        reckon_prices()
        waiting.has(20)
    tasks.check_variant(pk_of(waiting.shirt))
    for _ in range(4):
        waiting.after(2 * MINUTE)
    assert titles(phone) == ["Back in stock: Linen shirt, M"]
    assert phone.arrivals == 1


@pytest.mark.parametrize("kind", ["price", "stock"])
def test_after_a_pause_of_three_days(waiting: Waiting, phone: Browser, kind: str) -> None:
    if kind == "stock":
        waiting.has(0)
    getattr(waiting, kind)(phone)
    Subscription.objects.update(paused_until=timezone.now() + 3 * DAY)
    waiting.has(20)
    told_of(waiting, "29.90")
    for _ in range(3):
        waiting.after(DAY - HOUR)
    assert titles(phone) == []
    waiting.after(4 * HOUR)
    assert len(titles(phone)) == 1


def test_a_pause_keeps_one_row_however_often_the_price_falls(
    waiting: Waiting, phone: Browser
) -> None:
    waiting.price(phone)
    Subscription.objects.update(paused_until=timezone.now() + 3 * DAY)
    told_of(waiting, "35.00", "33.00", "30.00", "29.90")
    assert Notification.objects.count() == 1
    assert Event.objects.filter(kind="price_dropped").count() == 4
    waiting.after(3 * DAY)
    assert titles(phone) == [CHEAP]


def test_a_reason_that_fell_away_ends_the_wait(waiting: Waiting, phone: Browser) -> None:
    waiting.price(phone)
    Subscription.objects.update(paused_until=timezone.now() + 3 * DAY)
    told_of(waiting, "29.90", "39.00")
    waiting.after(3 * DAY)
    assert titles(phone) == []
    assert endings() == [("skipped", "price_drop_too_small")]


def test_the_shoppers_own_limit_makes_it_wait(waiting: Waiting, phone: Browser) -> None:
    socks = waiting.shop.catalogue.variant("Wool socks")
    waiting.price(phone)
    waiting.price(phone, socks)
    Subscription.objects.update(weekly_limit=1)
    told_of(waiting, "29.90")
    waiting.costs("1.00", socks)
    waiting.after(MINUTE)
    assert endings() == [("sent", ""), ("pending", "shopper_limit_reached")]
    waiting.after(6 * DAY)
    assert len(titles(phone)) == 1
    waiting.after(DAY + HOUR)
    assert len(titles(phone)) == 2


@pytest.mark.parametrize("kind", ["price", "stock"])
def test_a_push_service_that_is_down_for_days_loses_nothing(
    waiting: Waiting, phone: Browser, push_service: PushService, kind: str
) -> None:
    if kind == "stock":
        waiting.has(0)
    getattr(waiting, kind)(phone)
    push_service.answer(503)
    waiting.has(20)
    told_of(waiting, "29.90")
    waiting.after(2 * DAY)
    push_service.answer_normally()
    waiting.after(DAY)
    assert len(titles(phone)) == 1


def test_a_browser_that_was_not_seen_is_told_once_it_is(waiting: Waiting, phone: Browser) -> None:
    waiting.price(phone)
    Subscription.objects.update(seen_at=timezone.now() - 500 * DAY)
    told_of(waiting, "29.90")
    assert endings() == [("pending", "not_seen")]
    Subscription.objects.update(seen_at=timezone.now() + 2 * DAY)
    waiting.after(2 * DAY)
    assert titles(phone) == [CHEAP]


@pytest.mark.parametrize("kind", ["price", "stock"])
def test_sold_out_for_a_moment_that_no_sweep_saw(
    waiting: Waiting, phone: Browser, kind: str
) -> None:
    if kind == "stock":
        waiting.has(0)
    getattr(waiting, kind)(phone)
    with unheard():
        waiting.has(20)
        waiting.shop.set_price(waiting.shirt, "29.90")
        reckon_prices()
        waiting.look()
        waiting.has(0)
        waiting.deliver()
        assert set(endings()) == {("skipped", "sold_out")}
        waiting.has(20)
    waiting.after(MINUTE)
    assert len(titles(phone)) == 1
    assert WatchedVariant.objects.get().available == 20
