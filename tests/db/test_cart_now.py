"""The cart when its reminder goes out: is its shopper at it, and can anything of it be bought?"""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from saleor_push_plugin.models import Notification
from tests.hosts.goods import Variant
from tests.hosts.refs import Customer
from tests.hosts.shop import Shop

from .cart_story import DAY, SOON, cart_of, touched_at
from .conftest import Browser, Later

Browsers = Callable[..., Browser]
MINUTE = timedelta(minutes=1)
FIRST = "Your cart is waiting\n{}\nPick up where you left off."


@pytest.fixture
def shirt(carts: Shop) -> Variant:
    return carts.catalogue.variant("Linen shirt")


@pytest.fixture
def socks(carts: Shop) -> Variant:
    return carts.catalogue.variant("Wool socks")


@pytest.fixture
def reserving(carts: Shop) -> Iterator[Shop]:
    """A shop whose carts hold back what is in them, as long as these tests last."""
    carts.reserve_stock(minutes=10)
    yield carts
    carts.reserve_stock(minutes=None)


def reasons() -> set[tuple[str, str]]:
    return set(Notification.objects.values_list("state", "reason"))


def test_who_is_at_the_cart_again_hears_of_it_an_hour_later(
    carts: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    checkout = cart_of(carts, ada)
    later(SOON)
    touched_at(checkout, timezone.now() + SOON + DAY - 10 * MINUTE)
    later(SOON + DAY + MINUTE)
    assert len(phone.texts) == 1
    assert ("pending", "shopper_active") in reasons()
    later(SOON + DAY + 49 * MINUTE)
    assert len(phone.texts) == 1
    later(SOON + DAY + 51 * MINUTE)
    assert [text.splitlines()[0] for text in phone.texts] == [
        "Your cart is waiting",
        "Still thinking it over?",
    ]


def test_nobody_is_called_back_to_what_is_sold_out(
    carts: Shop, ada: Customer, phone: Browser, shirt: Variant, later: Later
) -> None:
    cart_of(carts, ada)
    carts.set_stock(shirt, 0)
    later(SOON)
    assert phone.texts == []
    assert ("skipped", "sold_out") in reasons()


def test_of_a_cart_only_what_can_be_bought_is_named(
    carts: Shop, ada: Customer, phone: Browser, shirt: Variant, socks: Variant, later: Later
) -> None:
    carts.new_checkout(customer=ada, lines=[(shirt, 1), (socks, 2)])
    carts.set_stock(shirt, 0)
    later(SOON)
    assert phone.texts == [FIRST.format("2 × Wool socks")]


def test_a_cart_of_which_something_is_sold_out_is_not_as_it_was_left(
    carts: Shop, ada: Customer, phone: Browser, shirt: Variant, socks: Variant, later: Later
) -> None:
    carts.new_checkout(customer=ada, lines=[(shirt, 1), (socks, 1)])
    later(SOON)
    carts.set_stock(shirt, 0)
    later(SOON + DAY + MINUTE)
    assert phone.texts[-1] == "Still thinking it over?\nWool socks\nStill available to order."


def test_what_the_shopper_holds_back_is_there_for_them(
    reserving: Shop, ada: Customer, phone: Browser, shirt: Variant, later: Later
) -> None:
    reserving.set_stock(shirt, 2)
    cart_of(reserving, ada)
    later(SOON)
    assert phone.texts == [FIRST.format("Linen shirt\nOnly 2 left")]


def test_what_was_taken_off_the_shelf_is_gone_though_it_is_held_back(
    carts: Shop, ada: Customer, phone: Browser, shirt: Variant, later: Later
) -> None:
    carts.reserve_stock(minutes=600)
    carts.set_stock(shirt, 2)
    cart_of(carts, ada, n=2)
    carts.set_stock(shirt, 0)
    later(SOON)
    carts.reserve_stock(minutes=None)
    assert phone.texts == []
    assert ("skipped", "sold_out") in reasons()


def test_what_somebody_else_holds_back_is_not(
    reserving: Shop, ada: Customer, phone: Browser, shirt: Variant, later: Later
) -> None:
    reserving.set_stock(shirt, 2)
    cart_of(reserving, ada)
    reserving.new_checkout(lines=[(shirt, 1)])
    later(SOON)
    assert phone.texts == [FIRST.format("Linen shirt\nOnly 1 left")]
