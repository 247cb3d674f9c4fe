"""Many recipients of one event: split into chunks that any worker turns into notifications."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from saleor_push_plugin import outbox, tasks
from saleor_push_plugin.delivery import planner, worker
from saleor_push_plugin.models import Chunk, Event, Lane, Notification
from saleor_push_plugin.outbox import fan_out
from saleor_push_plugin.shop import config
from saleor_push_plugin.shop.connections import writer
from sandbox.pushservice import PushService
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver, Look
from .unheard import unheard
from .waiting import Waiting

Browsers = Callable[..., Browser]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def recipients(
    push: Shop, browser: Browsers, look: Look, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> list[Browser]:
    """Seven who wait for shirts, and the fact that there are some: two of them have their rows."""
    monkeypatch.setattr(fan_out, "CHUNK_SIZE", 2)
    push.configure_push(quiet_hours="", scenario_order_placed=False)
    waiting, browsers = Waiting(push, look, deliver), [browser() for _ in range(7)]
    waiting.has(0)
    for one in browsers:
        waiting.stock(one)
    look(timezone.now())
    with unheard():
        waiting.has(50)
    look(timezone.now() + MINUTE)
    return browsers


def soon() -> datetime:
    return timezone.now() + 2 * MINUTE


def make_all(now: datetime) -> int:
    """Turn all chunks into notifications; returns how many tries it took."""
    tries = 0
    with writer():
        while planner.make_rows(config.load(), now=now):
            tries += 1
    return tries


def test_recipients_are_split_and_the_first_chunk_inserted(recipients: list[Browser]) -> None:
    assert Notification.objects.count() == 2
    assert outbox.due_chunks(soon()) == 3


def test_other_chunks_follow_one_by_one_and_each_recipient_is_told_once(
    recipients: list[Browser], deliver: Deliver
) -> None:
    assert make_all(soon()) == 3
    assert outbox.due_chunks(soon()) == 0
    deliver(timezone.now() + 2 * MINUTE)
    assert [browser.arrivals for browser in recipients] == [1] * 7


def test_a_sending_task_inserts_chunks_on_the_way(recipients: list[Browser]) -> None:
    with writer():
        worker.pump(config.load(), now=timezone.now() + 2 * MINUTE, bulk=True, seconds=5)
    assert [browser.arrivals for browser in recipients] == [1] * 7


def test_a_tick_goes_on_with_what_a_dead_worker_left(recipients: list[Browser]) -> None:
    Chunk.objects.update(due_at=timezone.now())
    tasks.tick()
    assert outbox.due_chunks(soon()) < 3


def test_a_chunk_inserted_twice_makes_no_notification_twice(recipients: list[Browser]) -> None:
    chunks = list(Chunk.objects.all())
    make_all(soon())
    Chunk.objects.bulk_create(chunks)
    make_all(soon())
    assert Notification.objects.count() == 7


def test_a_fact_no_longer_true_makes_no_more_rows(recipients: list[Browser], push: Shop) -> None:
    push.configure_push(scenario_back_in_stock=False)
    make_all(soon())
    assert Notification.objects.count() == 2
    assert outbox.due_chunks(soon()) == 0


def test_a_chunk_that_fails_waits_longer_each_time_and_is_dropped_in_the_end(
    recipients: list[Browser], caplog: pytest.LogCaptureFixture
) -> None:
    broken = Event.objects.create(key="broken", kind="back_in_stock", subject="broken", at=soon())
    values = {"scenario": "back_in_stock", "first": 1, "last": 9, "due_at": soon()}
    chunk = Chunk.objects.create(id=0, event=broken, **values)
    at, waits = soon(), []
    with caplog.at_level(logging.CRITICAL):
        assert make_all(at) == 4
        assert Notification.objects.count() == 7
        while Chunk.objects.filter(id=0).exists():
            chunk.refresh_from_db()
            waits.append(round((chunk.due_at - at).total_seconds()))
            at = chunk.due_at
            assert make_all(at) == 1
    assert waits == [10, 20, 40, 80, 160, 320, 640, 1280, 2560]
    broken.refresh_from_db()
    assert broken.objections == {"back_in_stock": "fan_out_failed"}


def test_an_event_that_cannot_be_planned_holds_up_nobody(
    push: Shop, browser: Browsers, caplog: pytest.LogCaptureFixture
) -> None:
    ada = push.register()
    phone = browser(ada)
    push.place_order(customer=ada)
    Notification.objects.all().delete()
    Event.objects.update(planned_at=None, at=timezone.now() - MINUTE)
    broken = Event.objects.create(
        key="broken",
        kind="order_created",
        subject="no order's id",
        at=timezone.now() - 2 * MINUTE,
    )
    with caplog.at_level(logging.CRITICAL):
        tasks.tick()
    assert phone.arrivals == 2
    broken.refresh_from_db()
    assert (broken.planned_at, broken.tries) == (None, 1)


def test_what_failed_waits_longer_each_time(db: None) -> None:
    now = timezone.now()
    broken = Event.objects.create(key="broken", kind="x", subject="x", at=now)
    minute = now + MINUTE
    assert outbox.unplanned(minute) == [broken.id]
    for _ in range(4):
        outbox.planning_failed(broken.id)
    assert outbox.unplanned(minute) == []
    assert outbox.unplanned(now + 2 * MINUTE) == [broken.id]


def test_a_slice_that_ends_says_that_there_is_more(
    recipients: list[Browser], push_service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_all(soon())
    monkeypatch.setattr(worker, "BATCH", 2)
    monkeypatch.setattr(worker, "MAX_IN_FLIGHT", 2)
    push_service.answer(delay=0.3)
    later = timezone.now() + 2 * MINUTE
    with writer():
        assert worker.pump(config.load(), now=later, bulk=True, seconds=0.2)
    assert sum(browser.arrivals for browser in recipients) == 2


def test_a_slice_that_ends_says_so_also_where_one_lane_had_little(
    recipients: list[Browser], push_service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_all(soon())
    monkeypatch.setattr(worker, "BATCH", 4)
    monkeypatch.setattr(worker, "MAX_IN_FLIGHT", 4)
    push_service.answer(delay=0.3)
    row = Notification.objects.first()
    other = Lane.objects.create(bulk=True, channel="other", origin=row.lane.origin)
    Notification.objects.filter(id=row.id).update(lane=other)
    with writer():
        assert worker.pump(config.load(), now=soon(), bulk=True, seconds=0.2)
    assert sum(browser.arrivals for browser in recipients) == 3
