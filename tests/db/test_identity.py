"""Whose browser it is: guests, logins, shared devices, leaving."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from saleor_push_plugin.core.audience import Owner
from saleor_push_plugin.core.push_subscription import BrowserSubscription
from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.delivery import audiences
from saleor_push_plugin.models import GuestCheckout, Notification, Subscription
from saleor_push_plugin.subscribers import subscribing
from sandbox.pushservice import PushService
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver
from .test_failures import states

Browsers = Callable[..., Browser]


def test_a_guest_who_logs_in_gets_one_set_of_pushes(push: Shop, browser: Browsers) -> None:
    laptop, ada = browser(), push.register()
    checkout = push.new_checkout(email=ada.email)
    laptop.use(checkout)
    laptop.login(ada)
    push.complete(checkout)
    assert len(laptop.texts) == 1


def test_a_guests_order_still_reaches_the_browser_after_login(
    push: Shop, browser: Browsers
) -> None:
    laptop, ada = browser(), push.register()
    checkout = push.new_checkout(email="guest@example.com")
    laptop.use(checkout)
    laptop.login(ada)
    push.complete(checkout)
    assert len(laptop.texts) == 1


def test_a_logged_out_device_hears_nothing_of_its_last_user(push: Shop, browser: Browsers) -> None:
    ada = push.register()
    shared = browser(ada)
    shared.logout()
    push.place_order(customer=ada)
    assert shared.texts == []


def test_the_next_user_of_a_shared_device_hears_nothing_of_the_first(
    push: Shop, browser: Browsers
) -> None:
    ada, eve = push.register(), push.register()
    shared = browser(ada)
    shared.use(push.new_checkout(email="ada-as-guest@example.com"))
    shared.login(eve)
    assert GuestCheckout.objects.count() == 0
    push.place_order(customer=ada)
    order = push.place_order(customer=eve)
    assert [text.split(":")[0] for text in shared.texts] == [f"Order {order.number}"]


def test_what_waits_is_not_sent_after_logout(
    push: Shop, browser: Browsers, push_service: PushService, deliver: Deliver
) -> None:
    ada = push.register()
    shared = browser(ada)
    push_service.answer(500, times=1)
    push.place_order(customer=ada)
    shared.logout()
    deliver(timezone.now() + timedelta(minutes=1))
    assert shared.texts == []
    assert states() == [("skipped", "owner_changed")]


def test_a_row_for_a_device_that_changed_hands_is_skipped_even_if_nobody_cancelled_it(
    push: Shop, browser: Browsers, push_service: PushService, deliver: Deliver
) -> None:
    ada = push.register()
    shared = browser(ada)
    push_service.answer(500, times=1)
    push.place_order(customer=ada)
    Subscription.objects.update(user_id=None)
    deliver(timezone.now() + timedelta(minutes=1))
    assert shared.texts == []
    assert states() == [("skipped", "owner_changed")]


def test_leaving_forgets_the_device_and_what_waits_for_it(
    push: Shop, browser: Browsers, push_service: PushService, deliver: Deliver
) -> None:
    ada = push.register()
    phone = browser(ada)
    push_service.answer(500, times=1)
    push.place_order(customer=ada)
    phone.leave()
    assert Subscription.objects.count() == 0
    deliver(timezone.now() + timedelta(minutes=1))
    assert states() == [("skipped", "unsubscribed")]


def test_a_deleted_customer_leaves_no_trace_on_devices(push: Shop, browser: Browsers) -> None:
    ada = push.register()
    browser(ada).use(push.new_checkout(customer=ada))
    push.delete_account(ada)
    assert list(Subscription.objects.values_list("user_id", flat=True)) == [None]
    assert GuestCheckout.objects.count() == 0


def test_nobody_owns_a_subscription_without_user_or_checkout(push: Shop, browser: Browsers) -> None:
    browser()
    assert not audiences.select(Owner(), topic=Topic.ORDER_UPDATES)


def test_the_same_browser_subscribing_again_is_one_subscription(
    push: Shop, browser: Browsers, push_service: PushService
) -> None:
    ada = push.register()
    phone = browser(ada)
    phone.login(ada)
    row = Subscription.objects.get()
    again = subscribing.admit(
        subscribing.Request(device=_device(row), user_id=row.user_id, now=timezone.now())
    )
    assert isinstance(again, subscribing.Admitted)
    assert again.subscription.public_id == row.public_id
    push.place_order(customer=ada)
    assert phone.arrivals == 1
    assert Notification.objects.count() == 1


def _device(row: Subscription) -> BrowserSubscription:
    return BrowserSubscription(
        endpoint=row.endpoint, p256dh=row.p256dh, auth=row.auth, channel=row.channel
    )
