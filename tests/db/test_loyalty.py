"""Thanks to who has bought often or much, and a word to who has not for long."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.models import Event, Notification, PersonalVoucher, Subscription
from saleor_push_plugin.shop.connections import writer
from tests.hosts.refs import Customer, Refused
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver, Later, Look
from .order_story import change

Browsers = Callable[..., Browser]
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
NEXT_DAY, TWO_MONTHS = DAY + 2 * MINUTE, 60 * DAY + 2 * MINUTE
THANKS = "Thank you for coming back!"
MISSED = "It has been a while"


@pytest.fixture
def regulars(push: Shop, look: Look) -> Shop:
    """A shop that thanks for every second order, and has looked before."""
    push.configure_push(quiet_hours="", loyalty_orders="2", scenario_order_placed=False)
    look(timezone.now())
    return push


@pytest.fixture
def ada(regulars: Shop) -> Customer:
    return regulars.register()


@pytest.fixture
def phone(browser: Browsers, ada: Customer) -> Browser:
    made = browser(ada)
    agree(Topic.OFFERS)
    return made


def agree(*topics: Topic) -> None:
    Subscription.objects.update(topics=list(topics))


def heard(browser: Browser, title: str) -> list[str]:
    return [text for text in browser.texts if text.startswith(title)]


def reasons(scenario: str) -> set[str]:
    rows = Notification.objects.filter(scenario=scenario)
    return set(rows.values_list("reason", flat=True)) - {""}


def test_every_second_order_is_thanked_for_once(
    regulars: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    regulars.place_order(customer=ada)
    later(NEXT_DAY)
    assert heard(phone, THANKS) == []
    regulars.place_order(customer=ada)
    for minutes in range(0, 30, 5):
        later(NEXT_DAY + minutes * MINUTE)
    assert heard(phone, THANKS) == [f"{THANKS}\n2 orders so far · Good to have you with us."]
    assert Event.objects.filter(kind="bought").count() == 1


@pytest.mark.parametrize(("which", "part", "thanks"), [(0, 1, 0), (1, 1, 0), (1, 2, 1)])
def test_what_was_all_paid_back_earns_no_thanks(
    regulars: Shop, ada: Customer, phone: Browser, later: Later, which: int, part: int, thanks: int
) -> None:
    order = [regulars.place_order(customer=ada) for _ in range(2)][which]
    regulars.mark_paid(order)
    regulars.refund(order, order.total / part)
    later(NEXT_DAY)
    assert len(heard(phone, THANKS)) == thanks


@pytest.fixture
def closed(regulars: Shop) -> Iterator[Callable[[], None]]:
    """Switches the channels off, until the end of the test."""
    from saleor.channel.models import Channel

    def switched(*, on: bool) -> None:
        with writer():
            Channel.objects.update(is_active=on)

    yield lambda: switched(on=False)
    switched(on=True)


def test_nobody_is_called_into_a_channel_that_is_switched_off(
    regulars: Shop, ada: Customer, phone: Browser, later: Later, closed: Callable[[], None]
) -> None:
    for _ in range(2):
        regulars.place_order(customer=ada)
    closed()
    later(NEXT_DAY)
    later(TWO_MONTHS)
    assert phone.texts == []
    for scenario in ("loyalty", "win_back"):
        assert reasons(scenario) == {"channel_inactive"}


def test_whose_account_was_deactivated_is_left_in_peace(
    regulars: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    from saleor.account.models import User

    for _ in range(2):
        regulars.place_order(customer=ada)
    with writer():
        User.objects.filter(email=ada.email).update(is_active=False)
    later(NEXT_DAY)
    later(TWO_MONTHS)
    assert phone.texts == []
    assert reasons("loyalty") == {"account_inactive"}


def test_who_did_not_agree_to_offers_is_not_thanked(
    regulars: Shop, ada: Customer, phone: Browser, look: Look, deliver: Deliver
) -> None:
    for _ in range(2):
        regulars.place_order(customer=ada)
    look(timezone.now() + NEXT_DAY)
    agree(Topic.ORDER_UPDATES)
    deliver(timezone.now() + NEXT_DAY)
    assert heard(phone, THANKS) == []
    assert reasons("loyalty") == {"no_consent"}


def test_a_cancelled_order_makes_nobody_loyal(
    regulars: Shop, ada: Customer, phone: Browser, look: Look, deliver: Deliver
) -> None:
    regulars.place_order(customer=ada)
    second = regulars.place_order(customer=ada)
    look(timezone.now() + NEXT_DAY)
    regulars.cancel(second)
    deliver(timezone.now() + NEXT_DAY)
    assert heard(phone, THANKS) == []
    assert "cancelled_meanwhile" in reasons("loyalty")


@pytest.mark.parametrize("status", ["returned", "partially_returned"])
def test_who_sent_the_order_back_is_not_thanked_for_it(
    regulars: Shop, ada: Customer, phone: Browser, look: Look, deliver: Deliver, status: str
) -> None:
    regulars.place_order(customer=ada)
    second = regulars.place_order(customer=ada)
    look(timezone.now() + NEXT_DAY)
    change(second.id, status=status)
    deliver(timezone.now() + NEXT_DAY)
    assert heard(phone, THANKS) == []
    assert "order_returned" in reasons("loyalty")


def test_who_has_ordered_again_before_the_thanks_hears_of_that_order_too(
    regulars: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    for _ in range(3):
        regulars.place_order(customer=ada)
    later(NEXT_DAY)
    assert heard(phone, THANKS) == [f"{THANKS}\n3 orders so far · Good to have you with us."]


def test_orders_that_were_sent_back_do_not_count(
    regulars: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    change(regulars.place_order(customer=ada).id, status="returned")
    regulars.place_order(customer=ada)
    later(NEXT_DAY)
    assert heard(phone, THANKS) == []
    regulars.place_order(customer=ada)
    later(NEXT_DAY + 5 * MINUTE)
    assert heard(phone, THANKS) == [f"{THANKS}\n2 orders so far · Good to have you with us."]


def test_orders_as_a_guest_with_the_same_email_count(
    regulars: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    regulars.place_order(email=ada.email)
    regulars.place_order(customer=ada)
    later(NEXT_DAY)
    assert len(heard(phone, THANKS)) == 1


def test_a_guest_is_not_told_how_often_somebody_bought_with_that_email(
    regulars: Shop, browser: Browsers, later: Later
) -> None:
    laptop = browser()
    agree(Topic.OFFERS)
    regulars.place_order(email="somebody@example.com")
    checkout = regulars.new_checkout(email="somebody@example.com")
    laptop.use(checkout)
    regulars.complete(checkout)
    later(NEXT_DAY)
    assert heard(laptop, THANKS) == [f"{THANKS}\nGood to have you with us."]


def test_what_was_spent_makes_loyal_once(
    regulars: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    regulars.configure_push(loyalty_orders="0", loyalty_spend="80")
    regulars.place_order(customer=ada)
    later(NEXT_DAY)
    assert heard(phone, THANKS) == []
    regulars.place_order(customer=ada)
    later(NEXT_DAY + 5 * MINUTE)
    regulars.place_order(customer=ada)
    later(NEXT_DAY + 10 * MINUTE)
    assert heard(phone, THANKS) == [f"{THANKS}\n2 orders so far · Good to have you with us."]


def test_the_gift_is_a_code_of_their_own_that_works(
    regulars: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    regulars.make_voucher("Regulars", value=10)
    regulars.configure_push(loyalty_voucher="Regulars")
    for _ in range(2):
        regulars.mark_paid(regulars.place_order(customer=ada))
    later(NEXT_DAY)
    code = PersonalVoucher.objects.get().code
    assert heard(phone, THANKS)[0].endswith(f"For your next order: 10% off with code {code}")
    checkout = regulars.new_checkout(customer=ada)
    regulars.choose_delivery(checkout)
    regulars.use_code(checkout, code)


def test_milestones_have_to_be_numbers(regulars: Shop) -> None:
    for field in ("loyalty_orders", "loyalty_spend", "win_back_days"):
        with pytest.raises(Refused, match="must be a"):
            regulars.configure_push(**{field: "many"})


def test_who_has_not_ordered_for_two_months_hears_once(
    regulars: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    regulars.place_order(customer=ada)
    later(TWO_MONTHS - 60 * MINUTE)
    assert heard(phone, MISSED) == []
    for minutes in range(0, 30, 5):
        later(TWO_MONTHS + minutes * MINUTE)
    assert heard(phone, MISSED) == [f"{MISSED}\nCome and see what is new."]


@pytest.mark.parametrize("when", ["before the look", "while it waits"])
def test_who_has_ordered_since_is_not_won_back(
    regulars: Shop, ada: Customer, phone: Browser, look: Look, deliver: Deliver, when: str
) -> None:
    regulars.configure_push(loyalty_orders="0")
    first = regulars.place_order(customer=ada)
    if when == "before the look":
        regulars.place_order(customer=ada)
    at = timezone.now() + TWO_MONTHS
    look(at)
    if when == "while it waits":
        regulars.place_order(email=ada.email)
    deliver(at)
    rows = Notification.objects.filter(scenario="win_back", event__subject=pk(first.id))
    assert [row.reason for row in rows] in ([], ["has_ordered"])
    assert rows.filter(state="sent").count() == 0


def test_who_has_ordered_since_and_sent_it_back_has_not_been_away(
    regulars: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    first = regulars.place_order(customer=ada)
    change(first.id, created_at=timezone.now() - DAY)
    change(regulars.place_order(customer=ada).id, status="returned")
    later(TWO_MONTHS - DAY)
    assert heard(phone, MISSED) == []
    later(TWO_MONTHS)
    assert len(heard(phone, MISSED)) == 1


def test_the_owner_may_switch_it_off_or_change_the_days(
    regulars: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    regulars.configure_push(win_back_days="0")
    regulars.place_order(customer=ada)
    later(TWO_MONTHS)
    assert heard(phone, MISSED) == []
    regulars.configure_push(win_back_days="61")
    later(TWO_MONTHS + DAY)
    assert len(heard(phone, MISSED)) == 1


def pk(global_id: str) -> str:
    import graphene

    return str(graphene.Node.from_global_id(global_id)[1])
