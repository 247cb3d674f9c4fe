"""A subscription outlives rotated keys, lost subscriptions, and time without a line."""

import time
from collections.abc import Iterator
from functools import partial

import pytest

from sandbox.browsers.firefox import Firefox
from sandbox.browsers.site import Site
from sandbox.live import LiveShop
from sandbox.pushservice import PushService, token_of
from tests.browser.storefront_kit import Device, eventually, payload, stays, worker_site
from tests.browser.storefront_page import Page
from tests.wire.vapid_sender import VapidSender

pytestmark = pytest.mark.browser

MAKE_KEY = ("-m", "django", "push_keys", "make")


def browsers_by_key(live_shop: LiveShop) -> dict[str, int]:
    """How many browsers depend on each key, as `push_keys` lists them."""
    lines = [line.split("\t") for line in live_shop.run("-m", "django", "push_keys").splitlines()]
    return {columns[0]: int(columns[-1].split()[0]) for columns in lines if len(columns) == 5}


def test_a_rotated_key_costs_no_news_and_is_taken_over_on_the_next_visit(
    page: Page, live_shop: LiveShop
) -> None:
    page.push("subscribe()")
    before, former = page.endpoint(), next(iter(browsers_by_key(live_shop)))
    live_shop.run(*MAKE_KEY)
    page.buy()  # Still signed with the key this browser subscribed with.
    page.wait_for_news_of(page.order_number())
    depending = browsers_by_key(live_shop)
    page.days_later()
    assert page.push("state()") == "subscribed"
    assert page.endpoint() != before
    moved = browsers_by_key(live_shop)
    current = next(iter(moved))
    assert current != former
    assert moved[former] == depending[former] - 1
    assert moved[current] == depending[current] + 1
    page.buy()
    page.wait_for_news_of(page.order_number())
    stays(lambda: len(page.titles()), 2)


def test_a_subscription_lost_after_the_key_was_rotated_goes_on_without_a_visit(
    page: Page, live_shop: LiveShop, push_service: PushService
) -> None:
    page.push("subscribe()")
    before = page.endpoint()
    live_shop.run(*MAKE_KEY)
    push_service.hang_up(forget=True)
    eventually(lambda: page.renewed(before), True)
    eventually(lambda: "topics" in (page.push("preferences()") or {}), True)
    page.buy()
    page.wait_for_news_of(page.order_number())


RENEW_UNHEARD = """navigator.serviceWorker.ready.then(async ({ pushManager }) => {
  const former = await pushManager.getSubscription();
  await former.unsubscribe();
  await pushManager.subscribe(former.options);
  return true;
})"""


def test_a_subscription_renewed_with_the_former_key_unheard_by_the_shop_moves_at_the_next_visit(
    page: Page, live_shop: LiveShop
) -> None:
    """The worker renews with the key that it knows, while the shop cannot be reached."""
    page.push("subscribe()")
    live_shop.run(*MAKE_KEY)
    assert page.firefox.eval(RENEW_UNHEARD)
    page.days_later()
    assert page.push("state()") == "subscribed"
    page.buy()
    page.wait_for_news_of(page.order_number())


def test_a_rotated_key_loses_no_customer(page: Page, live_shop: LiveShop) -> None:
    customer = live_shop.shop.register()
    page.push("subscribe()")
    page.log_in(customer.token, customer.email)
    live_shop.run(*MAKE_KEY)
    page.days_later()
    order = live_shop.shop.place_order(customer=customer)
    page.wait_for_news_of(order.number)


DATABASE = """
import django
django.setup()
from saleor.core.db.connection import allow_writer
from saleor_push_plugin.models import Subscription
with allow_writer():
    {}
"""
LONG_AGO = "Subscription.objects.update(seen_at='2026-01-01T00:00Z')"
WHEN = "print('seen', *Subscription.objects.values_list('seen_at__date', flat=True))"
# Which questions the page asks the shop, and how often it came to the front.
COUNTING = r"""(() => {
  const { fetch } = window;
  Object.assign(window, { asked: [], returns: 0 });
  window.fetch = (url, options) => {
    asked.push(/[{]\s*(\w+)/.exec(JSON.parse(options.body).query)[1]);
    return fetch(url, options);
  };
  document.addEventListener("visibilitychange", () => document.hidden || returns++);
  return true;
})()"""


def come_back(page: Page) -> None:
    """The app goes behind another tab, and comes to the front again."""
    times, (own, *_) = page.firefox.eval("returns"), page.firefox.tabs()
    page.firefox.new_tab()
    page.firefox.close_tab()
    page.firefox.switch_to(own)
    page.firefox.wait_for(f"returns === {times + 1}")


def test_an_app_that_stays_open_counts_as_a_visit_once_a_day(
    page: Page, live_shop: LiveShop
) -> None:
    """An installed app is not loaded for days. Nothing is asked for the visit alone."""

    def last_seen() -> str:
        return live_shop.run("-c", DATABASE.format(WHEN)).rpartition("seen ")[2].strip()

    page.push("subscribe()")
    page.firefox.eval(COUNTING)
    come_back(page)
    stays(lambda: page.firefox.eval("asked"), [])
    live_shop.run("-c", DATABASE.format(LONG_AGO))
    page.memory("{ ...me, at: 0 }")
    come_back(page)
    eventually(lambda: page.firefox.eval("asked"), ["pushConfig", "pushSubscriptionRenew"])
    eventually(lambda: page.memory()["at"] > 0, True)
    assert last_seen() > "2026-01-01"
    come_back(page)
    stays(lambda: len(page.firefox.eval("asked")), 2)


def test_news_of_a_time_without_a_line_are_shown_when_it_is_back(
    page: Page, push_service: PushService
) -> None:
    page.push("subscribe()")
    token = token_of(page.endpoint())
    push_service.set_online(token, False)
    page.buy()
    eventually(lambda: len(push_service.messages(token)), 1)
    assert page.titles() == []
    push_service.set_online(token, True)
    page.wait_for_news_of(page.order_number())


def test_of_an_order_shipped_while_there_was_no_line_only_that_is_shown(
    page: Page, live_shop: LiveShop, push_service: PushService
) -> None:
    customer = live_shop.shop.register()
    page.push("subscribe()")
    page.log_in(customer.token, customer.email)
    token = token_of(page.endpoint())
    push_service.set_online(token, False)
    order = live_shop.shop.place_order(customer=customer)
    eventually(lambda: len(push_service.messages(token)), 1)
    live_shop.shop.fulfill(order)
    eventually(lambda: len(push_service.messages(token)), 2)
    push_service.set_online(token, True)
    shipped = f"Order {order.number} is on its way"
    eventually(page.titles, [shipped])
    stays(page.titles, [shipped])


# The same with pushes of the test's own making, which can be made to replace and to expire.


@pytest.fixture
def site() -> Iterator[Site]:
    with worker_site() as running:
        yield running


@pytest.fixture
def device(firefox: Firefox, push_service: PushService, site: Site) -> Device:
    sender = VapidSender()
    firefox.open(f"{site.origin}/")
    subscription = firefox.eval(f"subscribe({sender.public_key!r})")
    send = partial(sender.send, subscription)
    return Device(browser=firefox, site=site, subscription=subscription, send=send)


def _without_a_line(device: Device, service: PushService) -> str:
    token = token_of(device.subscription["endpoint"])
    service.set_online(token, False)
    return token


@pytest.mark.sandbox_only
def test_newer_news_of_the_same_matter_replace_older_ones_while_there_is_no_line(
    device: Device, push_service: PushService
) -> None:
    token = _without_a_line(device, push_service)
    for number, title in enumerate(("Placed", "Packed", "Shipped")):
        device.send(payload(device.site, id=f"n{number}", title=title), Topic="order-7")
    push_service.set_online(token, True)
    eventually(device.titles, ["Shipped"])
    stays(device.titles, ["Shipped"])


@pytest.mark.sandbox_only
def test_news_that_are_too_late_are_not_shown(device: Device, push_service: PushService) -> None:
    token = _without_a_line(device, push_service)
    device.send(payload(device.site, id="n1", title="Ends in a second"), TTL="1")
    device.send(payload(device.site, id="n2", title="Shipped", tag="other"), TTL="86400")
    time.sleep(1.2)
    push_service.set_online(token, True)
    eventually(device.titles, ["Shipped"])
    stays(device.titles, ["Shipped"])
