"""Whose prices are watched: who asked, looked or carted, and agreed to alerts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.models import Consent, Subscription, Watch, WatchedVariant
from saleor_push_plugin.shop.sweeps import price_and_stock_changes
from tests.hosts.shop import CheckoutRef, Shop

from .conftest import Browser, Deliver, Look
from .unheard import unheard
from .waiting import Waiting, endings, reckon_prices

Browsers = Callable[..., Browser]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def waiting(push: Shop, look: Look, deliver: Deliver) -> Waiting:
    # Outside of the EU, where the price that the shopper knew is said: the tests look at it.
    push.configure_push(quiet_hours="", scenario_order_placed=False, outside_eu=True)
    return Waiting(push, look, deliver)


@pytest.fixture
def phone(browser: Browsers) -> Browser:
    return browser()


def test_watching_agrees_to_alerts_and_that_is_logged(waiting: Waiting, phone: Browser) -> None:
    waiting.price(phone)
    assert Subscription.objects.get().topics == [Topic.ORDER_UPDATES, Topic.ALERTS]
    assert Consent.objects.filter(granted=[Topic.ALERTS], source="watch").count() == 1


def test_alerts_taken_back_are_not_sent(waiting: Waiting, phone: Browser) -> None:
    waiting.price(phone)
    Subscription.objects.update(topics=[Topic.ORDER_UPDATES])
    waiting.costs("29.90")
    waiting.after(MINUTE)
    assert phone.texts == []
    assert endings() == [("skipped", "no_consent")]


def test_logging_out_forgets_what_was_waited_for(waiting: Waiting, browser: Browsers) -> None:
    shared = browser(waiting.shop.register())
    waiting.price(shared)
    shared.logout()
    waiting.costs("29.90")
    waiting.after(MINUTE)
    assert shared.texts == []
    assert Watch.objects.count() == 0


def test_what_nobody_waits_for_any_more_is_not_looked_at(
    waiting: Waiting, phone: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where a large part of the shop is watched, what nobody watches is left to the purge.
    monkeypatch.setattr(price_and_stock_changes, "MANY", 0)
    waiting.price(phone)
    assert WatchedVariant.objects.count() == 1
    phone.leave()
    waiting.look()
    assert WatchedVariant.objects.count() == 0


def test_what_was_looked_at_is_told_of_too(waiting: Waiting, phone: Browser) -> None:
    Subscription.objects.update(topics=[Topic.ALERTS])
    waiting.look()
    waiting.looks_at(phone)
    waiting.after(MINUTE)
    waiting.costs("29.90")
    waiting.after(MINUTE)
    assert phone.texts == ["Linen shirt, M: now €29.90\nWas €39.00\nAvailable to order right now."]


def test_a_price_that_rose_after_the_look_and_fell_back_is_no_news(
    waiting: Waiting, phone: Browser
) -> None:
    Subscription.objects.update(topics=[Topic.ALERTS])
    waiting.look()
    waiting.looks_at(phone)
    waiting.costs("49.00")
    waiting.after(MINUTE)
    waiting.costs("39.00")
    waiting.after(MINUTE)
    assert phone.texts == []


@dataclass(kw_only=True)
class Cart:
    """A customer's phone, and the shirt in a cart of theirs that no sweep has seen yet."""

    phone: Browser
    checkout: CheckoutRef


@pytest.fixture
def carted(waiting: Waiting, browser: Browsers) -> Callable[[], Cart]:
    """The storefront shows no price before it is asked to."""

    def fill() -> Cart:
        ada = waiting.shop.register()
        phone = browser(ada)
        Subscription.objects.update(topics=[Topic.ALERTS])
        waiting.look()
        checkout = waiting.shop.new_checkout(lines=[(waiting.shirt, 1)], customer=ada)
        return Cart(phone=phone, checkout=checkout)

    return fill


Carted = Callable[[], Cart]


@pytest.mark.parametrize("is_shown", [False, True])
def test_a_price_that_rose_after_it_was_carted_and_fell_back_is_no_news(
    waiting: Waiting, carted: Carted, is_shown: bool
) -> None:
    cart = carted()
    if is_shown:
        waiting.shop.show(cart.checkout)
    waiting.costs("49.00")
    waiting.after(MINUTE)
    waiting.costs("39.00")
    waiting.after(MINUTE)
    assert cart.phone.texts == []


def test_what_a_promotion_took_off_in_the_cart_is_known(waiting: Waiting, carted: Carted) -> None:
    waiting.shop.start_promotion(waiting.shirt, percent=20)
    reckon_prices()
    cart = carted()
    waiting.shop.update_lines(cart.checkout, lines=[(waiting.shirt, 2)])
    waiting.shop.show(cart.checkout)
    waiting.costs("49.00")
    waiting.after(MINUTE)
    waiting.costs("40.00")
    waiting.after(MINUTE)
    assert cart.phone.texts == []
    waiting.costs("30.00")
    waiting.after(MINUTE)
    assert cart.phone.texts == [
        "Linen shirt, M: now €24.00\nWas €31.20\nAvailable to order right now."
    ]


def test_what_others_wait_for_is_known_to_have_cost_less(
    waiting: Waiting, browser: Browsers, carted: Carted
) -> None:
    waiting.shop.start_promotion(waiting.shirt, percent=20)
    reckon_prices()
    waiting.price(browser())
    cart = carted()
    with unheard():
        waiting.costs("49.00")
    waiting.after(MINUTE)
    waiting.costs("39.00")
    waiting.after(MINUTE)
    assert cart.phone.texts == []


def test_an_old_list_price_less_a_new_promotion_was_never_a_price(
    waiting: Waiting, carted: Carted
) -> None:
    cart = carted()
    waiting.shop.show(cart.checkout)
    waiting.costs("60.00")
    waiting.shop.start_promotion(waiting.shirt, percent=50)
    reckon_prices()
    waiting.shop.update_lines(cart.checkout, lines=[(waiting.shirt, 2)])
    waiting.after(MINUTE)
    waiting.costs("50.00")
    waiting.after(MINUTE)
    assert cart.phone.texts == [
        "Linen shirt, M: now €25.00\nWas €30.00\nAvailable to order right now."
    ]


def test_a_look_at_a_higher_price_does_not_outdo_the_cart(waiting: Waiting, carted: Carted) -> None:
    cart = carted()
    waiting.costs("49.00")
    waiting.looks_at(cart.phone)
    waiting.after(MINUTE)
    waiting.costs("39.00")
    waiting.after(MINUTE)
    assert cart.phone.texts == []


def test_what_was_carted_before_its_shopper_agreed_had_a_price_nobody_knows(
    waiting: Waiting, carted: Carted
) -> None:
    cart = carted()
    Subscription.objects.update(topics=[Topic.CART_REMINDERS])
    waiting.after(HOUR)
    waiting.costs("49.00")
    waiting.shop.show(cart.checkout)
    Subscription.objects.update(topics=[Topic.ALERTS])
    touched(timezone.now() + HOUR)
    waiting.after(MINUTE)
    waiting.costs("44.00")
    waiting.after(MINUTE)
    assert cart.phone.texts == []


@pytest.mark.parametrize("changed", [{"price_override": 45}, {"is_gift": True}])
def test_what_a_cart_has_at_a_price_of_its_own_is_not_watched(
    waiting: Waiting, carted: Carted, changed: dict[str, Any]
) -> None:
    from saleor.checkout.models import CheckoutLine
    from saleor.core.db.connection import allow_writer

    carted()
    with allow_writer():
        CheckoutLine.objects.update(**changed)
    waiting.after(MINUTE)
    assert Watch.objects.count() == 0


def test_a_price_at_which_somebody_asked_again_is_no_news_after_a_rise(
    waiting: Waiting, phone: Browser
) -> None:
    waiting.price(phone)
    with unheard():
        waiting.costs("29.90")
    waiting.price(phone)
    waiting.costs("35.00")
    waiting.after(MINUTE)
    waiting.costs("29.90")
    waiting.after(MINUTE)
    assert phone.texts == []


@pytest.mark.parametrize("guest", [False, True])
def test_what_is_in_the_cart_is_told_of_too(
    waiting: Waiting, browser: Browsers, guest: bool
) -> None:
    ada = None if guest else waiting.shop.register()
    phone = browser(ada)
    Subscription.objects.update(topics=[Topic.ALERTS])
    waiting.look()
    cart = waiting.shop.new_checkout(lines=[(waiting.shirt, 1)], customer=ada)
    if guest:
        phone.use(cart)
    waiting.after(MINUTE)
    waiting.costs("29.90")
    waiting.after(MINUTE)
    assert phone.texts == ["Linen shirt, M: now €29.90\nWas €39.00\nAvailable to order right now."]


def test_nobody_is_watched_who_agreed_to_no_alerts(waiting: Waiting, browser: Browsers) -> None:
    ada = waiting.shop.register()
    phone = browser(ada)
    Subscription.objects.update(topics=[Topic.CART_REMINDERS])
    waiting.look()
    waiting.looks_at(phone)
    waiting.shop.new_checkout(customer=ada)
    waiting.after(MINUTE)
    assert Watch.objects.count() == 0


def test_a_look_is_forgotten_after_a_month_and_a_wish_is_not(
    waiting: Waiting, browser: Browsers
) -> None:
    looks, asks = browser(), browser()
    Subscription.objects.update(topics=[Topic.ALERTS])
    waiting.look()
    waiting.looks_at(looks)
    waiting.price(asks)
    waiting.after(MINUTE)
    assert Watch.objects.count() == 2
    waiting.after(31 * DAY)
    assert Watch.objects.get().asked


def test_who_looks_again_and_then_asks_has_asked(waiting: Waiting, phone: Browser) -> None:
    Subscription.objects.update(topics=[Topic.ALERTS])
    waiting.look()
    for _ in range(2):
        waiting.looks_at(phone)
        waiting.after(MINUTE)
    waiting.price(phone, target=20)
    assert Watch.objects.get().asked


def touched(at: datetime) -> None:
    """A shopper came back to the cart."""
    from saleor.checkout.models import Checkout
    from saleor.core.db.connection import allow_writer

    with allow_writer():
        Checkout.objects.update(last_change=at)
