"""Back in stock is no news of the piece that is in the reader's own cart.

Saleor 3.20 to 3.22 report a restock by a hook, and the news would be there before the cart.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from saleor_push_plugin.models import Watch
from tests.hosts.refs import CheckoutRef, Customer
from tests.hosts.shop import Shop

from .cart_story import cart_of, touched_at
from .conftest import Browser, Deliver, Look
from .unheard import unheard
from .waiting import Waiting, endings

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
BACK = "Back in stock: Linen shirt, M"


@pytest.fixture
def waiting(push: Shop, look: Look, deliver: Deliver, phone: Browser) -> Waiting:
    """Ada waits for the shirt, which is sold out."""
    reminders = ("abandoned_cart", "abandoned_cart_again", "abandoned_cart_last", "order_placed")
    push.configure_push(quiet_hours="", **{f"scenario_{each}": False for each in reminders})
    made = Waiting(push, look, deliver)
    made.has(0)
    made.after(timedelta(0))
    made.stock(phone)
    return made


def titles(phone: Browser) -> list[str]:
    return [text.partition("\n")[0] for text in phone.texts]


def empty(shop: Shop, cart: CheckoutRef) -> None:
    shop.update_lines(cart, lines=[(shop.catalogue.variant("Linen shirt"), 0)])


def test_the_last_piece_is_in_the_own_cart(
    push: Shop, waiting: Waiting, phone: Browser, ada: Customer
) -> None:
    with unheard():
        waiting.has(1)
    cart = cart_of(push, ada)
    waiting.after(MINUTE)
    waiting.after(DAY)
    assert phone.texts == []
    assert endings() == [("pending", "in_cart")]
    empty(push, cart)
    waiting.after(10 * MINUTE)
    assert titles(phone) == [BACK]


def test_it_ends_when_they_buy_it(
    push: Shop, waiting: Waiting, phone: Browser, ada: Customer
) -> None:
    with unheard():
        waiting.has(2)
    cart = cart_of(push, ada)
    waiting.after(MINUTE)
    push.complete(cart)
    waiting.after(10 * MINUTE)
    assert phone.texts == []
    assert endings() == [("skipped", "bought_meanwhile")]


def test_a_guests_cart_is_theirs(
    push: Shop, waiting: Waiting, browser: Callable[..., Browser]
) -> None:
    guest = browser()
    waiting.stock(guest)
    with unheard():
        waiting.has(5)
    cart = push.new_checkout(lines=[(waiting.shirt, 1)])
    guest.use(cart)
    waiting.after(MINUTE)
    assert guest.texts == []
    empty(push, cart)
    waiting.after(10 * MINUTE)
    assert titles(guest) == [BACK]


def test_somebody_elses_cart_is_no_reason(push: Shop, waiting: Waiting, phone: Browser) -> None:
    waiting.has(1)
    cart_of(push, push.register())
    waiting.after(MINUTE)
    assert titles(phone) == [BACK]


def test_a_reservation_of_ones_own_that_ends_is_no_news(
    push: Shop, waiting: Waiting, phone: Browser, ada: Customer
) -> None:
    """She took the last piece; the page says that it is sold out, and she asks to be told."""
    from saleor.warehouse.models import Reservation

    from saleor_push_plugin.shop.connections import writer

    Watch.objects.all().delete()
    waiting.has(1)
    push.reserve_stock(minutes=30)
    cart_of(push, ada)
    waiting.stock(phone)
    waiting.after(MINUTE)
    with writer():
        Reservation.objects.update(reserved_until=timezone.now() - MINUTE)
    waiting.after(2 * HOUR)
    assert phone.texts == []


def test_what_sold_out_while_it_was_in_a_cart_is_told(
    push: Shop, waiting: Waiting, phone: Browser, ada: Customer
) -> None:
    """The cart was left long before, or there is more than it has."""
    Watch.objects.all().delete()
    waiting.has(1)
    cart = cart_of(push, ada)
    waiting.has(0)
    waiting.after(MINUTE)
    waiting.stock(phone)
    touched_at(cart, timezone.now() - 2 * DAY)
    waiting.has(1)
    waiting.after(MINUTE)
    assert titles(phone) == [BACK]
