"""A product looked at and left: thought of once, unless it was carted or bought."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.models import Notification, PersonalVoucher, ProductView, Subscription
from tests.hosts.goods import Variant
from tests.hosts.refs import Customer
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver, Later, Look, ask

Browsers = Callable[..., Browser]
VIEWED = """mutation Viewed($endpoint: String!, $proof: String, $product: ID!) {
  pushProductViewed(endpoint: $endpoint, proof: $proof, productId: $product) {
    errors { field message code } } }"""
SOON = timedelta(hours=2, minutes=2)
DAY = timedelta(days=1)
SHIRT = "Still interested in Linen shirt?\n€39.00"


@pytest.fixture
def windows(push: Shop, look: Look) -> Shop:
    """A shop that has looked before, has no quiet hours, and says nothing else."""
    push.configure_push(quiet_hours="", scenario_order_placed=False, scenario_order_confirmed=False)
    look(timezone.now())
    return push


@pytest.fixture
def ada(windows: Shop) -> Customer:
    return windows.register()


@pytest.fixture
def phone(browser: Browsers, ada: Customer) -> Browser:
    made = browser(ada)
    agree(Topic.CART_REMINDERS)
    return made


def agree(*topics: Topic) -> None:
    Subscription.objects.update(topics=list(topics))


def see(browser: Browser, variant: Variant) -> None:
    ask(VIEWED, endpoint=browser.subscriber.endpoint, product=variant.product_id)


def reasons() -> set[str]:
    return set(Notification.objects.values_list("reason", flat=True)) - {""}


@pytest.fixture
def shirt(windows: Shop) -> Variant:
    return windows.catalogue.variant("Linen shirt")


@pytest.fixture
def socks(windows: Shop) -> Variant:
    return windows.catalogue.variant("Wool socks")


def test_a_product_looked_at_and_left_is_thought_of_once(
    phone: Browser, shirt: Variant, later: Later
) -> None:
    see(phone, shirt)
    later(timedelta(hours=1, minutes=45))
    assert phone.texts == []
    for minutes in (0, 1, 5, 60):
        later(SOON + timedelta(minutes=minutes))
    assert phone.texts == [f"{SHIRT}\nHave another look any time."]
    assert phone.arrivals == 1
    (shown,) = phone.subscriber.shown()
    page = shown.navigate.partition("&utm")[0]
    assert page.startswith("https://shop.example/channel-eur/products/linen-shirt?variant=")
    assert page.partition("variant=")[2] == shirt.id.replace("=", "%3D")


def test_only_the_last_product_looked_at_counts(
    phone: Browser, shirt: Variant, socks: Variant, later: Later
) -> None:
    see(phone, socks)
    see(phone, shirt)
    later(SOON)
    assert phone.texts == [f"{SHIRT}\nHave another look any time."]


def test_a_guest_is_reminded_in_the_same_browser_only(
    windows: Shop, browser: Browsers, shirt: Variant, later: Later
) -> None:
    laptop, other = browser(), browser()
    agree(Topic.CART_REMINDERS)
    see(laptop, shirt)
    later(SOON)
    assert (laptop.texts, other.texts) == ([f"{SHIRT}\nHave another look any time."], [])


def test_of_who_agreed_to_no_marketing_nothing_is_kept(
    phone: Browser, shirt: Variant, later: Later
) -> None:
    agree(Topic.ORDER_UPDATES)
    see(phone, shirt)
    assert ProductView.objects.count() == 0
    agree(Topic.ALERTS)
    see(phone, shirt)
    later(SOON)
    assert phone.texts == []


def test_who_takes_consent_back_hears_nothing(
    phone: Browser, shirt: Variant, look: Look, deliver: Deliver
) -> None:
    see(phone, shirt)
    look(timezone.now() + SOON)
    agree(Topic.ALERTS)
    deliver(timezone.now() + SOON)
    assert phone.texts == []
    assert reasons() == {"no_consent"}


@pytest.mark.parametrize("when", ["before", "meanwhile"])
@pytest.mark.parametrize("what", ["carted", "bought"])
def test_what_was_carted_or_bought_needs_no_reminder(
    windows: Shop,
    ada: Customer,
    phone: Browser,
    shirt: Variant,
    look: Look,
    deliver: Deliver,
    what: str,
    when: str,
) -> None:
    take = windows.new_checkout if what == "carted" else windows.place_order
    if when == "before":
        take(customer=ada, lines=[(shirt, 1)])
    see(phone, shirt)
    look(timezone.now() + SOON)
    if when == "meanwhile":
        take(customer=ada, lines=[(shirt, 1)])
    windows.configure_push(scenario_abandoned_cart=False)
    deliver(timezone.now() + SOON)
    assert phone.texts == []
    assert ("in_cart" if what == "carted" else "bought_meanwhile") in reasons()


def test_what_was_bought_as_a_guest_in_this_browser_counts_too(
    windows: Shop, browser: Browsers, shirt: Variant, later: Later
) -> None:
    laptop = browser()
    agree(Topic.CART_REMINDERS)
    see(laptop, shirt)
    checkout = windows.new_checkout(lines=[(shirt, 1)])
    laptop.use(checkout)
    windows.complete(checkout)
    later(SOON)
    assert laptop.texts == []


def test_few_left_is_said_and_sold_out_is_not_offered(
    windows: Shop, phone: Browser, shirt: Variant, socks: Variant, later: Later
) -> None:
    windows.set_stock(shirt, 3)
    see(phone, shirt)
    later(SOON)
    assert phone.texts == [f"{SHIRT} · Only 3 left"]
    windows.set_stock(socks, 0)
    see(phone, socks)
    later(SOON + timedelta(minutes=5))
    assert len(phone.texts) == 1
    assert "not_available" in reasons()


def test_after_logging_out_nothing_is_remembered(
    phone: Browser, shirt: Variant, later: Later
) -> None:
    see(phone, shirt)
    phone.logout()
    assert ProductView.objects.count() == 0
    later(SOON)
    assert phone.texts == []


def test_the_owner_may_add_a_personal_code(
    windows: Shop, phone: Browser, shirt: Variant, later: Later
) -> None:
    windows.make_voucher("Ten off", value=10)
    windows.configure_push(browse_voucher="Ten off")
    see(phone, shirt)
    later(SOON)
    code = PersonalVoucher.objects.get().code
    assert phone.texts == [f"{SHIRT}\nJust for you: 10% off with code {code}"]
    checkout = windows.new_checkout(lines=[(shirt, 1)])
    windows.choose_delivery(checkout)
    windows.use_code(checkout, code)
