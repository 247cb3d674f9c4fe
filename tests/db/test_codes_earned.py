"""A code is owed for what was earned, once; and a day has a quota."""

from collections.abc import Callable
from datetime import timedelta

import graphene
import pytest
from django.utils import timezone

from saleor_push_plugin.core.person import Person
from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.core.voucher_purpose import VoucherPurpose
from saleor_push_plugin.models import Notification, PersonalVoucher, ProductView, Subscription
from saleor_push_plugin.shop import vouchers
from saleor_push_plugin.shop.connections import writer
from saleor_push_plugin.shop.voucher_eligibility import Use
from tests.hosts.refs import Customer, OrderRef
from tests.hosts.shop import Shop

from .cart_story import changed
from .conftest import Browser, Deliver, Later, Look, ask
from .order_story import change
from .waiting import VIEWED

Browsers = Callable[..., Browser]
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
NEXT_DAY = DAY + 2 * MINUTE
THANKS = "Thank you for coming back!"


@pytest.fixture
def regulars(push: Shop, look: Look) -> Shop:
    """A shop that thanks for every second order with a code, and has looked before."""
    push.make_voucher("Thanks", value=10)
    push.configure_push(
        quiet_hours="",
        weekly_cap="100",
        loyalty_orders="2",
        loyalty_voucher="Thanks",
        scenario_order_placed=False,
    )
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


def codes() -> list[str]:
    return list(PersonalVoucher.objects.order_by("id").values_list("code", flat=True))


def notes(scenario: str) -> list[str]:
    rows = Notification.objects.filter(scenario=scenario, state="sent").order_by("id")
    return list(rows.values_list("reason", flat=True))


def paid(shop: Shop, ada: Customer) -> OrderRef:
    order = shop.place_order(customer=ada)
    shop.mark_paid(order)
    return order


def test_a_milestone_that_was_cancelled_and_ordered_again_earns_no_second_code(
    regulars: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    paid(regulars, ada)
    second = paid(regulars, ada)
    later(NEXT_DAY)
    assert len(codes()) == 1
    change(second.id, status="canceled")
    paid(regulars, ada)
    later(NEXT_DAY + 5 * MINUTE)
    assert len(codes()) == 1
    thanks = [text for text in phone.texts if text.startswith(THANKS)]
    assert [text.endswith(f"10% off with code {codes()[0]}") for text in thanks] == [True, True]


def test_a_code_that_was_used_is_not_replaced_for_the_same_milestone(
    regulars: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    from saleor.discount.models import VoucherCode

    paid(regulars, ada)
    second = paid(regulars, ada)
    later(NEXT_DAY)
    with writer():
        VoucherCode.objects.filter(code=codes()[0]).update(is_active=False)
    change(second.id, status="canceled")
    paid(regulars, ada)
    later(NEXT_DAY + 5 * MINUTE)
    assert len(codes()) == 1
    assert notes("loyalty") == ["", "voucher_code_used"]


def test_orders_of_others_bound_by_their_spent_ids_earn_nothing(
    regulars: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    theirs = regulars.new_checkout(email="somebody@example.com")
    regulars.mark_paid(regulars.complete(theirs))
    phone.use(theirs)
    paid(regulars, ada)
    later(NEXT_DAY)
    assert phone.texts == []
    paid(regulars, ada)
    later(NEXT_DAY + 5 * MINUTE)
    assert phone.texts[0].startswith(f"{THANKS}\n2 orders so far")


@pytest.mark.parametrize("logged_in", [False, True])
def test_nobody_earns_or_is_told_of_what_another_bought_with_the_same_email(
    regulars: Shop, browser: Browsers, later: Later, logged_in: bool
) -> None:
    eve = regulars.register() if logged_in else None
    hers = browser(eve)
    agree(Topic.OFFERS)
    regulars.mark_paid(regulars.place_order(email="somebody@example.com"))
    checkout = regulars.new_checkout(email="somebody@example.com")
    if eve:
        changed(checkout, user_id=int(graphene.Node.from_global_id(eve.id)[1]))
    else:
        hers.use(checkout)
    order = regulars.complete(checkout)
    # Saleor 3.20 gives an order the account's own e-mail; staff may change it there.
    change(order.id, user_email="somebody@example.com")
    regulars.mark_paid(order)
    later(NEXT_DAY)
    counted = (
        "1 order so far · Good to have you with us." if logged_in else "Good to have you with us."
    )
    assert hers.texts == [f"{THANKS}\n{counted}"]
    assert codes() == []


def test_a_guests_milestone_is_not_earned_again_by_their_account(
    regulars: Shop, browser: Browsers, later: Later
) -> None:
    from saleor.account.models import User
    from saleor.order.models import Order

    laptop = browser()
    agree(Topic.OFFERS)
    for _ in range(2):
        checkout = regulars.new_checkout(email="new@example.com")
        laptop.use(checkout)
        regulars.mark_paid(regulars.complete(checkout))
    later(NEXT_DAY)
    assert len(codes()) == 1
    account = regulars.register(email="new@example.com")
    with writer():
        Order.objects.update(user=User.objects.get(email="new@example.com"))
    laptop.login(account)
    change(regulars.place_order(customer=account).id, status="canceled")
    last = Order.objects.order_by("-created_at")[1]
    with writer():
        Order.objects.filter(pk=last.pk).update(status="canceled")
    paid(regulars, account)
    later(NEXT_DAY + 5 * MINUTE)
    assert len(codes()) == 1


def test_the_next_milestone_earns_the_next_code(
    regulars: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    for _ in range(2):
        paid(regulars, ada)
    later(NEXT_DAY)
    for _ in range(2):
        paid(regulars, ada)
    later(NEXT_DAY + 5 * MINUTE)
    assert len(set(codes())) == 2


def test_orders_that_nobody_paid_are_thanked_for_without_a_code(
    regulars: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    paid(regulars, ada)
    regulars.place_order(customer=ada)
    later(NEXT_DAY)
    assert len(phone.texts) == 1
    assert codes() == []
    assert notes("loyalty") == ["voucher_unpaid"]


@pytest.mark.parametrize("is_paid", [False, True])
def test_who_never_paid_is_won_back_without_a_code(
    regulars: Shop, ada: Customer, phone: Browser, later: Later, is_paid: bool
) -> None:
    regulars.configure_push(loyalty_orders="0", win_back_voucher="Thanks")
    order = regulars.place_order(customer=ada)
    if is_paid:
        regulars.mark_paid(order)
    later(60 * DAY + 2 * MINUTE)
    assert len(codes()) == is_paid
    assert notes("win_back") == ([""] if is_paid else ["voucher_unpaid"])


# Looking and leaving.


@pytest.fixture
def windows(regulars: Shop) -> Shop:
    regulars.configure_push(loyalty_orders="0", browse_voucher="Thanks")
    return regulars


def look_and_leave(shop: Shop, browser: Browser, look: Look, deliver: Deliver, *, day: int) -> None:
    shirt = shop.catalogue.variant("Linen shirt")
    ask(VIEWED, endpoint=browser.subscriber.endpoint, product=shirt.product_id)
    at = timezone.now() + day * DAY
    ProductView.objects.update(viewed_at=at)
    for after in (timedelta(hours=2, minutes=2),):
        look(at + after)
        deliver(at + after)


def test_who_looks_away_every_week_is_told_the_unused_code_again(
    windows: Shop, ada: Customer, phone: Browser, look: Look, deliver: Deliver
) -> None:
    from saleor.discount.models import VoucherCode

    agree(Topic.CART_REMINDERS)
    for day in (0, 8, 16):
        look_and_leave(windows, phone, look, deliver, day=day)
    assert len(phone.texts) == 3
    assert len(codes()) == 1
    assert all(codes()[0] in text for text in phone.texts)
    with writer():
        VoucherCode.objects.filter(code=codes()[0]).update(is_active=False, used=1)
    look_and_leave(windows, phone, look, deliver, day=24)
    assert len(codes()) == 2


def test_a_visitor_with_neither_account_nor_order_gets_no_code(
    windows: Shop, browser: Browsers, look: Look, deliver: Deliver
) -> None:
    laptop = browser()
    agree(Topic.CART_REMINDERS)
    look_and_leave(windows, laptop, look, deliver, day=0)
    assert len(laptop.texts) == 1
    assert codes() == []
    assert notes("browse_abandoned") == ["voucher_for_customers"]


def test_a_spent_checkout_id_is_no_order_of_ones_own(
    windows: Shop, browser: Browsers, look: Look, deliver: Deliver
) -> None:
    laptop = browser()
    agree(Topic.CART_REMINDERS)
    checkout = windows.new_checkout(email="guest@example.com")
    windows.mark_paid(windows.complete(checkout))
    laptop.use(checkout)
    look_and_leave(windows, laptop, look, deliver, day=8)
    assert codes() == []


# The quota.


def grant(name: str, user_id: int, *, quota: int, day: int = 0) -> str:
    use = Use(
        person=Person(subscription_id=1, user_id=user_id),
        channel="channel-eur",
        now=timezone.now() + MINUTE + day * DAY,
    )
    with writer():
        found = vouchers.grant(name, kind=VoucherPurpose.WIN_BACK, use=use, quota=quota)
    return found.reason if isinstance(found, vouchers.Refused) else found.code


def test_a_voucher_has_so_many_codes_a_day(regulars: Shop) -> None:
    regulars.make_voucher("Others", value=10)
    made = [grant("Thanks", user, quota=2) for user in (1, 2, 3)]
    assert made[2] == "voucher_quota_reached"
    assert grant("Thanks", 1, quota=2) == made[0]
    assert grant("Others", 3, quota=2).startswith("BACK-")
    assert grant("Thanks", 3, quota=2, day=1).startswith("BACK-")


def test_codes_of_campaigns_have_a_budget_and_leave_the_quota_to_others(regulars: Shop) -> None:
    grant("Thanks", 1, quota=1)
    PersonalVoucher.objects.update(purpose="campaign", key="campaign/7/x")
    assert grant("Thanks", 2, quota=1).startswith("BACK-")


def test_the_owner_sets_the_quota_and_0_makes_no_codes(
    regulars: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    regulars.configure_push(voucher_quota="0")
    for _ in range(2):
        paid(regulars, ada)
    later(NEXT_DAY)
    assert len(phone.texts) == 1
    assert codes() == []
    assert notes("loyalty") == ["voucher_quota_reached"]
