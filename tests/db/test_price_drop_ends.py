"""A watched price that fell: when it is not told, or no longer."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from saleor_push_plugin.models import Event
from sandbox.pushservice import PushService
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver, Look
from .unheard import unheard
from .waiting import Waiting, endings

Browsers = Callable[..., Browser]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def waiting(push: Shop, look: Look, deliver: Deliver) -> Waiting:
    push.configure_push(quiet_hours="", scenario_order_placed=False)
    return Waiting(push, look, deliver)


@pytest.fixture
def phone(browser: Browsers) -> Browser:
    return browser()


@pytest.mark.parametrize("guest", [False, True])
def test_not_if_bought_meanwhile(waiting: Waiting, browser: Browsers, guest: bool) -> None:
    ada = None if guest else waiting.shop.register()
    phone = browser(ada)
    waiting.price(phone)
    checkout = waiting.shop.new_checkout(lines=[(waiting.shirt, 1)], customer=ada)
    phone.use(checkout)
    waiting.shop.complete(checkout)
    waiting.costs("29.90")
    waiting.after(MINUTE)
    assert phone.texts == []
    assert endings() == [("skipped", "bought_meanwhile")]


def test_something_else_bought_is_no_reason(waiting: Waiting, browser: Browsers) -> None:
    ada = waiting.shop.register()
    phone = browser(ada)
    waiting.price(phone)
    socks = waiting.shop.catalogue.variant("Wool socks")
    waiting.shop.place_order(lines=[(socks, 1)], customer=ada)
    waiting.costs("29.90")
    waiting.after(MINUTE)
    assert len(phone.texts) == 1


def test_a_price_that_rose_again_while_the_push_waited_is_not_told(
    waiting: Waiting, phone: Browser, push_service: PushService
) -> None:
    waiting.price(phone)
    push_service.answer(503)
    waiting.costs("29.90")
    waiting.after(MINUTE)
    push_service.answer_normally()
    waiting.costs("39.00")
    waiting.after(HOUR)
    assert phone.texts == []
    assert endings() == [("skipped", "price_drop_too_small")]


def test_what_is_sold_out_is_not_told(waiting: Waiting, phone: Browser) -> None:
    waiting.price(phone)
    waiting.has(0)
    waiting.costs("29.90")
    waiting.after(MINUTE)
    assert phone.texts == []
    assert endings() == [("skipped", "sold_out")]


def test_not_again_after_a_rise_and_a_fall_back(waiting: Waiting, phone: Browser) -> None:
    waiting.price(phone)
    for amount in ("29.90", "39.00", "29.90", "29.00"):
        with unheard():
            waiting.costs(amount)
        waiting.after(2 * DAY)
    assert len(phone.texts) == 1
    with unheard():
        waiting.costs("25.00")
    waiting.after(2 * DAY)
    assert phone.texts[-1] == "Linen shirt, M: now €25.00\nAvailable to order right now."


def test_a_rise_before_the_fall_makes_no_bargain(waiting: Waiting, phone: Browser) -> None:
    waiting.price(phone)
    for amount in ("59.00", "39.00"):
        waiting.costs(amount)
        waiting.after(MINUTE)
    assert phone.texts == []


def test_hook_and_sweep_tell_once(waiting: Waiting, phone: Browser) -> None:
    waiting.price(phone)
    waiting.costs("29.90")
    for _ in range(3):
        waiting.after(MINUTE)
    waiting.shop.set_price(waiting.shirt, "29.90")
    waiting.after(MINUTE)
    assert phone.arrivals == 1
    assert Event.objects.filter(kind="price_dropped").count() == 1
