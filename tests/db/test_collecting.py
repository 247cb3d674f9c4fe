"""Click and collect: placed, packed, ready, collected. Saleor has no status for the last two."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.models import Event, Notification, Subscription
from tests.hosts.refs import Customer, OrderRef
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver
from .places import open_place

COLLECTED = {"push.delivered_at": "2026-11-23T10:00:00Z"}


@pytest.fixture
def ada(push: Shop) -> Customer:
    return push.register()


@pytest.fixture
def phone(browser: Callable[..., Browser], ada: Customer) -> Browser:
    return browser(ada, timeZone="Europe/Berlin")


def to_collect(shop: Shop, ada: Customer, place: str) -> OrderRef:
    shirt, socks = shop.catalogue.variants[:2]
    checkout = shop.new_checkout(customer=ada, lines=[(shirt, 2), (socks, 1)])
    shop.choose_delivery(checkout, place)
    return shop.finish(checkout)


def hand_out(shop: Shop, order: OrderRef, place: str) -> str:
    return shop.fulfill_from(order, {line.id: {place: line.quantity} for line in order.lines})[0]


def heard(phone: Browser, order: OrderRef) -> list[str]:
    return [text.replace(f"rder {order.number}", "rder #") for text in phone.texts]


def objections(scenario: str) -> list[str]:
    found = Event.objects.filter(objections__has_key=scenario).order_by("id")
    return [event.objections[scenario] for event in found]


def test_an_order_to_collect_is_ready_and_collected_and_never_on_its_way(
    push: Shop, ada: Customer, phone: Browser
) -> None:
    place = open_place(push, "Annex", collect="local")
    order = to_collect(push, ada, place)
    parcel = hand_out(push, order, place)
    push.set_metadata(parcel, {"push.collect_until": "2027-01-15"})
    push.set_metadata(parcel, COLLECTED)
    contents = "2 × Linen shirt and 1 more item"
    assert heard(phone, order) == [
        f"Order #: thank you!\n{contents}\nTotal €87.50\nCollect from Annex",
        f"Order # is ready to collect\n{contents}\nAnnex · Torstr. 2, Berlin",
        f"Order # was collected\n{contents}\nThank you for your order.",
    ]
    assert objections("order_shipped") == ["not_shipped"]


def test_until_when_it_can_be_collected_is_said_where_the_shop_says_so(
    push: Shop, ada: Customer, phone: Browser, push_service: object, deliver: Deliver
) -> None:
    place = open_place(push, "Annex", collect="local")
    order = to_collect(push, ada, place)
    push_service.answer(503, times=1)  # type: ignore[attr-defined]
    parcel = hand_out(push, order, place)
    push.set_metadata(parcel, {"push.collect_until": "2027-01-15"})
    deliver(timezone.now() + timedelta(minutes=10))
    assert heard(phone, order)[1].splitlines()[-1] == "Collect by January 15"


def test_it_is_never_assumed_that_it_was_collected(
    push: Shop, ada: Customer, phone: Browser, look: Deliver, deliver: Deliver
) -> None:
    place = open_place(push, "Annex", collect="local")
    look(timezone.now())
    order = to_collect(push, ada, place)
    hand_out(push, order, place)
    look(timezone.now() + timedelta(days=20))
    deliver(timezone.now() + timedelta(days=20))
    assert len(heard(phone, order)) == 2


def test_what_another_warehouse_sends_is_not_ready_yet(
    push: Shop, ada: Customer, phone: Browser
) -> None:
    place = open_place(push, "Annex", collect="all")
    order = to_collect(push, ada, place)
    shirts, socks = order.lines
    first = push.catalogue.warehouse_id
    push.fulfill_from(order, {shirts.id: {place: 1, first: 1}, socks.id: {place: 1}})
    (text,) = heard(phone, order)[1:]
    assert text.splitlines() == [
        "Part of order # is ready to collect",
        "Linen shirt and 1 more item",
        "Annex · Torstr. 2, Berlin",
    ]
    assert "not_at_collection_point" in objections("ready_to_collect")


def test_an_order_to_collect_is_packed_to_be_collected(
    push: Shop, ada: Customer, phone: Browser, look: Deliver, deliver: Deliver
) -> None:
    place = open_place(push, "Annex", collect="local")
    push.ask_for_approval(asked=True)
    look(timezone.now())
    order = to_collect(push, ada, place)
    parcel = hand_out(push, order, place)
    look(timezone.now() + timedelta(minutes=2))
    deliver(timezone.now() + timedelta(minutes=2))
    push.approve(parcel)
    packed, ready = heard(phone, order)[1:]
    assert packed.splitlines()[0] == "Order # is being packed"
    assert packed.splitlines()[-1] == "It will soon be ready to collect."
    assert ready.splitlines()[0] == "Order # is ready to collect"


def test_who_collected_an_order_is_asked_about_it(
    push: Shop, ada: Customer, phone: Browser, deliver: Deliver
) -> None:
    push.configure_push(quiet_hours="")
    Subscription.objects.update(topics=[Topic.ORDER_UPDATES, Topic.SURVEYS])
    place = open_place(push, "Annex", collect="local")
    push.set_metadata(hand_out(push, to_collect(push, ada, place), place), COLLECTED)
    deliver(timezone.now() + timedelta(days=3, minutes=2))
    assert Notification.objects.filter(scenario="survey", state="sent").count() == 1


def test_an_order_that_is_shipped_is_not_collected(
    push: Shop, ada: Customer, phone: Browser
) -> None:
    order = push.place_order(customer=ada)
    push.set_metadata(push.fulfill(order), COLLECTED)
    assert objections("ready_to_collect") == ["not_collected"]
    assert objections("order_collected") == ["not_collected"]
