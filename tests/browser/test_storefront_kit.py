"""push.js in Firefox, on the demo storefront, with a shop whose programs really run."""

import pytest

from sandbox.live import LiveShop
from sandbox.pushservice import PushService
from tests.browser.storefront_kit import eventually, stays
from tests.browser.storefront_page import Page

pytestmark = pytest.mark.browser

QUESTIONS = """performance.getEntriesByType("resource").map((one) => one.name)
  .filter((name) => name.endsWith("/plugins/saleor.push/graphql/")).length"""


def test_a_visitor_who_never_subscribed_is_neither_asked_nor_talked_about(page: Page) -> None:
    assert page.push("ready.then((state) => state)") == "default"
    assert page.firefox.eval(QUESTIONS) == 0
    assert page.firefox.eval("navigator.serviceWorker.getRegistrations()") == []


def test_a_guest_subscribes_in_one_call_and_gets_the_news_of_the_order(page: Page) -> None:
    subscription = page.push("subscribe()")
    assert subscription["isCustomerAttached"] is False
    page.buy()
    number = page.order_number()
    page.wait_for_news_of(number)
    page.firefox.wait_for("!!document.querySelector('[data-event=shown]')")


@pytest.mark.usefixtures("needs_clicks")
def test_a_click_on_the_news_leads_to_the_orders_page(page: Page) -> None:
    page.push("subscribe()")
    page.load()  # From now on the worker controls the page.
    page.buy()
    number = page.order_number()
    page.load()
    page.wait_for_news_of(number)
    page.firefox.click(page.firefox.wait_shown().id)
    page.firefox.wait_for("!!window.demo && location.pathname === '/checkout'")
    assert page.order_number() == number
    assert len(page.firefox.tabs()) == 1


def test_a_customer_gets_the_news_of_orders_placed_elsewhere(
    page: Page, live_shop: LiveShop
) -> None:
    customer = live_shop.shop.register()
    page.push("subscribe()")
    page.log_in(customer.token, customer.email)
    order = live_shop.shop.place_order(customer=customer)
    page.wait_for_news_of(order.number)


def test_after_logging_out_nothing_of_that_customer_arrives(
    page: Page, live_shop: LiveShop
) -> None:
    ada, ben = live_shop.shop.register(), live_shop.shop.register()
    page.push("subscribe()")
    page.log_in(ada.token, ada.email)
    page.push("logout()")
    page.log_in(ben.token, ben.email)
    of_ada = live_shop.shop.place_order(customer=ada)
    of_ben = live_shop.shop.place_order(customer=ben)
    page.wait_for_news_of(of_ben.number)
    stays(lambda: [title for title in page.titles() if of_ada.number in title], [])


def test_a_guest_who_becomes_a_customer_gets_one_set_of_news(
    page: Page, live_shop: LiveShop
) -> None:
    customer = live_shop.shop.register()
    page.push("subscribe()")
    checkout = live_shop.shop.new_checkout(customer=customer)
    page.push(f"checkout({checkout.id!r})")
    page.log_in(customer.token, customer.email)
    live_shop.shop.choose_delivery(checkout)
    order = live_shop.shop.finish(checkout)
    page.wait_for_news_of(order.number)
    stays(lambda: len(page.titles()), 1, seconds=2)


def test_two_tabs_show_one_notification(page: Page) -> None:
    page.push("subscribe()")
    page.firefox.new_tab()
    page.load()
    assert page.push("subscribe()")["isCustomerAttached"] is False
    page.buy()
    page.wait_for_news_of(page.order_number())
    stays(lambda: len(page.titles()), 1, seconds=1)


def test_leaving_takes_effect_at_once_and_lasts(page: Page) -> None:
    page.push("subscribe()")
    page.push("unsubscribe()")
    assert page.push("state()") == "default"
    page.load()
    assert page.push("ready.then((state) => state)") == "default"
    assert page.firefox.eval(QUESTIONS) == 0
    page.buy()
    # News of an earlier test's order may still be on its way.
    ours = f"Order {page.order_number()}:"
    stays(lambda: [title for title in page.titles() if title.startswith(ours)], [], seconds=2)


def test_who_left_and_comes_back_says_so(page: Page) -> None:
    page.push("subscribe()")
    page.push("unsubscribe()")
    page.load()
    page.firefox.eval(
        """(() => {
          const real = window.fetch;
          window.inputs = [];
          window.fetch = (url, request) => {
            const { input } = JSON.parse(request?.body || "{}").variables || {};
            if (input) window.inputs.push(input);
            return real(url, request);
          };
          return true;
        })()"""
    )
    page.push("subscribe()")
    assert page.firefox.eval("window.inputs.map(({ returning }) => returning)") == [True]


def test_a_visit_the_same_day_asks_the_shop_nothing(page: Page) -> None:
    page.push("subscribe()")
    page.load()
    assert page.push("ready.then((state) => state)") == "subscribed"
    assert page.firefox.eval(QUESTIONS) == 0


def test_another_language_is_told_to_the_shop_at_once(page: Page) -> None:
    page.push("subscribe()")
    page.firefox.eval("document.documentElement.lang = 'pl'")
    assert page.push("sync()") == "subscribed"
    page.buy()
    page.wait_for_news_of(page.order_number())
    assert page.titles()[-1].startswith("Zamówienie")


def test_a_subscription_the_browser_dropped_is_made_again_on_the_next_visit(page: Page) -> None:
    page.push("subscribe()")
    dropping = "navigator.serviceWorker.ready.then((one) => one.pushManager.getSubscription())"
    page.firefox.eval(f"{dropping}.then((one) => one.unsubscribe())")
    page.load()
    assert page.push("ready.then((state) => state)") == "subscribed"
    page.buy()
    page.wait_for_news_of(page.order_number())


def test_a_subscription_the_push_service_lost_goes_on_without_a_visit(
    page: Page, push_service: PushService
) -> None:
    page.push("subscribe()")
    page.buy()
    page.wait_for_news_of(page.order_number())
    before = page.endpoint()
    push_service.hang_up(forget=True)
    # Renewed by the worker alone, and known to the shop: only then is an order's news to be had.
    eventually(lambda: page.renewed(before), True)
    eventually(lambda: "topics" in (page.push("preferences()") or {}), True)
    page.buy()
    page.wait_for_news_of(page.order_number())


def test_what_the_shop_refuses_is_a_push_error_with_its_field(page: Page) -> None:
    page.push("subscribe()")
    error = {"name": "PushError", "code": "GRAPHQL_ERROR", "field": "checkoutId"}
    assert page.push("checkout('no id')") == error


def test_a_token_that_ran_out_does_not_keep_a_guest_from_subscribing(page: Page) -> None:
    assert page.push("login('a.b.c')") is False  # Not subscribed yet.
    assert page.push("subscribe()")["isCustomerAttached"] is False
    assert page.push("login('a.b.c')")["name"] == "PushError"


def test_a_token_nobody_can_fetch_does_not_either(page: Page) -> None:
    page.firefox.eval("sessionStorage.setItem('session', '<html>')")  # getToken throws.
    assert page.push("subscribe()")["isCustomerAttached"] is False
    assert page.push("sync({ force: true })") == "subscribed"
    assert page.push("login()") is False


def test_a_login_without_a_token_asks_the_shop_nothing(page: Page) -> None:
    page.push("subscribe()")
    assert page.push("login()") is False


def test_a_checkout_that_is_over_does_not_keep_a_guest_from_subscribing(page: Page) -> None:
    over = "Q2hlY2tvdXQ6ZGQ5YjA0OWMtOTJhYy00YzM4LWE4NjgtMDM5YjMyNDY0ZDE0"
    page.push(f"checkout({over!r})")
    assert page.push("subscribe()")["isCustomerAttached"] is False
    assert page.push("state()") == "subscribed"


def test_a_no_in_the_browser_is_a_state_and_an_error(page: Page) -> None:
    page.firefox.set_permission(page.storefront.url, "denied")
    page.load()
    assert page.push("state()") == "denied"
    assert page.push("subscribe()")["code"] == "DENIED"
    assert page.push("ask({ soft: async () => true })") == "denied"


def test_a_soft_no_keeps_the_question_away_for_a_while_but_not_from_the_bell(page: Page) -> None:
    page.firefox.eval("window.asked = 0")
    no, yes = (f"async () => {{ asked += 1; return {answer}; }}" for answer in ("false", "true"))
    assert page.push(f"ask({{ soft: {no} }})") == "default"
    assert page.push(f"ask({{ soft: {yes} }})") == "default"
    assert page.push(f"ask({{ soft: {yes}, quietDays: 0 }})") == "subscribed"
    assert page.firefox.eval("asked") == 2


@pytest.mark.parametrize(("said", "days"), [("false", 180), ("null", 30)])
def test_after_a_no_nobody_is_asked_for_six_months_and_after_no_answer_for_one(
    page: Page, said: str, days: int
) -> None:
    asked = "ask({ soft: async () => { window.asked = (window.asked || 0) + 1; return ANSWER; } })"
    page.push(asked.replace("ANSWER", said))
    field = "refusedAt" if said == "false" else "closedAt"
    for passed, wanted in ((days - 1, 1), (days + 1, 2)):
        page.memory(f"{{ ...me, {field}: Date.now() - {passed} * 86400000 }}")
        page.push(asked.replace("ANSWER", "true" if wanted == 2 else "false"))
        assert page.firefox.eval("asked") == wanted


@pytest.mark.parametrize(("state", "reason"), [("prompt", "RESET"), ("denied", "DENIED")])
def test_a_permission_that_is_gone_is_told_to_the_shop_with_its_reason_and_asked_for_by_nobody(
    page: Page, live_shop: LiveShop, state: str, reason: str
) -> None:
    page.push("subscribe()")
    page.firefox.eval(
        """(() => { const real = window.fetch; window.reasons = [];
          window.fetch = (url, options) => {
            window.reasons.push(JSON.parse(options.body).variables.reason);
            return real(url, options);
          }; return true; })()"""
    )
    if state == "denied":
        page.firefox.set_permission(page.storefront.url, state)
    else:  # No browser takes it back on demand.
        taken = "Object.defineProperty(Notification, 'permission', { get: () => 'default' })"
        page.firefox.eval(f"!!{taken}")
    assert page.push("sync()") == ("denied" if state == "denied" else "default")
    assert page.firefox.eval("reasons") == [f"PERMISSION_{reason}"]
    me = page.memory()
    assert (me["lapsed"], me["refusedAt"] is None) == (state == "prompt", state == "prompt")
    page.firefox.set_permission(page.storefront.url, "granted")


def test_nobody_is_asked_while_the_shop_sends_nothing(page: Page, live_shop: LiveShop) -> None:
    live_shop.shop.configure_push(send=False)
    assert page.push("ask({ soft: async () => { throw new Error('asked'); } })") == "default"
    assert page.push("subscribe()")["code"] == "DISABLED"
    assert page.push("enabled()") is False


def test_a_worker_that_is_there_already_is_not_replaced(page: Page) -> None:
    page.firefox.eval("navigator.serviceWorker.register('/dom.js', { type: 'module' })")
    there = "navigator.serviceWorker.ready.then((one) => one.active.scriptURL)"
    before = page.firefox.eval(there)
    assert page.push("subscribe()")["code"] == "WORKER"
    assert page.firefox.eval(there) == before


def test_the_bell_asks_softly_and_then_subscribes(page: Page) -> None:
    page.firefox.eval("document.querySelector('#bell').click()")
    page.firefox.wait_for("document.querySelector('#bell').isOpen")
    assert page.push("state()") == "default"
    yes = "document.querySelector('#bell').shadowRoot.querySelector('#yes')"
    page.firefox.wait_for(f"!!{yes}")
    page.firefox.eval(f"{yes}.click()")
    page.firefox.wait_for("document.querySelector('#bell').hasAttribute('subscribed')")
    assert page.push("state()") == "subscribed"
