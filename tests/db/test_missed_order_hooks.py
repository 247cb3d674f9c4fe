"""Orders whose hook never ran: the sweep finds those that are missing, and no others."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from saleor_push_plugin import tasks
from saleor_push_plugin.delivery import sweep_runner
from saleor_push_plugin.models import Event
from saleor_push_plugin.settings.config import Config
from saleor_push_plugin.shop import config
from saleor_push_plugin.shop.connections import writer
from tests.hosts.refs import Customer, OrderRef
from tests.hosts.shop import Shop

from .conftest import Browser
from .order_story import change
from .stored import store
from .unheard import unheard

NOW, MINUTE = timedelta(0), timedelta(minutes=1)
# A clock that is wrong.
AHEAD = timedelta(hours=2)


@pytest.fixture
def ada(push: Shop) -> Customer:
    return push.register()


@pytest.fixture
def phone(ada: Customer, browser: Callable[..., Browser]) -> Browser:
    return browser(ada)


def order(shop: Shop, customer: Customer) -> OrderRef:
    with unheard():
        return shop.place_order(customer=customer)


def look(later: timedelta) -> int:
    """One sweep, and the worker it wakes; how many orders it found."""
    with writer():
        found = sweep_runner.sweep(config.load(), now=timezone.now() + later)
        for event_id in found:
            tasks.enqueue_event(event_id, "order_created")
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


@pytest.mark.parametrize("switch", ["send", "active"])
@pytest.mark.parametrize("swept", [True, False], ids=["beat runs", "beat does not"])
def test_orders_placed_while_sending_was_off_stay_silent(
    push: Shop, ada: Customer, phone: Browser, swept: bool, switch: str
) -> None:
    look(NOW)
    push.configure_push(**{switch: False})
    order(push, ada)
    if swept:
        look(MINUTE)
    push.configure_push(**{switch: True})
    assert [look(n * MINUTE) for n in (0, 1, 20)] == [0, 0, 0]
    assert phone.texts == []


@pytest.mark.parametrize("late", [timedelta(seconds=5), timedelta(minutes=5)])
def test_also_where_a_worker_lags_behind_the_web_server(
    push: Shop, ada: Customer, phone: Browser, late: timedelta
) -> None:
    push.configure_push(send=False)
    order(push, ada)
    push.configure_push(send=True)
    assert [look(n * MINUTE - late) for n in (0, 1, 2)] == [0, 0, 0]


@pytest.mark.parametrize("looked_until", [NOW, AHEAD], ids=["now", "a clock ahead"])
def test_switched_on_by_another_way_than_its_page_the_first_sweep_begins(
    push: Shop, ada: Customer, phone: Browser, looked_until: timedelta
) -> None:
    look(looked_until)
    push.configure_push(send=False)
    look(MINUTE)
    order(push, ada)
    store("send", True)
    assert [look(n * MINUTE) for n in (2, 3, 4)] == [0, 0, 0]
    change(order(push, ada).id, created_at=timezone.now() + 4 * MINUTE)
    assert look(5 * MINUTE) == 1


def test_a_sweep_that_still_saw_sending_off_does_not_undo_its_beginning(
    push: Shop, ada: Customer, phone: Browser
) -> None:
    with writer():
        sweep_runner.sweep(Config(), now=timezone.now())
    order(push, ada)
    assert look(MINUTE) == 1


def test_a_sweep_that_still_saw_sending_on_does_not_put_back_its_beginning(
    push: Shop, ada: Customer, phone: Browser
) -> None:
    with writer():
        known, began = config.load(), timezone.now()
        push.configure_push(send=False)
        order(push, ada)
        push.configure_push(send=True)
        sweep_runner.sweep(known, now=began)
    assert [look(n * MINUTE) for n in (1, 2)] == [0, 0]


def test_an_order_placed_while_a_clock_was_ahead_is_found_when_it_is_right_again(
    push: Shop, ada: Customer, phone: Browser
) -> None:
    look(NOW)
    look(AHEAD)
    order(push, ada)
    assert [look(AHEAD + n * MINUTE) for n in (1, 15)] == [0, 0]
    assert [look(n * MINUTE) for n in (15, 16)] == [1, 0]


def test_also_one_placed_after_that(push: Shop, ada: Customer, phone: Browser) -> None:
    look(AHEAD)
    look(NOW)
    order(push, ada)
    assert look(MINUTE) == 1


def test_also_where_the_clock_was_ahead_when_sending_was_switched_on(
    push: Shop, ada: Customer, phone: Browser
) -> None:
    sweep_runner.start(now=timezone.now() + AHEAD)
    look(NOW)
    order(push, ada)
    assert look(MINUTE) == 1


@pytest.mark.parametrize(("days", "found"), [(89, 1), (91, 0)])
def test_no_sweep_looks_at_what_may_have_been_told_and_forgotten(
    push: Shop, ada: Customer, phone: Browser, days: int, found: int
) -> None:
    order(push, ada)
    assert look(timedelta(days=days)) >= found
    assert Event.objects.filter(kind="order_created").count() == found
