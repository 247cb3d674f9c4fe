"""Browsers that nobody has proven: what they get, in which turn, and which of them give way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin import outbox, tasks
from saleor_push_plugin.delivery import planner
from saleor_push_plugin.models import Consent, Event, Notification, Subscription
from saleor_push_plugin.settings import operator
from saleor_push_plugin.shop import config
from saleor_push_plugin.shop.connections import writer
from saleor_push_plugin.subscribers import unproven, visits
from tests.hosts.shop import Shop

from .conftest import SYNC, Browser, Deliver, Look, ask
from .waiting import PRICE, Waiting

Browsers = Callable[..., Browser]
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
# When a cart that was left is reminded of.
SOON = timedelta(minutes=76)
FAR = datetime(2100, 1, 1, tzinfo=UTC)
OFFERS = ["ORDER_UPDATES", "OFFERS"]
Tick = Callable[[timedelta], None]


@pytest.fixture
def open_shop(push: Shop) -> Shop:
    push.configure_push(quiet_hours="")
    return push


@pytest.fixture
def waiting(open_shop: Shop, look: Look, deliver: Deliver) -> Waiting:
    return Waiting(open_shop, look, deliver)


@pytest.fixture
def tick(open_shop: Shop, deliver: Deliver) -> Tick:
    """What a tick does then: plans what no worker was woken for, and sends."""

    def run(after: timedelta) -> None:
        at = timezone.now() + after
        with writer():
            for event_id in outbox.unplanned(at):
                planner.plan(event_id, config.load(), now=at)
        deliver(at)

    return run


def _reasons(**which: Any) -> list[str]:
    rows = Notification.objects.filter(**which).order_by("id")
    return list(rows.values_list("reason", flat=True))


def _stored(browser: Browser) -> Subscription:
    return Subscription.objects.get(endpoint=browser.subscriber.endpoint)


@pytest.mark.parametrize("user_id", [None, 7])
@pytest.mark.parametrize("was_accepted", [False, True])
def test_one_predicate_in_three_places(
    open_shop: Shop, browser: Browsers, tick: Tick, user_id: int | None, was_accepted: bool
) -> None:
    browser(topics=OFFERS)
    at = timezone.now() if was_accepted else None
    Subscription.objects.update(user_id=user_id, proven_at=at, accepted_at=None)
    [stored] = Subscription.objects.all()
    proven = was_accepted or user_id is not None
    assert stored.is_proven == proven
    assert Subscription.objects.filter(Subscription.unproven()).exists() != proven
    with writer():
        for event_id in outbox.unplanned(timezone.now() + MINUTE):
            planner.plan(event_id, config.load(), now=timezone.now())
        claimed = outbox.claim(timezone.now() + MINUTE, limit=5)
    assert {row.is_proven for row in claimed} <= {proven}


def test_the_welcome_proves_a_browser(browser: Browsers, tick: Tick) -> None:
    phone = browser(topics=OFFERS, proven=False)
    tick(MINUTE)
    assert len(phone.texts) == 1
    assert _stored(phone).is_proven


def test_an_unproven_browser_gets_the_news_of_its_order(open_shop: Shop, browser: Browsers) -> None:
    phone = browser(proven=False)
    checkout = open_shop.new_checkout()
    phone.use(checkout)
    open_shop.complete(checkout)
    assert len(phone.texts) == 1


def test_an_unproven_browser_gets_what_it_asked_for_and_one_other_push_in_turn(
    settings: Any, waiting: Waiting, browser: Browsers
) -> None:
    settings.SALEOR_PUSH_FIRST_PUSHES = "1"
    asking, *looking = (browser(topics=["ALERTS"], proven=False) for _ in range(3))
    for phone in looking:
        waiting.looks_at(phone)
    waiting.price(asking)
    waiting.after(timedelta(hours=2))
    waiting.costs("29.00")
    assert len(asking.texts) == 1
    assert sorted(len(phone.texts) for phone in looking) == [0, 1]
    assert "waits_for_its_turn" in _reasons(state="pending")
    waiting.after(timedelta(hours=2))
    assert [len(phone.texts) for phone in looking] == [1, 1]
    assert all(_stored(phone).is_proven for phone in looking)


@pytest.mark.parametrize("returning", [False, True])
def test_a_guest_who_is_not_welcomed_is_proven_by_another_push(
    carts: Shop, browser: Browsers, later: Callable[[timedelta], None], returning: bool
) -> None:
    phone = browser(topics=["CART_REMINDERS"], returning=returning, proven=False)
    phone.use(carts.new_checkout())
    later(SOON)
    assert len(phone.texts) == 1
    assert _stored(phone).is_proven


def test_an_unproven_browser_gets_one_push_at_a_time(
    carts: Shop, browser: Browsers, look: Look, tick: Tick
) -> None:
    phone = browser(topics=["CART_REMINDERS", "OFFERS"], proven=False)
    phone.use(carts.new_checkout())
    look(timezone.now() + SOON)
    tick(SOON)
    assert len(phone.texts) == 1
    assert "browser_unproven" in _reasons(state="pending")
    tick(SOON + 10 * MINUTE)
    assert len(phone.texts) == 2


@pytest.mark.parametrize(
    "tried", [{"state": "sending"}, {"state": "pending", "attempts": 1, "due_at": FAR}]
)
def test_it_waits_for_a_push_that_was_tried_before(
    carts: Shop, browser: Browsers, look: Look, tick: Tick, tried: dict[str, Any]
) -> None:
    phone = browser(topics=["CART_REMINDERS", "OFFERS"], proven=False)
    with writer():
        for event_id in outbox.unplanned(timezone.now() + MINUTE):
            planner.plan(event_id, config.load(), now=timezone.now())
    welcome = Notification.objects.filter(scenario="welcome")
    assert welcome.update(lease=timezone.now() + SOON + MINUTE, **tried) == 1
    phone.use(carts.new_checkout())
    look(timezone.now() + SOON)
    tick(SOON)
    assert phone.texts == []
    assert "browser_unproven" in _reasons(state="pending")
    welcome.update(state="failed")
    tick(SOON + 10 * MINUTE)
    assert len(phone.texts) == 1


def test_who_renews_with_a_proof_stays_proven(
    carts: Shop, browser: Browsers, later: Callable[[timedelta], None]
) -> None:
    old = browser(topics=["CART_REMINDERS"])
    Subscription.objects.update(proven_at=timezone.now() - DAY)
    phone = browser(topics=["CART_REMINDERS"], old=old.subscriber.endpoint, proven=False)
    assert (_stored(phone).accepted_at, _stored(phone).is_proven) == (None, True)
    for _ in range(3):
        browser(proven=False)
    unproven.make_room(1)
    assert _stored(phone)


def test_a_browser_that_subscribed_anew_and_shows_its_old_row_is_proven(
    open_shop: Shop, browser: Browsers
) -> None:
    old, phone = browser(), browser(proven=False)
    before = _stored(old)
    wanted = {
        "subscription": phone.subscriber.subscription,
        "channel": open_shop.catalogue.channel.slug,
    }
    ask(SYNC, old=before.endpoint, proof=before.auth, input=wanted)
    assert _stored(phone).is_proven
    assert Subscription.objects.count() == 1


def test_an_unproven_browser_may_watch_five_variants(
    open_shop: Shop, browser: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = browser(topics=["ALERTS"], proven=False)
    wanted = [variant.id for variant in open_shop.catalogue.variants]
    monkeypatch.setattr("saleor_push_plugin.subscribers.watches.MAX_WATCHES_UNPROVEN", 1)
    watch = {"endpoint": phone.subscriber.endpoint, "channel": open_shop.catalogue.channel.slug}
    ask(PRICE, variant=wanted[0], **watch)
    with pytest.raises(AssertionError, match="may watch 1 variants"):
        ask(PRICE, variant=wanted[1], **watch)
    Subscription.objects.update(proven_at=timezone.now())
    ask(PRICE, variant=wanted[1], **watch)


def test_newcomers_are_welcomed_so_many_a_minute_and_nobody_is_left_out(
    settings: Any, browser: Browsers, tick: Tick
) -> None:
    settings.SALEOR_PUSH_FIRST_PUSHES = "2"
    phones = [browser(topics=OFFERS, proven=False) for _ in range(5)]
    known = browser(topics=OFFERS)
    start = timezone.now()
    tick(MINUTE)
    assert sum(phone.arrivals for phone in phones) == 2
    assert known.arrivals == 1
    waiting = Notification.objects.filter(state="pending", scenario="welcome").order_by("due_at")
    assert set(waiting.values_list("reason", flat=True)) == {"waits_for_its_turn"}
    turns = list(waiting.values_list("due_at", flat=True))
    assert len(set(turns)) == 3
    assert all(5 * MINUTE < turn - start < 12 * MINUTE for turn in turns)
    tick(12 * MINUTE)
    assert sum(phone.arrivals for phone in phones) == 4
    tick(23 * MINUTE)
    assert [phone.arrivals for phone in phones] == [1] * 5


def test_a_flood_that_was_removed_holds_no_turns(
    settings: Any, browser: Browsers, tick: Tick
) -> None:
    settings.SALEOR_PUSH_FIRST_PUSHES = "1"
    for _ in range(40):
        browser(topics=OFFERS, proven=False)
    tick(MINUTE / 2)
    unproven.make_room(0)
    newcomer = browser(topics=OFFERS, proven=False)
    tick(2 * MINUTE)
    assert newcomer.arrivals == 1


def test_what_waits_asks_a_last_time_before_it_expires(
    settings: Any, browser: Browsers, tick: Tick
) -> None:
    settings.SALEOR_PUSH_FIRST_PUSHES = "1"
    phones = [browser(topics=OFFERS, proven=False) for _ in range(2)]
    with writer():
        for event_id in outbox.unplanned(timezone.now() + MINUTE):
            planner.plan(event_id, config.load(), now=timezone.now())
    Notification.objects.update(expires_at=timezone.now() + 4 * MINUTE)
    tick(MINUTE)
    tick(3.1 * MINUTE)
    assert [phone.arrivals for phone in phones] == [1, 1]


def test_without_a_ration_all_are_welcomed_at_once(
    settings: Any, browser: Browsers, tick: Tick
) -> None:
    settings.SALEOR_PUSH_FIRST_PUSHES = "0"
    phones = [browser(topics=OFFERS, proven=False) for _ in range(9)]
    tick(MINUTE)
    assert [phone.arrivals for phone in phones] == [1] * 9


def test_the_oldest_unproven_browsers_give_way_with_all_that_was_stored(
    open_shop: Shop, browser: Browsers, tick: Tick
) -> None:
    known = browser(topics=OFFERS)
    phones = [browser(topics=OFFERS, proven=False) for _ in range(5)]
    ids = [_stored(phone).public_id for phone in phones]
    assert unproven.make_room(3) == 2
    left = set(Subscription.objects.values_list("public_id", flat=True))
    assert left == {*ids[2:], _stored(known).public_id}
    assert set(Consent.objects.values_list("subscription_id", flat=True)) == left
    assert Event.objects.filter(kind="joined").count() == 4
    assert unproven.make_room(3) == 0


def test_who_expects_something_gives_way_last(open_shop: Shop, browser: Browsers) -> None:
    buying, asking, first, _, last = (browser(proven=False) for _ in range(5))
    buying.use(open_shop.new_checkout())
    [wanted, *_] = open_shop.catalogue.variants
    channel = open_shop.catalogue.channel.slug
    ask(PRICE, variant=wanted.id, endpoint=asking.subscriber.endpoint, channel=channel)
    assert unproven.make_room(4) == 1
    assert not Subscription.objects.filter(endpoint=first.subscriber.endpoint)
    assert unproven.make_room(3) == 1
    assert all(_stored(phone) for phone in (buying, asking, last))
    # Half of the room is for those that did neither yet: a script can do both.
    assert unproven.make_room(2) == 1
    assert {row.endpoint for row in Subscription.objects.all()} == {
        asking.subscriber.endpoint,
        last.subscriber.endpoint,
    }


def test_room_is_made_while_sending_is_off(
    settings: Any, open_shop: Shop, browser: Browsers
) -> None:
    settings.SALEOR_PUSH_UNPROVEN_BROWSERS = "2"
    for _ in range(4):
        browser(proven=False)
    open_shop.configure_push(send=False)
    tasks.tick()
    assert Subscription.objects.count() == 2


def test_a_newcomer_is_never_refused(open_shop: Shop, browser: Browsers) -> None:
    for _ in range(4):
        phone = browser(proven=False)
        unproven.make_room(1)
        assert _stored(phone)


def test_a_browser_that_is_not_seen_gets_no_marketing_and_is_removed_in_the_end(
    settings: Any, waiting: Waiting, browser: Browsers
) -> None:
    settings.SALEOR_PUSH_REST_DAYS = "30"
    phone, lively = (browser(topics=["ALERTS"]) for _ in range(2))
    waiting.price(phone)
    waiting.price(lively)
    stored = Subscription.objects.filter(endpoint=phone.subscriber.endpoint)
    stored.update(seen_at=timezone.now() - 31 * DAY)
    waiting.costs("29.00")
    waiting.after(timedelta(hours=2))
    assert (phone.texts, len(lively.texts)) == ([], 1)
    assert _reasons(subscription=stored.get()) == ["not_seen"]
    assert visits.remove_unseen(timezone.now() - 32 * DAY) == 0
    assert visits.remove_unseen(timezone.now() - 30 * DAY) == 1
    assert Subscription.objects.get() == _stored(lively)


def test_a_visit_is_noted_once_a_day(
    waiting: Waiting, browser: Browsers, django_assert_max_num_queries: Any
) -> None:
    phone = browser(topics=["ALERTS"])
    last_week = timezone.now() - 7 * DAY
    Subscription.objects.update(seen_at=last_week)
    waiting.looks_at(phone)
    first = _stored(phone).seen_at
    assert first is not None
    assert first > last_week
    waiting.looks_at(phone)
    assert _stored(phone).seen_at == first


def test_a_browser_is_removed_in_batches(
    browser: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "STRIDE", 2)
    monkeypatch.setattr(visits, "BATCH", 1)
    for _ in range(5):
        browser()
    Subscription.objects.update(seen_at=None, updated_at=timezone.now() - 9 * DAY)
    assert visits.remove_unseen(timezone.now() - 8 * DAY) == 5


def test_ids_with_a_wide_gap_cost_nothing(
    browser: Browsers, django_assert_max_num_queries: Any
) -> None:
    browser()
    Subscription.objects.update(id=2**40)
    with django_assert_max_num_queries(3):
        assert visits.remove_unseen(timezone.now() - 8 * DAY) == 0


def test_spans_are_never_beyond_what_a_date_holds(settings: Any) -> None:
    settings.SALEOR_PUSH_REST_DAYS = settings.SALEOR_PUSH_REMOVE_DAYS = "9" * 30
    settings.SALEOR_PUSH_KEEP_DAYS = "9" * 30
    assert (timezone.now() - operator.rest()).year > 1900
    assert operator.remove() is not None
    assert operator.keep() > DAY
    settings.SALEOR_PUSH_REMOVE_DAYS = "0"
    assert operator.remove() is None
    settings.SALEOR_PUSH_REST_DAYS, settings.SALEOR_PUSH_REMOVE_DAYS = "60", "5"
    assert operator.remove() == 60 * DAY
