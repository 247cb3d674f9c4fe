"""Orders whose hook never ran: the sweep finds those that are owed, and no others."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from saleor_push_plugin import sweeping, tasks
from saleor_push_plugin.conf import Config
from saleor_push_plugin.models import Cursor
from saleor_push_plugin.shop import config
from saleor_push_plugin.shop.compat import writer
from tests.hosts.refs import Customer
from tests.hosts.shop import Shop

from .conftest import Browser
from .unheard import unheard

NOW, MINUTE = timedelta(0), timedelta(minutes=1)


@pytest.fixture
def ada(push: Shop) -> Customer:
    return push.register()


@pytest.fixture
def phone(ada: Customer, browser: Callable[..., Browser]) -> Browser:
    return browser(ada)


def order(shop: Shop, customer: Customer) -> None:
    with unheard():
        shop.place_order(customer=customer)


def look(later: timedelta) -> int:
    """One sweep, and the worker it wakes; how many orders it found."""
    with writer():
        found = sweeping.look(config.load(), now=timezone.now() + later)
        for event_id in found:
            tasks.ring(event_id, "order_created")
    return len(found)


def test_an_order_whose_hook_never_ran_is_found_in_the_shops_own_table(
    push: Shop, ada: Customer, phone: Browser
) -> None:
    look(NOW)
    order(push, ada)
    assert phone.texts == []
    assert [look(n * MINUTE) for n in (1, 2, 3)] == [1, 0, 0]
    assert len(phone.texts) == 1


def test_also_one_from_before_the_first_sweep(push: Shop, ada: Customer, phone: Browser) -> None:
    order(push, ada)
    assert [look(n * MINUTE) for n in (1, 2)] == [1, 0]
    assert len(phone.texts) == 1


def test_also_after_another_change_of_the_settings(
    push: Shop, ada: Customer, phone: Browser
) -> None:
    order(push, ada)
    push.configure_push(weekly_cap="2")
    assert look(MINUTE) == 1


def test_an_order_the_hook_told_us_of_is_not_found_again(
    push: Shop, ada: Customer, phone: Browser
) -> None:
    push.place_order(customer=ada)
    assert look(MINUTE) == 0
    assert len(phone.texts) == 1


@pytest.mark.parametrize("swept", [True, False], ids=["beat runs", "beat does not"])
def test_orders_placed_while_sending_was_off_stay_silent(
    push: Shop, ada: Customer, phone: Browser, swept: bool
) -> None:
    look(NOW)
    push.configure_push(send=False)
    order(push, ada)
    if swept:
        look(MINUTE)
    push.configure_push(send=True)
    assert [look(n * MINUTE) for n in (0, 1, 20)] == [0, 0, 0]
    assert phone.texts == []


def test_switched_on_by_another_way_than_its_page_the_first_sweep_begins(
    push: Shop, ada: Customer, phone: Browser
) -> None:
    Cursor.objects.all().delete()
    order(push, ada)
    assert [look(n * MINUTE) for n in (0, 1, 2)] == [0, 0, 0]
    order(push, ada)
    assert look(3 * MINUTE) == 1


def test_a_sweep_that_still_saw_sending_off_does_not_undo_its_beginning(
    push: Shop, ada: Customer, phone: Browser
) -> None:
    with writer():
        sweeping.look(Config(), now=timezone.now())
    order(push, ada)
    assert look(MINUTE) == 1


@pytest.mark.parametrize("began", [True, False], ids=["and sending began", "for one sweep"])
def test_a_clock_that_was_ahead_hides_no_order(
    push: Shop, ada: Customer, phone: Browser, began: bool
) -> None:
    ahead = timedelta(hours=2)
    if began:
        sweeping.begin(now=timezone.now() + ahead)
    look(ahead)
    look(NOW)
    order(push, ada)
    assert look(MINUTE) == 1
