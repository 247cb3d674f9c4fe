"""Browsers that nobody has proven: what they get, in which turn, and which of them give way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin import outbox
from saleor_push_plugin.delivery import planner
from saleor_push_plugin.models import Consent, Event, Notification, Subscription
from saleor_push_plugin.settings import operator
from saleor_push_plugin.shop import config
from saleor_push_plugin.shop.connections import writer
from saleor_push_plugin.subscribers import unproven, visits
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver, Look, ask
from .waiting import PRICE, Waiting

Browsers = Callable[..., Browser]
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
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
@pytest.mark.parametrize("is_accepted", [False, True])
def test_one_predicate_in_three_places(
    open_shop: Shop, browser: Browsers, tick: Tick, user_id: int | None, is_accepted: bool
) -> None:
    browser(topics=OFFERS)
    at = timezone.now() if is_accepted else None
    Subscription.objects.update(user_id=user_id, accepted_at=at)
    [stored] = Subscription.objects.all()
    proven = is_accepted or user_id is not None
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


def test_what_was_only_looked_at_is_no_marketing_for_an_unproven_browser(
    waiting: Waiting, browser: Browsers
) -> None:
    phone, asking = (browser(topics=["ALERTS"], proven=False) for _ in range(2))
    waiting.looks_at(phone)
    waiting.price(asking)
    waiting.after(timedelta(hours=2))
    waiting.costs("29.00")
    waiting.after(timedelta(hours=2))
    assert len(asking.texts) == 1
    assert phone.texts == []
    assert "browser_unproven" in _reasons(subscription=_stored(phone))


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
    Subscription.objects.update(accepted_at=timezone.now())
    ask(PRICE, variant=wanted[1], **watch)


def test_newcomers_are_welcomed_so_many_a_minute_and_nobody_is_left_out(
    settings: Any, browser: Browsers, tick: Tick
) -> None:
    settings.SALEOR_PUSH_UNPROVEN_WELCOMES = "2"
    phones = [browser(topics=OFFERS, proven=False) for _ in range(5)]
    known = browser(topics=OFFERS)
    tick(MINUTE)
    assert sum(phone.arrivals for phone in phones) == 1
    assert known.arrivals == 1
    waiting = Notification.objects.filter(state="pending", scenario="welcome").order_by("due_at")
    assert set(waiting.values_list("reason", flat=True)) == {"waits_for_its_turn"}
    turns = list(waiting.values_list("due_at", flat=True))
    assert [b - a for a, b in pairwise(turns)] == [MINUTE / 2] * 3
    tick(2.1 * MINUTE)
    assert sum(phone.arrivals for phone in phones) == 3
    tick(4 * MINUTE)
    assert [phone.arrivals for phone in phones] == [1] * 5


def test_without_a_ration_all_are_welcomed_at_once(
    settings: Any, browser: Browsers, tick: Tick
) -> None:
    settings.SALEOR_PUSH_UNPROVEN_WELCOMES = "0"
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
