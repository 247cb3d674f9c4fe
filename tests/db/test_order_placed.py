"""The main job, in one process: an order in the shop, a text in the browser."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from saleor_push_plugin import enqueue, tasks
from saleor_push_plugin.models import Event, Notification
from saleor_push_plugin.shop.connections import writer
from sandbox.pushservice import PushService
from tests.hosts.shop import Shop

from .conftest import Browser

Browsers = Callable[..., Browser]


def plain(text: str) -> str:
    return re.sub(r"[^\S\n]", " ", re.sub("[\u2068\u2069\u200f]", "", text))


def shirt_and_socks(shop: Shop) -> list:
    shirt, socks = shop.catalogue.variants[:2]
    return [(shirt, 2), (socks, 1)]


def test_a_customer_hears_of_the_order_with_all_it_costs(push: Shop, browser: Browsers) -> None:
    ada = push.register()
    phone = browser(ada, timeZone="Europe/Berlin")
    order = push.place_order(customer=ada, lines=shirt_and_socks(push))
    (text,) = phone.texts
    title, first, costs, delivery = plain(text).splitlines()
    assert title == f"Order {order.number}: thank you!"
    assert first == "2 × Linen shirt and 1 more item"
    assert costs == "Shipping €4.90 · Total €92.40"
    assert delivery.startswith("Estimated delivery: ")


def gift_card(balance: str) -> str:
    from saleor.giftcard.models import GiftCard

    with writer():
        worth = {"initial_balance_amount": balance, "current_balance_amount": balance}
        return GiftCard.objects.create(code="ABCD-1234-EF", currency="EUR", **worth).code


@pytest.mark.parametrize(
    ("balance", "costs"),
    [
        ("20.00", "Items €87.50 · Shipping €4.90 · Gift card -€20.00 · Total €72.40"),
        ("87.50", "Items €87.50 · Shipping €4.90 · Gift card -€87.50 · Total €4.90"),
        ("500.00", "Items €87.50 · Shipping €4.90 · Gift card -€92.40 · Total €0.00"),
    ],
)
def test_what_gift_cards_pay_is_said_so_that_the_parts_add_up(
    push: Shop, browser: Browsers, balance: str, costs: str
) -> None:
    ada = push.register()
    phone = browser(ada)
    checkout = push.new_checkout(customer=ada, lines=shirt_and_socks(push))
    push.use_code(checkout, gift_card(balance))
    push.complete(checkout)
    (text,) = phone.texts
    assert costs in plain(text).splitlines()


def test_a_guest_hears_of_the_order_by_the_checkout(push: Shop, browser: Browsers) -> None:
    laptop = browser()
    checkout = push.new_checkout(email="guest@example.com")
    laptop.use(checkout)
    order = push.complete(checkout)
    (text,) = laptop.texts
    assert text.startswith(f"Order {order.number}:")


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("pl-PL", "Zamówienie {}: dziękujemy!"),
        ("ar", "الطلب {}: شكرًا لك!"),
        ("cs", "Order {}: thank you!"),
    ],
)
def test_it_is_said_in_the_browsers_language(
    push: Shop, browser: Browsers, language: str, title: str
) -> None:
    ada = push.register()
    phone = browser(ada, language=language)
    order = push.place_order(customer=ada)
    (shown,) = phone.subscriber.shown()
    assert plain(shown.title) == title.format(order.number)
    assert (shown.lang, shown.dir) == (
        (language[:2], "rtl" if language == "ar" else "ltr") if language != "cs" else ("en", "ltr")
    )


def test_a_browser_without_a_language_gets_that_of_the_order(push: Shop, browser: Browsers) -> None:
    ada = push.register()
    phone = browser(ada)
    push.place_order(customer=ada, language="PL")
    assert phone.subscriber.shown()[0].lang == "pl"


def test_every_device_of_the_customer_and_nobody_elses(push: Shop, browser: Browsers) -> None:
    ada, eve = push.register(), push.register()
    devices = [browser(ada), browser(ada), browser(eve), browser()]
    push.place_order(customer=ada)
    assert [len(device.texts) for device in devices] == [1, 1, 0, 0]


def test_a_click_leads_to_the_orders_page(push: Shop, browser: Browsers) -> None:
    ada = push.register()
    phone = browser(ada)
    order = push.place_order(customer=ada)
    (shown,) = phone.subscriber.shown()
    page = f"https://shop.example/checkout?order={order.id.replace('=', '%3D')}"
    link, _, click = shown.navigate.partition("#push_click=")
    assert link == f"{page}&utm_source=web_push&utm_medium=push&utm_campaign=order_placed"
    assert len(click) == 38


def test_it_goes_out_with_topic_urgency_and_a_life_of_a_day(
    push: Shop, browser: Browsers, push_service: PushService
) -> None:
    ada = push.register()
    phone = browser(ada)
    push.place_order(customer=ada)
    (message,) = push_service.messages(phone.subscriber.token)
    assert message["urgency"] == "high"
    assert re.fullmatch("[0-9a-f]{32}", message["topic"])
    assert timedelta(hours=23) < timedelta(seconds=message["ttl"]) <= timedelta(hours=24)


def test_the_hook_costs_the_shop_one_statement_and_no_word_with_the_broker(
    push: Shop, browser: Browsers
) -> None:
    ada = push.register()
    phone = browser(ada)
    checkout = push.new_checkout(customer=ada)
    push.choose_delivery(checkout)
    with _broker_away(), CaptureQueriesContext(connection) as queries:
        push.finish(checkout)
    ours = [query["sql"] for query in queries if "saleor_push_plugin" in query["sql"]]
    assert len(ours) == 1
    assert "INSERT INTO saleor_push_plugin_event" in ours[0]
    assert phone.texts == []
    Event.objects.update(at=timezone.now() - timedelta(minutes=1))
    tasks.tick()
    assert len(phone.texts) == 1


def test_nothing_happens_while_sending_is_off(push: Shop, browser: Browsers) -> None:
    ada = push.register()
    phone = browser(ada)
    push.configure_push(send=False)
    push.place_order(customer=ada)
    assert phone.texts == []
    assert Event.objects.count() == 0


def test_a_scenario_can_be_switched_off(push: Shop, browser: Browsers) -> None:
    ada = push.register()
    phone = browser(ada)
    push.configure_push(scenario_order_placed=False)
    push.place_order(customer=ada)
    assert phone.texts == []
    assert Notification.objects.count() == 0


def test_a_failure_of_ours_does_not_break_the_shops_checkout(
    push: Shop, browser: Browsers, caplog: pytest.LogCaptureFixture
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE saleor_push_plugin_event RENAME TO gone")
    order = push.place_order()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE gone RENAME TO saleor_push_plugin_event")
    assert order.number
    assert "a hook failed" in caplog.text


@contextmanager
def _broker_away() -> Iterator[None]:
    """Celery is no longer eager, and nobody listens where the broker should be."""
    # A real Saleor names the setting in Django's way, and that one wins.
    names = ("task_always_eager", "CELERY_TASK_ALWAYS_EAGER")
    changes = tasks.handle.app.conf.changes
    changes.update(dict.fromkeys(names, False))
    try:
        yield
    finally:
        enqueue.wait_until_idle()
        for name in names:
            changes.pop(name)
