"""What a browser hears of an order or a cart that is not, or no longer, its own shopper's."""

from collections.abc import Callable
from datetime import timedelta

import graphene
from django.utils import timezone

from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.models import GuestCheckout, Notification, PersonalVoucher, Subscription
from saleor_push_plugin.shop.connections import writer
from sandbox.pushservice import PushService
from tests.hosts.refs import CheckoutRef, Customer, OrderRef
from tests.hosts.shop import Shop

from .cart_story import DAY, HOUR, SOON, agree, changed
from .conftest import Browser, Deliver, Later, Look
from .order_story import row
from .waiting import Waiting

Browsers = Callable[..., Browser]
HOME = "https://shop.example/channel-eur?utm_source"
MONEY = ("€", "EUR")


def taken_over(shop: Shop, browser: Browser, ada: Customer) -> OrderRef:
    """A guest buys with the e-mail of an account, so that Saleor makes it that account's order."""
    checkout = shop.new_checkout(email=ada.email)
    browser.use(checkout)
    return shop.complete(checkout)


def links(browser: Browser) -> list[str]:
    return [shown.navigate for shown in browser.subscriber.shown()]


def says_no_amount(browser: Browser) -> bool:
    return not any(sign in text for text in browser.texts for sign in MONEY)


def test_a_guest_reads_all_of_the_own_order(push: Shop, browser: Browsers) -> None:
    laptop = browser()
    checkout = push.new_checkout(email="guest@example.com")
    laptop.use(checkout)
    order = push.complete(checkout)
    assert "Total" in laptop.texts[0]
    assert f"order={order.id.rstrip('=')}" in links(laptop)[0]


def test_a_guests_order_that_became_an_accounts_is_told_without_what_opens_it(
    push: Shop, browser: Browsers
) -> None:
    ada = push.register()
    laptop, phone = browser(), browser(ada)
    order = taken_over(push, laptop, ada)
    assert "Total" in phone.texts[0]
    assert laptop.texts[0].startswith(f"Order {order.number}: thank you!\nLinen shirt")
    assert says_no_amount(laptop)
    assert links(laptop)[0].startswith(HOME)
    laptop.login(ada)
    push.fulfill(order)
    assert f"order={order.id.rstrip('=')}" in links(laptop)[1]


def test_every_news_of_such_an_order_keeps_to_that(
    push: Shop, browser: Browsers, later: Later
) -> None:
    push.configure_push(quiet_hours="")
    ada = push.register()
    laptop = browser()
    order = taken_over(push, laptop, ada)
    push.mark_paid(order)
    push.fulfill(order, tracking="H2000018")
    push.refund(order, order.total / 2)
    cancelled = taken_over(push, laptop, ada)
    push.cancel(cancelled)
    titles = [
        text.splitlines()[0].replace(f"rder {order.number}", "rder #") for text in laptop.texts
    ]
    assert titles[0] == "Order #: thank you!"
    assert "Order #: refund on its way" in titles
    assert f"Order {cancelled.number} was cancelled" in titles
    assert "Tracking number H2000018" in "\n".join(laptop.texts)
    assert says_no_amount(laptop)
    assert all(link.startswith(HOME) for link in links(laptop))


def test_who_was_bound_by_a_spent_id_hears_the_news_alone(
    push: Shop, browser: Browsers, later: Later
) -> None:
    checkout = push.new_checkout(email="guest@example.com")
    order = push.complete(checkout)
    laptop = browser()
    laptop.use(checkout)
    push.fulfill(order)
    assert len(laptop.texts) == 1
    assert links(laptop)[0].startswith(HOME)


def test_a_guests_account_made_later_takes_amounts_and_link_away(
    push: Shop, browser: Browsers
) -> None:
    from saleor.account.models import User

    laptop = browser()
    checkout = push.new_checkout(email="new@example.com")
    laptop.use(checkout)
    order = push.complete(checkout)
    push.register(email="new@example.com")
    with writer():
        found = row(order.id)
        found.user = User.objects.get(email="new@example.com")
        found.save(update_fields=["user"])
    push.cancel(order)
    assert "€" in laptop.texts[0]
    assert "€" not in laptop.texts[1]
    assert links(laptop)[1].startswith(HOME)


def test_a_tracking_page_stays_unless_it_opens_the_order(push: Shop, browser: Browsers) -> None:
    ada = push.register()
    laptop = browser()
    first, second = (taken_over(push, laptop, ada) for _ in range(2))
    push.fulfill(first, tracking="https://carrier.example/H2000018")
    key = graphene.Node.from_global_id(second.id)[1]
    push.fulfill(second, tracking=f"https://shop.example/track/{key}")
    assert links(laptop)[2] == "https://carrier.example/H2000018"
    assert links(laptop)[3].startswith(HOME)


# Carts.


def take_over(checkout: CheckoutRef, ada: Customer) -> None:
    """The guest logs in at the checkout, in another browser than the one that was bound."""
    changed(checkout, user_id=int(graphene.Node.from_global_id(ada.id)[1]))


def test_a_strangers_browser_hears_nothing_of_a_customers_cart(
    carts: Shop, browser: Browsers, ada: Customer, phone: Browser, later: Later
) -> None:
    carts.make_voucher("Shipping on us", type="SHIPPING")
    carts.configure_push(shipping_voucher="Shipping on us", shipping_share="20")
    stranger = browser()
    socks = carts.catalogue.variant("Wool socks")
    checkout = carts.new_checkout(email=ada.email, lines=[(socks, 1)])
    stranger.use(checkout)
    agree(*Topic)
    take_over(checkout, ada)
    for when in (SOON, SOON + DAY + HOUR, SOON + 4 * DAY + 2 * HOUR):
        later(when)
    assert len(phone.texts) == 3
    assert PersonalVoucher.objects.get().code in phone.texts[-1]
    assert stranger.texts == []


def test_what_a_customer_puts_into_the_cart_is_no_alert_for_who_began_it(
    push: Shop, browser: Browsers, look: Look, deliver: Deliver
) -> None:
    push.configure_push(quiet_hours="")
    waiting = Waiting(push, look, deliver)
    waiting.look()
    ada = push.register()
    stranger, phone = browser(), browser(ada)
    agree(Topic.ALERTS)
    checkout = push.new_checkout(email=ada.email, lines=[(push.catalogue.variant("Wool socks"), 1)])
    stranger.use(checkout)
    take_over(checkout, ada)
    push.update_lines(checkout, lines=[(waiting.shirt, 1)])
    waiting.after(timedelta(minutes=5))
    waiting.costs("20.00")
    waiting.after(timedelta(minutes=5))
    assert len(phone.texts) == 1
    assert stranger.texts == []


def test_a_cart_that_became_a_customers_while_its_reminder_waited_is_not_told(
    carts: Shop, browser: Browsers, ada: Customer, look: Callable, deliver: Deliver
) -> None:
    stranger = browser()
    checkout = carts.new_checkout(email=ada.email)
    stranger.use(checkout)
    agree(*Topic)
    look(timezone.now() + SOON)
    take_over(checkout, ada)
    deliver(timezone.now() + SOON)
    assert stranger.texts == []
    first = Notification.objects.get(scenario="abandoned_cart")
    assert (first.state, first.reason) == ("skipped", "owner_changed")


def test_marketing_after_an_order_goes_to_its_owner_alone(
    push: Shop, browser: Browsers, later: Later
) -> None:
    push.configure_push(quiet_hours="", loyalty_orders="1", scenario_order_placed=False)
    later(timedelta(0))
    ada = push.register()
    laptop, phone = browser(), browser(ada)
    agree(Topic.OFFERS, Topic.SURVEYS)
    push.mark_paid(taken_over(push, laptop, ada))
    later(DAY + timedelta(minutes=2))
    assert [text.splitlines()[0] for text in phone.texts] == ["Thank you for coming back!"]
    assert laptop.texts == []


def test_a_code_for_a_guests_order_is_not_for_who_came_with_a_spent_id(
    push: Shop, browser: Browsers, later: Later
) -> None:
    push.configure_push(quiet_hours="", loyalty_orders="1", scenario_order_placed=False)
    later(timedelta(0))
    laptop, late = browser(), browser()
    agree(Topic.OFFERS)
    checkout = push.new_checkout(email="guest@example.com")
    laptop.use(checkout)
    push.mark_paid(push.complete(checkout))
    late.use(checkout)
    later(DAY + timedelta(minutes=2))
    assert len(laptop.texts) == 1
    assert late.texts == []


# Together.


def test_who_is_bound_twice_is_told_once(push: Shop, browser: Browsers) -> None:
    laptop = browser()
    checkout = push.new_checkout(email="guest@example.com")
    for _ in range(2):
        laptop.use(checkout)
    push.complete(checkout)
    assert laptop.arrivals == 1
    assert GuestCheckout.objects.count() == 1


def test_bound_between_the_order_and_its_planning_is_told(
    push: Shop, browser: Browsers, push_service: PushService
) -> None:
    """The order is stored, its event too, and only then the browser is bound."""
    laptop = browser()
    checkout = push.new_checkout(email="guest@example.com")
    order = push.complete(checkout)
    laptop.use(checkout)
    push.fulfill(order)
    assert [text.splitlines()[0] for text in laptop.texts] == [
        f"Order {order.number} is on its way"
    ]
    assert Subscription.objects.count() == 1
