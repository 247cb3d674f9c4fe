"""Hello to who has just come: once, whichever way they come; then what shipping costs."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from saleor_push_plugin import webpush
from saleor_push_plugin.models import Notification, Subscription
from saleor_push_plugin.shop.connections import writer
from sandbox.pushservice import PushService
from tests.hosts.refs import Customer
from tests.hosts.shop import Shop

from .conftest import Browser, ask
from .ways_to_ship import ship_free

Browsers = Callable[..., Browser]
DAY = timedelta(days=1)
OFFERS = ["ORDER_UPDATES", "OFFERS"]
PREFER = """mutation Prefer($endpoint: String!, $proof: String, $topics: [PushTopicEnum!]) {
  pushPreferencesUpdate(
    endpoint: $endpoint, proof: $proof, input: { topics: $topics, source: RENEWED }
  ) {
    errors { field message code } } }"""
HELLO = "We will keep you posted on your orders and our best offers."
SHIPPING = (
    "Good to know before you order\nShipping from €4.90 · within 5 days\n"
    "Here is how shipping and returns work."
)


@pytest.fixture
def open_shop(push: Shop) -> Shop:
    push.configure_push(quiet_hours="", scenario_order_placed=False)
    return push


@pytest.fixture
def ada(open_shop: Shop) -> Customer:
    return open_shop.register()


Tick = Callable[[timedelta], None]
SOON = timedelta(seconds=10)


def titles(browser: Browser) -> list[str]:
    return [text.partition("\n")[0][:7] for text in browser.texts]


def reasons() -> set[str]:
    return set(Notification.objects.values_list("reason", flat=True)) - {""}


def test_who_agrees_to_offers_is_welcomed_with_the_name_of_the_shop(
    open_shop: Shop, browser: Browsers, tick: Tick
) -> None:
    from django.contrib.sites.models import Site

    phone = browser(topics=OFFERS)
    tick(SOON)
    assert phone.texts == [f"Welcome to {Site.objects.get_current().name}!\n{HELLO}"]
    (shown,) = phone.subscriber.shown()
    channel = open_shop.catalogue.channel.slug
    assert shown.navigate.startswith(f"https://shop.example/{channel}?utm_source")


def test_who_did_not_agree_to_offers_is_not_welcomed(
    ada: Customer, browser: Browsers, tick: Tick
) -> None:
    phone = browser(ada, topics=["ORDER_UPDATES", "CART_REMINDERS"])
    tick(SOON)
    assert phone.texts == []
    assert not Notification.objects.exists()


def test_who_takes_it_back_at_once_hears_nothing(
    ada: Customer, browser: Browsers, tick: Tick
) -> None:
    phone = browser(ada, topics=OFFERS)
    Subscription.objects.update(topics=["order_updates"])
    tick(SOON)
    assert phone.texts == []
    assert reasons() == {"no_consent"}


def test_a_customer_is_welcomed_once_however_often_they_subscribe(
    ada: Customer, browser: Browsers, tick: Tick
) -> None:
    phone = browser(ada, topics=OFFERS)
    tick(SOON)
    phone.leave()
    again = browser(ada, topics=OFFERS)
    laptop = browser(topics=["ORDER_UPDATES"])
    laptop.login(ada)
    tick(2 * SOON)
    assert titles(phone) == ["Welcome"]
    assert (again.texts, laptop.texts) == ([], [])


def test_a_guest_who_was_welcomed_and_then_registers_is_not_welcomed_again(
    open_shop: Shop, browser: Browsers, tick: Tick
) -> None:
    phone = browser(topics=OFFERS)
    tick(SOON)
    phone.login(open_shop.register())
    tick(2 * SOON)
    assert titles(phone) == ["Welcome"]
    assert reasons() == {"already_welcomed"}


def test_a_guest_whose_welcome_may_have_arrived_is_not_welcomed_again_after_login(
    open_shop: Shop, browser: Browsers, tick: Tick, push_service: PushService
) -> None:
    phone = browser(topics=OFFERS)
    webpush.close()  # a connection that was idle would be replaced
    push_service.answer(reset=True, accept=True, times=1)
    tick(SOON)
    # It is tried again later than the customer's own would go.
    Notification.objects.update(due_at=timezone.now() + timedelta(days=1))
    phone.login(open_shop.register())
    tick(2 * SOON)
    assert titles(phone) == ["Welcome"]


def test_a_guest_who_left_and_comes_back_is_not_welcomed_again(
    open_shop: Shop, browser: Browsers, tick: Tick
) -> None:
    """push.js says so: the shop itself has forgotten them, and the endpoint is another."""
    phone = browser(topics=OFFERS)
    tick(SOON)
    phone.leave()
    again = browser(topics=OFFERS, returning=True)
    stranger = browser(topics=OFFERS)
    tick(2 * SOON)
    assert [titles(each) for each in (phone, again, stranger)] == [["Welcome"], [], ["Welcome"]]


def test_a_guest_the_push_service_had_lost_is_not_welcomed_again(
    open_shop: Shop, browser: Browsers, tick: Tick
) -> None:
    """The subscription was over, and is renewed under another endpoint at the next visit."""
    phone = browser(topics=OFFERS)
    tick(SOON)
    old = phone.subscriber.endpoint
    Subscription.objects.all().delete()
    renewed = browser(old=old)
    Subscription.objects.update(topics=["order_updates"])
    ask(PREFER, endpoint=renewed.subscriber.endpoint, topics=OFFERS)
    tick(2 * SOON)
    assert renewed.texts == []


def test_who_comes_back_and_logs_in_for_the_first_time_is_welcomed_as_a_customer(
    open_shop: Shop, browser: Browsers, tick: Tick
) -> None:
    again = browser(topics=OFFERS, returning=True)
    again.login(open_shop.register())
    tick(SOON)
    assert titles(again) == ["Welcome"]


def test_the_next_customer_at_a_shared_browser_is_welcomed_too(
    open_shop: Shop, ada: Customer, browser: Browsers, tick: Tick
) -> None:
    phone = browser(ada, topics=OFFERS)
    tick(SOON)
    phone.logout()
    eve = open_shop.register()
    second = browser(eve, topics=OFFERS)
    tick(2 * SOON)
    assert titles(second) == ["Welcome"]


def test_who_has_to_confirm_the_account_is_welcomed_when_that_is_done(
    ada: Customer, browser: Browsers, tick: Tick
) -> None:
    from django.contrib.sites.models import Site
    from saleor.account.models import User
    from saleor.plugins.manager import get_plugins_manager
    from saleor.site.models import SiteSettings

    SiteSettings.objects.update_or_create(
        site=Site.objects.get_current(), defaults={"enable_account_confirmation_by_email": True}
    )
    User.objects.filter(email=ada.email).update(is_confirmed=False)
    phone = browser(ada, topics=OFFERS)
    tick(SOON)
    assert phone.texts == []
    assert reasons() == {"account_not_confirmed"}
    User.objects.filter(email=ada.email).update(is_confirmed=True)
    for _ in range(2):
        user = User.objects.get(email=ada.email)
        with writer():
            get_plugins_manager(allow_replica=False).account_confirmed(user)
    tick(2 * SOON)
    assert titles(phone) == ["Welcome"]


def test_two_days_later_who_has_not_ordered_reads_what_shipping_costs(
    open_shop: Shop, ada: Customer, browser: Browsers, tick: Tick
) -> None:
    phone = browser(ada, topics=OFFERS)
    tick(SOON)
    tick(2 * DAY - timedelta(hours=1))
    assert len(phone.texts) == 1
    tick(2 * DAY + timedelta(minutes=1))
    assert phone.texts[1:] == [SHIPPING]
    (_, shown) = phone.subscriber.shown()
    channel = open_shop.catalogue.channel.slug
    assert shown.navigate.startswith(f"https://shop.example/{channel}/pages/shipping?utm_source")


def test_what_large_orders_cost_to_ship_is_not_told_to_newcomers(
    open_shop: Shop, ada: Customer, browser: Browsers, tick: Tick
) -> None:
    ship_free(minimum_order_price_amount="100")
    phone = browser(ada, topics=OFFERS)
    tick(SOON)
    tick(2 * DAY + timedelta(minutes=1))
    said = SHIPPING.replace("from €4.90", "€4.90 or less")
    assert phone.texts[1:] == [said]


@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_who_has_ordered_knows_it_already(
    open_shop: Shop, ada: Customer, browser: Browsers, tick: Tick, when: str
) -> None:
    if when == "before":
        open_shop.place_order(customer=ada)
    phone = browser(ada, topics=OFFERS)
    tick(SOON)
    if when == "meanwhile":
        open_shop.place_order(email=ada.email)
    tick(2 * DAY + timedelta(minutes=1))
    assert titles(phone).count("Welcome") == 1
    assert SHIPPING not in phone.texts
    assert "has_ordered" in reasons()


def test_an_account_that_is_gone_is_not_welcomed(
    open_shop: Shop, ada: Customer, browser: Browsers, tick: Tick
) -> None:
    phone = browser(ada, topics=OFFERS)
    open_shop.delete_account(ada)
    tick(SOON)
    assert phone.texts == []
