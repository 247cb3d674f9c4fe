"""What a scenario would send, as the planner and the worker would decide; nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from saleor_push_plugin import scenarios
from saleor_push_plugin.core.dry_run import DryRun, Loss
from saleor_push_plugin.core.event import EVENT_TYPES
from saleor_push_plugin.core.reason import Reason
from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.core.voucher_purpose import VoucherPurpose
from saleor_push_plugin.delivery import dry_run
from saleor_push_plugin.delivery.dry_run import Period
from saleor_push_plugin.models import Event, Experiment, Notification, PersonalVoucher, Subscription
from saleor_push_plugin.shop import config, past_events
from saleor_push_plugin.shop.connections import writer
from saleor_push_plugin.shop.read_only import TooSlowError, allow, read_only
from tests.hosts.refs import CheckoutRef, Customer, OrderRef
from tests.hosts.shop import Shop

from .cart_story import DAY, HOUR, SOON, agree, cart_of, changed
from .conftest import Browser, Later

Browsers = Callable[..., Browser]
FIRST, SECOND = "abandoned_cart", "abandoned_cart_again"


def asked(code: str, period: Period, **settings: Any) -> DryRun:
    known = replace(config.load(), **settings)
    with writer(), read_only(60_000):
        return dry_run.run(scenarios.SCENARIOS[code], period, known)


def today(code: str, now: datetime | None = None, **settings: Any) -> DryRun:
    return asked(code, dry_run.today(now or timezone.now()), **settings)


def backtest(code: str, days: int = 30, **settings: Any) -> DryRun:
    return asked(code, dry_run.last_days(days, timezone.now()), **settings)


def left_at(checkout: CheckoutRef, at: datetime) -> None:
    """As if it had been filled and left then."""
    import graphene
    from saleor.checkout.models import CheckoutLine

    changed(checkout, last_change=at)
    with writer():
        pk = graphene.Node.from_global_id(checkout.id)[1]
        CheckoutLine.objects.filter(checkout_id=pk).update(created_at=at)


def placed_at(order: OrderRef, at: datetime) -> None:
    import graphene
    from saleor.order.models import Order

    with writer():
        Order.objects.filter(pk=graphene.Node.from_global_id(order.id)[1]).update(created_at=at)


def number(customer: Customer) -> int:
    import graphene

    return int(graphene.Node.from_global_id(customer.id)[1])


def lost(*reasons: Reason) -> dict[Loss, int]:
    return {Loss(reason): reasons.count(reason) for reason in reasons}


@pytest.fixture
def unsold(push: Shop, ada: Customer, phone: Browser) -> Shop:
    """A shop that never sent: nothing is stored of what happened."""
    push.configure_push(send=False)
    Event.objects.all().delete()
    return push


def test_who_would_get_it_is_who_gets_it(
    carts: Shop, ada: Customer, phone: Browser, browser: Browsers, later: Later
) -> None:
    bob, eve = carts.register(), carts.register()
    browser(ada), browser(bob), browser(eve)
    agree(*Topic)
    for customer in (ada, bob, eve):
        cart_of(carts, customer)
    carts.place_order(customer=eve)
    Subscription.objects.filter(user_id=number(bob)).update(topics=[Topic.ORDER_UPDATES, "alerts"])
    found = today(FIRST, timezone.now() + SOON)
    assert (found.events, found.sent, found.people) == (2, 1, 1)
    assert found.lost == lost(Reason.BOUGHT_MEANWHILE)
    later(SOON)
    sent = Notification.objects.filter(scenario=FIRST)
    assert set(sent.values_list("person", "state")) == {
        (f"u{number(ada)}", "sent"),
        (f"u{number(eve)}", "skipped"),
    }
    # What was sent of the same period does not count against it.
    assert today(FIRST, timezone.now() + SOON + timedelta(minutes=1)) == found


def test_a_scenario_that_is_off_is_asked_as_if_it_was_on(unsold: Shop, ada: Customer) -> None:
    cart_of(unsold, ada)
    found = today(FIRST, timezone.now() + SOON, disabled=frozenset({FIRST}))
    assert (found.events, found.sent, found.lost) == (1, 1, {})
    again = today(SECOND, timezone.now() + SOON + DAY, disabled=frozenset({FIRST, SECOND}))
    assert (again.events, again.sent) == (1, 1)
    assert today(FIRST, timezone.now() + 3 * DAY).events == 0


def test_why_not_is_what_the_worker_would_say(
    unsold: Shop, ada: Customer, browser: Browsers
) -> None:
    at = timezone.now() + SOON
    cart_of(unsold, ada)
    Subscription.objects.update(weekly_limit=0)
    assert today(FIRST, at).lost == lost(Reason.SHOPPER_LIMIT_REACHED)
    Subscription.objects.update(weekly_limit=None, paused_until=at + HOUR)
    assert today(FIRST, at).lost == {Loss(Reason.PAUSED, waits=True): 1}
    Subscription.objects.update(paused_until=at + 20 * DAY)
    assert today(FIRST, at).lost == {Loss(Reason.PAUSED): 1}
    Subscription.objects.update(paused_until=None, held_until=at + HOUR)
    assert today(FIRST, at).lost == {Loss(Reason.BROWSER_QUARANTINED, waits=True): 1}
    # One of two browsers is enough.
    unsold.configure_push(send=True)
    browser(ada)
    Subscription.objects.update(topics=list(Topic))
    assert (today(FIRST, at).sent, today(FIRST, at).lost) == (1, {})
    Subscription.objects.update(held_until=None, seen_at=at - 300 * DAY)
    assert today(FIRST, at).lost == lost(Reason.NOT_SEEN)


def test_who_is_held_out_is_told_apart(unsold: Shop, ada: Customer) -> None:
    cart_of(unsold, ada)
    held = Experiment.objects.create(
        name="2026Q4", salt="x", arms=[{}, {}], ends=[10_000, 10_000], started_at=timezone.now()
    )
    at = timezone.now() + SOON
    assert today(FIRST, at, hold_out=True).lost == lost(Reason.HELD_OUT)
    assert today(FIRST, at, hold_out=False).sent == 1
    Experiment.objects.filter(pk=held.pk).update(ends=[0, 10_000])
    assert today(FIRST, at, hold_out=True).sent == 1


def test_the_past_is_asked_as_it_was_then(unsold: Shop, ada: Customer) -> None:
    """Who ordered two days after the reminder was due had not bought first."""
    now = timezone.now()
    cart = cart_of(unsold, ada)
    left_at(cart, now - 20 * DAY)
    assert backtest(FIRST).sent == 1
    order = unsold.place_order(customer=ada)
    placed_at(order, now - 18 * DAY)
    found = backtest(FIRST)
    assert (found.events, found.sent, found.people, found.lost) == (1, 1, 1, {})
    assert backtest(SECOND).sent == 1
    assert backtest("abandoned_cart_last").lost == lost(Reason.BOUGHT_MEANWHILE)
    placed_at(order, now - 20 * DAY + timedelta(minutes=20))
    assert backtest(FIRST).lost == lost(Reason.BOUGHT_MEANWHILE)
    assert backtest(FIRST, days=10).events == 0


def test_a_newer_cart_ends_the_older_one_from_then_on(unsold: Shop, ada: Customer) -> None:
    now = timezone.now()
    older, newer = cart_of(unsold, ada), cart_of(unsold, ada, "Wool socks")
    left_at(older, now - 9 * DAY)
    left_at(newer, now - 8 * DAY + 2 * HOUR)
    found = backtest(FIRST)
    assert (found.events, found.sent, found.lost) == (2, 2, {})
    assert backtest(SECOND).sent == 2
    left_at(newer, now - 9 * DAY + timedelta(minutes=10))
    assert backtest(FIRST).lost == lost(Reason.NEWER_CART)


def test_a_cart_that_was_reported_and_bought_later_is_known(
    carts: Shop, ada: Customer, phone: Browser, look: Callable[[datetime], int]
) -> None:
    """Saleor has deleted it; the event and the order are left."""
    cart = cart_of(carts, ada)
    look(timezone.now() + SOON)
    assert Event.objects.filter(kind="cart_left").update(at=timezone.now() - 5 * DAY) == 1
    carts.choose_delivery(cart)
    carts.finish(cart)
    found = backtest(FIRST)
    assert (found.events, found.sent, found.lost) == (1, 1, {})
    assert today(FIRST).events == 0


def test_a_person_gets_no_more_a_week_than_the_shop_allows(unsold: Shop, ada: Customer) -> None:
    now = timezone.now()
    for days in (20, 19, 18, 10):
        left_at(cart_of(unsold, ada), now - days * DAY)
    found = backtest(FIRST, weekly_cap=2)
    # Of the priority "normal", which leaves room for more important ones.
    assert (found.events, found.sent, found.people) == (4, 2, 1)
    assert found.lost == lost(Reason.WEEKLY_CAP_REACHED, Reason.WEEKLY_CAP_REACHED)


def test_codes_are_counted_and_none_is_made(unsold: Shop, ada: Customer) -> None:
    now = timezone.now()
    order = unsold.place_order(customer=ada)
    placed_at(order, now - 65 * DAY)
    unsold.make_voucher("Come back", value=10)
    kinds = {VoucherPurpose.WIN_BACK: "Come back"}
    assert backtest("win_back", vouchers=kinds).no_voucher == {Reason.VOUCHER_UNPAID: 1}
    unsold.mark_paid(order)
    paid = backtest("win_back", vouchers=kinds)
    assert (paid.sent, paid.vouchers, paid.no_voucher) == (1, 1, {})
    assert backtest("win_back", vouchers=kinds, voucher_quota=0).no_voucher == {
        Reason.VOUCHER_QUOTA_REACHED: 1
    }
    assert backtest("win_back", vouchers={}).vouchers == 0
    kinds = {VoucherPurpose.WIN_BACK: "No such"}
    assert backtest("win_back", vouchers=kinds).no_voucher == {Reason.VOUCHER_NOT_FOUND: 1}
    assert PersonalVoucher.objects.count() == 0


def test_who_came_back_later_would_have_been_told(unsold: Shop, ada: Customer) -> None:
    now = timezone.now()
    placed_at(unsold.place_order(customer=ada), now - 80 * DAY)
    again = unsold.place_order(customer=ada)
    placed_at(again, now - 10 * DAY)
    assert backtest("win_back").sent == 1
    placed_at(again, now - 30 * DAY)
    assert backtest("win_back").events == 0


def test_every_scenario_is_asked_and_nothing_is_written_or_locked(
    carts: Shop, ada: Customer, phone: Browser, story: Any, later: Later
) -> None:
    cart_of(carts, ada)
    later(SOON)
    before = (Event.objects.count(), Notification.objects.count())
    for code in scenarios.SCENARIOS:
        for period in (dry_run.today(timezone.now() + SOON), dry_run.last_days(60, timezone.now())):
            with CaptureQueriesContext(connection) as queries:
                asked(code, period)
            statements = [(query["sql"] or "").lstrip() for query in queries]
            assert not [each for each in statements if each.startswith(_WRITES)], code
            assert not [each for each in statements if "FOR UPDATE" in each], code
    assert (Event.objects.count(), Notification.objects.count()) == before
    assert today("order_placed").events >= 1


_WRITES = ("INSERT", "UPDATE", "DELETE")


def test_a_write_is_refused_and_a_slow_statement_ends_it(shop: Shop) -> None:
    from django.db.utils import InternalError

    with writer():
        with pytest.raises(InternalError, match="read-only"), read_only(1000):
            Event.objects.create(key="x", kind="x", subject="x", at=timezone.now())
        with pytest.raises(TooSlowError), read_only(50), connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(2)")
        # Both are over.
        Event.objects.create(key="x", kind="x", subject="x", at=timezone.now())


def test_of_every_event_it_is_known_where_it_is_found() -> None:
    assert past_events.SOURCES.keys() == EVENT_TYPES.keys()


def test_too_much_is_refused(unsold: Shop, ada: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    cart_of(unsold, ada)
    monkeypatch.setattr(dry_run, "MOST_EVENTS", 0)
    with pytest.raises(dry_run.TooManyError):
        today(FIRST, timezone.now() + SOON)


def test_no_more_reported_events_are_read_than_are_asked(
    unsold: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dry_run, "MOST_EVENTS", 2)
    now = timezone.now()
    for number in range(5):
        Event.objects.create(key=f"j{number}", kind="joined", subject=f"s{number}", at=now)
    assert len(past_events.stored("joined", now - HOUR, now + HOUR, most=3)) == 3
    with pytest.raises(dry_run.TooManyError):
        today("welcome", now + HOUR)


def test_the_time_is_asked_for_each_person_too(unsold: Shop, ada: Customer, phone: Browser) -> None:
    cart_of(unsold, ada)
    asked_for: list[int] = []
    with writer(), read_only(60_000):
        found = dry_run.run(
            scenarios.SCENARIOS[FIRST],
            dry_run.today(timezone.now() + SOON),
            config.load(),
            go_on=lambda: asked_for.append(1),
        )
    assert found.sent == 1
    # The sweep's parts, the batch, and the person.
    parts = len(list(past_events.PastEvents().found("cart_left", *_a_day())))
    assert len(asked_for) > parts + 1


def _a_day() -> tuple[datetime, datetime]:
    until = timezone.now() + SOON
    return until - DAY - scenarios.delay(scenarios.SCENARIOS[FIRST]), until


def test_a_statement_has_no_more_time_than_is_left(shop: Shop) -> None:
    with writer(), pytest.raises(TooSlowError):
        _sleep(2, allowed=50)


def _sleep(seconds: int, *, allowed: int) -> None:
    with read_only(60_000), connection.cursor() as cursor:
        allow(allowed)
        cursor.execute("SELECT pg_sleep(%s)", [seconds])
