"""Proof of possession in a real browser: a lost secret, other keys, a subscription that is gone."""

from typing import Any

import pytest

from sandbox.live import LiveShop
from sandbox.pushservice import PushService, token_of
from tests.browser.storefront_kit import eventually
from tests.browser.storefront_page import Page

pytestmark = pytest.mark.browser

OFFERS = "subscribe({ topics: ['ORDER_UPDATES', 'OFFERS'] })"
AGREED = ["ORDER_UPDATES", "OFFERS"]
CHANGE = """
import django
django.setup()
from saleor_push_plugin.models import Subscription
from saleor.core.db.connection import allow_writer
with allow_writer():
    Subscription.objects.update({})
"""


def change(shop: LiveShop, what: str) -> None:
    shop.run("-c", CHANGE.format(what))


def known(page: Page) -> Any:
    return page.push("preferences()")


def test_the_secret_is_kept_and_stays_while_it_is_shown(page: Page) -> None:
    page.push("subscribe()")
    secret = page.memory()["secret"]
    assert len(secret) == 43
    page.days_later()
    assert page.memory()["secret"] == secret
    assert known(page)["topics"] == ["ORDER_UPDATES"]


def test_a_lost_secret_is_replaced_at_the_next_visit(page: Page) -> None:
    page.push(OFFERS)
    before, endpoint = page.memory(), page.endpoint()
    page.memory("{ ...me, secret: undefined }")
    page.load()
    eventually(lambda: page.memory().get("secret") not in (None, before["secret"]), True)
    assert (page.endpoint(), page.memory()["id"]) == (endpoint, before["id"])
    assert known(page)["topics"] == AGREED


def test_a_subscription_lost_together_with_the_secret_goes_on_as_a_new_one(
    page: Page, live_shop: LiveShop, push_service: PushService
) -> None:
    customer = live_shop.shop.register()
    page.push(OFFERS)
    page.log_in(customer.token, customer.email)
    before, endpoint = page.memory(), page.endpoint()
    page.memory("{ ...me, secret: undefined }")
    push_service.hang_up(forget=True)
    eventually(lambda: page.renewed(endpoint), True)
    eventually(lambda: bool(page.memory().get("secret")), True)
    page.load()  # The customer is still logged in, and getToken says so.
    page.push("ready.then((state) => state)")
    eventually(lambda: page.memory()["id"] != before["id"], True)
    assert known(page)["topics"] == AGREED
    order = live_shop.shop.place_order(customer=customer)
    page.wait_for_news_of(order.number)


def test_a_browser_whose_memory_was_emptied_subscribes_and_is_the_same_one(page: Page) -> None:
    page.push(OFFERS)
    endpoint = page.endpoint()
    page.memory("({})")
    page.load()
    assert page.push("state()") == "default"
    page.push("subscribe()")
    assert (page.push("state()"), page.endpoint()) == ("subscribed", endpoint)
    assert known(page)["topics"] == AGREED
    page.buy()
    page.wait_for_news_of(page.order_number())


def test_an_endpoint_that_has_other_keys_in_the_shop_is_left_for_a_new_one(
    page: Page, live_shop: LiveShop
) -> None:
    page.push(OFFERS)
    before = page.endpoint()
    change(live_shop, "auth='AAAAAAAAAAAAAAAAAAAAAA', secret_hash='', user_id=77")
    page.days_later()
    assert page.push("state()") == "subscribed"
    assert page.endpoint() != before
    assert known(page)["topics"] == AGREED
    assert not page.memory()["user"]
    page.buy()
    page.wait_for_news_of(page.order_number())


def test_after_410_the_next_visit_subscribes_anew(
    page: Page, live_shop: LiveShop, push_service: PushService
) -> None:
    customer = live_shop.shop.register()
    page.push(OFFERS)
    page.log_in(customer.token, customer.email)
    before = page.endpoint()
    push_service.answer(410, token=token_of(before))
    live_shop.shop.place_order(customer=customer)
    eventually(lambda: known(page), None)
    page.days_later()
    assert page.push("state()") == "subscribed"
    assert page.endpoint() != before
    assert known(page)["topics"] == AGREED
    order = live_shop.shop.place_order(customer=customer)
    page.wait_for_news_of(order.number)


def test_after_410_a_click_on_the_bell_subscribes_anew_as_well(
    page: Page, push_service: PushService
) -> None:
    page.push("subscribe()")
    before = page.endpoint()
    push_service.answer(410, token=token_of(before))
    page.buy()
    eventually(lambda: known(page), None)
    page.push("subscribe()")
    assert page.endpoint() != before
    page.buy()
    page.wait_for_news_of(page.order_number())
