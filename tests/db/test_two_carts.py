"""Several carts of one person: one sequence of reminders, of the cart that was filled last."""

from collections.abc import Callable

import pytest

from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.models import Notification
from saleor_push_plugin.shop.connections import writer
from tests.hosts.refs import Customer
from tests.hosts.shop import Shop

from .cart_story import DAY, HOUR, SOON, agree, cart_of, changed
from .conftest import Browser, Later

Browsers = Callable[..., Browser]
SHIRT = "Your cart is waiting\nLinen shirt\nPick up where you left off."
SOCKS = "Your cart is waiting\nWool socks\nPick up where you left off."


def skipped() -> set[tuple[str, str]]:
    rows = Notification.objects.filter(state="skipped")
    return set(rows.values_list("scenario", "reason"))


def test_a_customer_is_reminded_of_the_newest_of_two_carts(
    carts: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    cart_of(carts, ada)
    cart_of(carts, ada, "Wool socks")
    later(SOON)
    later(SOON + DAY + HOUR)
    assert phone.texts[0] == SOCKS
    assert [text.splitlines()[1] for text in phone.texts] == ["Wool socks"] * 2
    assert ("abandoned_cart", "newer_cart") in skipped()


def test_a_guest_is_reminded_of_the_newest_cart_of_the_browser(
    carts: Shop, browser: Browsers, later: Later
) -> None:
    laptop, other = browser(), browser()
    agree(*Topic)
    for product in ("Linen shirt", "Wool socks"):
        laptop.use(carts.new_checkout(lines=[(carts.catalogue.variant(product), 1)]))
    other.use(carts.new_checkout())
    later(SOON)
    assert (laptop.texts, other.texts) == ([SOCKS], [SHIRT])


def test_a_newer_cart_ends_the_sequence_of_the_older(
    carts: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    cart_of(carts, ada)
    later(SOON)
    cart_of(carts, ada, "Wool socks")
    later(2 * HOUR)
    later(SOON + DAY)
    assert [text.splitlines()[1] for text in phone.texts] == ["Linen shirt", "Wool socks"]
    assert ("abandoned_cart_again", "newer_cart") in skipped()


def test_carts_filled_at_the_same_moment_are_one_sequence_too(
    carts: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    from saleor.checkout.models import CheckoutLine

    first, second = cart_of(carts, ada), cart_of(carts, ada, "Wool socks")
    with writer():
        at = CheckoutLine.objects.latest("created_at").created_at
        CheckoutLine.objects.update(created_at=at)
    for cart in (first, second):
        changed(cart, last_change=at)
    later(SOON)
    assert len(phone.texts) == 1


@pytest.mark.parametrize("newer", ["empty", "another's", "only a gift"])
def test_a_cart_nobody_would_be_reminded_of_displaces_none(
    carts: Shop, ada: Customer, phone: Browser, later: Later, newer: str
) -> None:
    from saleor.checkout.models import CheckoutLine

    cart_of(carts, ada)
    other = carts.register() if newer == "another's" else ada
    cart_of(carts, other, "Wool socks")
    with writer():
        line = CheckoutLine.objects.latest("created_at")
        if newer == "empty":
            line.delete()
        if newer == "only a gift":
            CheckoutLine.objects.filter(pk=line.pk).update(is_gift=True)
    later(SOON)
    assert phone.texts == [SHIRT]
