"""The cart somebody left: when it is thought of, and when no longer."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.models import Event, Notification
from saleor_push_plugin.shop.connections import writer
from tests.hosts.refs import Customer
from tests.hosts.shop import Shop

from .cart_story import DAY, HOUR, SOON, agree, cart_of, touched_at
from .conftest import Browser, Later

Browsers = Callable[..., Browser]
FIRST = "Your cart is waiting\nLinen shirt\nPick up where you left off."
SECOND = "Still thinking it over?\nLinen shirt\nYour cart is just as you left it."
LAST = "Last reminder: your cart\nLinen shirt\nWe will not remind you of this cart again."


def reasons() -> set[tuple[str, str]]:
    return set(Notification.objects.values_list("state", "reason"))


def test_a_cart_left_for_an_hour_is_remembered(
    carts: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    lines = [(carts.catalogue.variants[0], 2), (carts.catalogue.variants[1], 1)]
    checkout = carts.new_checkout(customer=ada, lines=lines)
    later(timedelta(minutes=45))
    assert phone.texts == []
    later(SOON)
    assert phone.texts == [
        "Your cart is waiting\n2 × Linen shirt and 1 more item\nPick up where you left off."
    ]
    (shown,) = phone.subscriber.shown()
    assert shown.navigate.startswith(
        f"https://shop.example/checkout?checkout={checkout.id.replace('=', '%3D')}&utm"
    )


def test_a_guest_is_reminded_of_the_cart_of_this_browser(
    carts: Shop, browser: Browsers, later: Later
) -> None:
    laptop, other = browser(), browser()
    agree(*Topic)
    laptop.use(carts.new_checkout())
    later(SOON)
    assert (laptop.texts, other.texts) == ([FIRST], [])


def test_each_reminder_counts_from_when_the_one_before_was_shown(
    carts: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    cart_of(carts, ada)
    later(5 * HOUR)
    later(5 * HOUR + DAY - HOUR)
    assert phone.texts == [FIRST]
    later(5 * HOUR + DAY + timedelta(minutes=1))
    assert phone.texts == [FIRST, SECOND]
    later(5 * HOUR + 3 * DAY)
    assert len(phone.texts) == 2
    later(6 * HOUR + 4 * DAY)
    assert phone.texts == [FIRST, SECOND, LAST]


def test_who_did_not_agree_is_not_reminded(
    carts: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    agree(Topic.ORDER_UPDATES, Topic.OFFERS)
    cart_of(carts, ada)
    later(SOON)
    assert Event.objects.count() == 0


def test_who_takes_consent_back_is_not_reminded_again(
    carts: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    cart_of(carts, ada)
    later(SOON)
    agree(Topic.ORDER_UPDATES)
    later(SOON + DAY + HOUR)
    assert phone.texts == [FIRST]
    assert ("skipped", "no_consent") in reasons()


def test_looking_again_and_again_reminds_once(
    carts: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    checkout = cart_of(carts, ada)
    later(SOON)
    # A save without a change of the cart, as the storefront does when it asks for prices.
    carts.choose_delivery(checkout)
    for minutes in range(1, 130, 20):
        later(SOON + timedelta(minutes=minutes))
    assert phone.arrivals == 1
    assert Event.objects.count() == 1


def test_a_shopper_who_is_still_there_is_left_in_peace(
    carts: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    checkout = cart_of(carts, ada)
    touched_at(checkout, timezone.now() + timedelta(minutes=50))
    later(SOON)
    assert phone.texts == []
    later(timedelta(minutes=113))
    assert phone.texts == [FIRST]


@pytest.mark.parametrize("how", ["this cart", "another cart", "as a guest", "after logging in"])
def test_who_bought_is_not_reminded(
    carts: Shop, ada: Customer, phone: Browser, later: Later, how: str
) -> None:
    if how == "after logging in":
        checkout = carts.new_checkout(email="somebody@example.com")
        phone.use(checkout)
    else:
        checkout = cart_of(carts, ada)
    later(SOON)
    if how == "this cart":
        carts.complete(checkout)
    elif how == "as a guest":
        carts.place_order(email=ada.email)
    else:
        carts.place_order(customer=ada)
    later(SOON + DAY + HOUR)
    later(SOON + 4 * DAY + 2 * HOUR)
    assert [text for text in phone.texts if "cart" in text.lower()] == [FIRST]
    assert ("skipped", "bought_meanwhile") in reasons()


def test_who_bought_within_the_hour_is_not_reminded_at_all(
    carts: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    carts.configure_push(scenario_order_placed=False, scenario_order_confirmed=False)
    cart_of(carts, ada)
    carts.place_order(customer=ada)
    later(SOON)
    assert phone.texts == []


def test_a_gift_that_comes_into_the_cart_later_is_no_reason_to_forget_the_purchase(
    carts: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    from saleor.checkout.models import CheckoutLine

    carts.configure_push(scenario_order_placed=False, scenario_order_confirmed=False)
    shirt, socks = (carts.catalogue.variant(each) for each in ("Linen shirt", "Wool socks"))
    carts.new_checkout(customer=ada, lines=[(shirt, 1), (socks, 2)])
    carts.place_order(customer=ada)
    with writer():
        CheckoutLine.objects.filter(quantity=2).update(is_gift=True, created_at=timezone.now())
    later(SOON)
    assert phone.texts == []


def test_the_same_email_on_another_device_has_bought_too(
    carts: Shop, browser: Browsers, later: Later
) -> None:
    laptop = browser()
    agree(*Topic)
    laptop.use(carts.new_checkout(email="bea@example.com"))
    carts.place_order(email="bea@example.com")
    later(SOON)
    assert laptop.texts == []


def test_an_order_from_before_the_cart_does_not_end_it(
    carts: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    carts.configure_push(scenario_order_placed=False, scenario_order_confirmed=False)
    carts.place_order(customer=ada)
    cart_of(carts, ada)
    later(SOON)
    assert phone.texts == [FIRST]


def test_an_emptied_cart_is_forgotten(
    carts: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    checkout = cart_of(carts, ada)
    later(SOON)
    carts.update_lines(checkout, lines=[(carts.catalogue.variants[0], 0)])
    later(SOON + DAY + HOUR)
    assert phone.texts == [FIRST]
    assert ("skipped", "cart_emptied") in reasons()


def test_a_changed_cart_starts_anew(
    carts: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    checkout = cart_of(carts, ada)
    later(SOON)
    carts.update_lines(checkout, lines=[(carts.catalogue.variants[1], 2)])
    touched_at(checkout, timezone.now() + SOON + DAY)
    later(SOON + DAY + SOON)
    assert phone.texts == [FIRST, FIRST.replace("Linen shirt", "Linen shirt and 1 more item")]
    later(SOON + DAY + SOON + DAY - HOUR)
    assert len(phone.texts) == 2
    assert ("skipped", "cart_changed") in reasons()


def test_a_deleted_cart_is_forgotten(
    carts: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    from saleor.checkout.models import Checkout

    cart_of(carts, ada)
    later(SOON)
    Checkout.objects.all().delete()
    later(SOON + DAY + HOUR)
    assert phone.texts == [FIRST]
    assert ("skipped", "subject_not_found") in reasons()


def test_a_device_that_changed_hands_hears_nothing_of_it(
    carts: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    cart_of(carts, ada)
    later(SOON)
    phone.logout()
    later(SOON + DAY + HOUR)
    assert phone.texts == [FIRST]


def test_carts_of_who_never_subscribed_cost_two_look_ups(
    carts: Shop, django_assert_max_num_queries: Callable
) -> None:
    from saleor_push_plugin.shop.sweeps.abandoned_carts import abandoned

    for _ in range(5):
        carts.new_checkout()
    then = timezone.now() + SOON
    with writer(), django_assert_max_num_queries(3):
        assert abandoned(then - DAY, then) == []


# Free shipping as the answer.
