"""The bell and the preference centre on the demo storefront, with the shop behind them."""

from typing import Any

import pytest

from sandbox.live import LiveShop
from tests.browser.storefront_kit import eventually, stays
from tests.browser.storefront_page import Page

pytestmark = pytest.mark.browser

BELL = "document.querySelector('push-bell')"
PANEL = f"{BELL}.shadowRoot"
CENTRE = f"{PANEL}.querySelector('push-preferences').shadowRoot"


def _press(page: Page, element: str) -> None:
    page.firefox.wait_for(f"!!{element}")
    page.firefox.eval(f"{element}.click()")


def _known(page: Page) -> Any:
    return page.push("preferences()")


def _subscribe(page: Page, *ticked: str) -> None:
    page.firefox.wait_for(f"!!{PANEL}.querySelector('#bell')")
    page.firefox.eval(f"{BELL}.click()")
    for name in ticked:
        _press(page, f"{PANEL}.querySelector('#{name}')")
    _press(page, f"{PANEL}.querySelector('#yes')")
    page.firefox.wait_for(f"{BELL}.hasAttribute('subscribed')")


def test_a_shopper_agrees_to_order_news_and_nothing_else_unless_ticked(page: Page) -> None:
    _subscribe(page)
    assert _known(page)["topics"] == ["ORDER_UPDATES"]


def test_what_was_ticked_in_the_soft_ask_is_what_the_shop_knows(page: Page) -> None:
    _subscribe(page, "OFFERS")
    assert _known(page)["topics"] == ["ORDER_UPDATES", "OFFERS"]


def test_a_topic_ticked_later_is_known_to_the_shop_at_once(page: Page) -> None:
    _subscribe(page)
    _press(page, f"{CENTRE}.querySelector('#CART_REMINDERS')")
    eventually(lambda: _known(page)["topics"], ["ORDER_UPDATES", "CART_REMINDERS"])
    assert page.firefox.eval(f"{CENTRE}.querySelector('#status').textContent") == "Saved."


def test_a_pause_is_a_state_and_ends_when_the_shopper_says_so(page: Page) -> None:
    page.push("subscribe()")
    assert page.push("setPreferences({ pauseDays: 7 })")["pausedUntil"]
    assert page.push("state()") == "paused"
    page.load()
    assert page.push("ready.then((state) => state)") == "paused"
    assert page.push("setPreferences({ pauseDays: 0 })")["pausedUntil"] is None
    assert page.push("state()") == "subscribed"


def test_order_news_come_through_a_pause(page: Page) -> None:
    page.push("subscribe()")
    page.push("setPreferences({ pauseDays: 7 })")
    page.buy()
    page.wait_for_news_of(page.order_number())


def test_who_withdraws_order_news_gets_none(page: Page) -> None:
    page.push("subscribe()")
    page.push("setPreferences({ topics: [] })")
    page.buy()
    stays(page.titles, [], seconds=3)
    page.push("setPreferences({ topics: ['ORDER_UPDATES'] })")
    page.buy()
    number = page.order_number()
    page.wait_for_news_of(number)
    assert [title for title in page.titles() if number not in title] == []


def test_the_language_chosen_there_is_the_language_of_the_news(page: Page) -> None:
    page.push("subscribe()")
    assert page.push("setPreferences({ language: 'ar' })")["language"] == "ar"
    page.days_later()  # The storefront says its page's language.
    assert _known(page)["language"] == "ar"


def test_the_way_out_forgets_the_browser(page: Page) -> None:
    _subscribe(page)
    endpoint = page.endpoint()
    _press(page, f"{CENTRE}.querySelector('#off')")
    page.firefox.wait_for(f"!{BELL}.hasAttribute('subscribed')")
    assert page.push("state()") == "default"
    assert endpoint
    assert _known(page) is None


def test_what_was_agreed_to_survives_the_shops_forgetting_of_the_browser(page: Page) -> None:
    page.push("subscribe({ topics: ['ORDER_UPDATES', 'OFFERS'], source: 'OTHER' })")
    forgetting = f"""fetch(new URL("/plugins/saleor.push/graphql/", "{_api(page)}"), {{
      method: "POST", headers: {{ "Content-Type": "application/json" }},
      body: JSON.stringify({{ query: `mutation {{
        pushUnsubscribe(endpoint: "{page.endpoint()}", proof: "{page.auth()}") {{
          errors {{ code }} }} }}` }}) }})"""
    page.firefox.eval(f"{forgetting}.then((answer) => answer.json())")
    assert _known(page) is None
    page.days_later()
    assert _known(page)["topics"] == ["ORDER_UPDATES", "OFFERS"]


def test_the_next_customer_at_the_same_device_agreed_to_no_marketing(
    page: Page, live_shop: LiveShop
) -> None:
    ada, ben = live_shop.shop.register(), live_shop.shop.register()
    page.push("subscribe({ topics: ['ORDER_UPDATES', 'OFFERS'] })")
    page.log_in(ada.token, ada.email)
    page.push("logout()")
    page.log_in(ben.token, ben.email)
    assert _known(page)["topics"] == ["ORDER_UPDATES"]


def test_nothing_can_be_watched_before_there_is_somebody_to_tell(page: Page) -> None:
    assert page.push("watchStock('UHJvZHVjdFZhcmlhbnQ6MQ==')")["code"] == "NOT_SUBSCRIBED"
    assert page.push("setPreferences({ topics: [] })") is None


def test_an_installed_app_says_so(page: Page) -> None:
    page.firefox.eval("Object.defineProperty(navigator, 'standalone', { value: true })")
    page.firefox.eval("window.sent = []")
    page.firefox.eval(
        """(() => { const real = window.fetch; window.fetch = (url, options) => {
          window.sent.push(options.body); return real(url, options); }; return true; })()"""
    )
    page.push("subscribe()")
    assert '"displayMode":"STANDALONE"' in page.firefox.eval("window.sent.join()")


def _api(page: Page) -> str:
    found: str = page.firefox.eval("fetch('/config.json').then((one) => one.json())")["apiUrl"]
    return found
