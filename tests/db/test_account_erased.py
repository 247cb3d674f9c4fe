"""After an account was deleted no row of ours ties a browser to the person or to their orders."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import graphene
import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.utils import timezone

from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.engagement import delivery_log
from saleor_push_plugin.models import (
    GuestCheckout,
    Notification,
    PersonalVoucher,
    ProductView,
    Subscription,
    SurveyAnswer,
    Watch,
)
from tests.hosts.refs import Customer, OrderRef
from tests.hosts.shop import Shop

from .cart_story import cart_of
from .conftest import Browser, Deliver, Look
from .order_story import row
from .waiting import Waiting

Browsers = Callable[..., Browser]
DAY = timedelta(days=1)


def pk(global_id: str) -> str:
    return str(graphene.Node.from_global_id(global_id)[1])


def rows() -> Iterator[tuple[str, dict[str, str]]]:
    """Every row of every table of ours: its table, and all its columns as text."""
    for model in apps.get_app_config("saleor_push_plugin").get_models():
        for values in model._base_manager.values():
            yield model.__name__, {name: _text(value) for name, value in values.items()}


def _text(value: Any) -> str:
    return json.dumps(value, default=str)


def names(text: str, ids: set[str]) -> bool:
    return any(id in text for id in ids)


@pytest.fixture
def ada(push: Shop, look: Look) -> Customer:
    push.make_voucher("Thanks", value=10)
    push.configure_push(
        quiet_hours="", weekly_cap="100", loyalty_orders="1", loyalty_voucher="Thanks"
    )
    look(timezone.now())
    return push.register()


@pytest.fixture
def phone(browser: Browsers, ada: Customer) -> Browser:
    with connection.cursor() as cursor:
        # So that no other number looks like a browser's.
        cursor.execute("SELECT setval('saleor_push_plugin_subscription_id_seq', 987654000)")
    return browser(ada)


def everything(shop: Shop, ada: Customer, browser: Browsers, look: Look, deliver: Deliver) -> tuple:
    """All that a person can leave with us: in their phone, and in a browser without a login."""
    guest = browser()
    Subscription.objects.update(topics=list(Topic))
    as_guest = shop.new_checkout(email=ada.email)
    guest.use(as_guest)
    orders = [shop.complete(as_guest), shop.place_order(customer=ada)]
    parcels = [_arrived(shop, order) for order in orders]
    cart_of(shop, ada)
    for days in (0, 1, 2, 3, 4):
        at = timezone.now() + days * DAY + timedelta(hours=2)
        look(at)
        deliver(at)
    return guest, orders, parcels


def _arrived(shop: Shop, order: OrderRef) -> str:
    shop.mark_paid(order)
    parcel = shop.fulfill(order)
    shop.set_metadata(parcel, {"push.delivered_at": timezone.now().isoformat()})
    return parcel


def answer(browser: Browser) -> int:
    """Answer the newest survey on its page, and say so in words."""
    asked = [shown for shown in browser.subscriber.shown() if "/answer/" in shown.navigate]
    path = asked[-1].navigate.partition("/plugins/")[2]
    return Client().post(f"/plugins/{path}", {"value": "bad", "text": "Call Ada"}).status_code


def test_a_deleted_account_leaves_no_row_that_ties_a_browser_to_it_or_its_orders(
    push: Shop, ada: Customer, phone: Browser, browser: Browsers, look: Look, deliver: Deliver
) -> None:
    waiting = Waiting(push, look, deliver)
    waiting.price(phone)
    waiting.looks_at(phone)
    _guest, orders, parcels = everything(push, ada, browser, look, deliver)
    assert answer(phone) == 200
    left = {Notification, GuestCheckout, PersonalVoucher, ProductView, Watch, SurveyAnswer}
    assert all(model.objects.exists() for model in left)
    user = pk(ada.id)
    theirs = {pk(order.id) for order in orders} | {row(order.id).checkout_token for order in orders}
    devices = {*_devices()}

    push.delete_account(ada)

    # Staff can still ask for each of them.
    for id in Notification.objects.values_list("id", flat=True):
        assert len(delivery_log.of_notification(id)) == 1
    found = list(rows())
    assert not [(table, each) for table, each in found if f'"u{user}' in str(each.values())]
    assert not [(table, each) for table, each in found if each.get("user_id") == user]
    assert not [(table, each) for table, each in found if "Call Ada" in str(each)]
    assert not [(table, each) for table, each in found if names(str(each), {ada.email})]
    subjects = _subjects(found, theirs, {pk(parcel) for parcel in parcels})
    assert subjects
    for table, each in found:
        if _is_about(table, each, subjects, theirs):
            assert not _browsers_in(each, devices), (table, each)


def _devices() -> Iterator[str]:
    for id, public_id in Subscription.objects.values_list("id", "public_id"):
        yield from (f"s{id}", str(public_id), f"/{id}")


def _subjects(found: list, orders: set[str], parcels: set[str]) -> set[str]:
    """Ids of the events about the orders, as notifications refer to them."""
    return {
        each["id"]
        for table, each in found
        if table == "Event"
        and (
            names(each["key"], orders)
            or ("fulfillment" in each["key"] and json.loads(each["subject"]) in parcels)
        )
    }


def _is_about(table: str, each: dict[str, str], subjects: set[str], orders: set[str]) -> bool:
    return names(str(each), orders) or (table == "Notification" and each["event_id"] in subjects)


def _browsers_in(each: dict[str, str], devices: set[str]) -> list[str]:
    named = [id for id in devices if any(id in text for text in each.values())]
    return named + (
        [each["subscription_id"]] if each.get("subscription_id", "null") != "null" else []
    )


def test_a_guests_browser_hears_no_more_of_a_deleted_accounts_order(
    push: Shop, ada: Customer, browser: Browsers
) -> None:
    guest = browser()
    checkout = push.new_checkout(email=ada.email)
    guest.use(checkout)
    order = push.complete(checkout)
    assert len(guest.texts) == 1
    push.delete_account(ada)
    push.fulfill(order)
    assert len(guest.texts) == 1


def test_receipts_and_answers_of_a_deleted_account_are_refused(
    push: Shop, ada: Customer, phone: Browser, browser: Browsers, look: Look, deliver: Deliver
) -> None:
    everything(push, ada, browser, look, deliver)
    shown = phone.subscriber.shown()
    push.delete_account(ada)
    for each in shown:
        body = json.dumps({"token": each.data["receipt"]["token"], "event": "clicked"})
        Client().post("/plugins/saleor.push/receipt/", body, content_type="text/plain")
    assert not Notification.objects.exclude(clicked_at=None).exists()
    assert answer(phone) == 404
    assert not SurveyAnswer.objects.exists()
