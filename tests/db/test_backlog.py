"""A flood of events that can wait: planned in slices, and never before an order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from saleor_push_plugin import outbox, tasks
from saleor_push_plugin.core.event import JOINED, ORDER_CREATED, Event
from saleor_push_plugin.delivery import planner, unplanned_events, worker
from saleor_push_plugin.models import Event as StoredEvent
from saleor_push_plugin.settings.config import Config

SENDING = Config(active=True, send=True)
pytestmark = pytest.mark.django_db


class Clock:
    """A clock that moves on whenever an event is planned."""

    def __init__(self, now: datetime, step: timedelta) -> None:
        self.now, self.step = now, step

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now, timedelta(milliseconds=10))


@pytest.fixture
def planned(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The kinds of planned events, in order. After the fifteenth a shopper orders."""
    kinds: list[str] = []

    def plan(id: int, config: Config, *, now: datetime) -> bool:
        event = StoredEvent.objects.get(id=id)
        event.planned_at = now
        event.save()
        kinds.append(event.kind)
        clock.now += clock.step
        if len(kinds) == 15:
            at = clock.now - timedelta(seconds=1)
            outbox.record([Event(kind=ORDER_CREATED, subject="1", at=at)])
        return True

    monkeypatch.setattr(planner, "plan", plan)
    monkeypatch.setattr(worker, "deliver", lambda *_, **__: kinds.append("delivered"))
    return kinds


def _flood(count: int, now: datetime) -> None:
    old = now - timedelta(minutes=1)
    outbox.record([Event(kind=JOINED, subject=f"s{n}", at=old) for n in range(count)])


def test_an_order_goes_before_the_next_slice(planned: list[str], clock: Clock) -> None:
    _flood(60, clock.now)
    assert not unplanned_events.plan(SENDING, clock=clock, seconds=10)
    place = planned.index(ORDER_CREATED)
    assert place == 2 * unplanned_events.SLICE
    assert planned[place + 1] == "delivered"
    assert planned.count(JOINED) == 60


def test_a_task_plans_for_a_while_and_says_that_there_is_more(
    planned: list[str], clock: Clock
) -> None:
    _flood(200, clock.now)
    assert unplanned_events.plan(SENDING, clock=clock, seconds=1)
    assert 95 <= planned.count(JOINED) <= 115
    assert unplanned_events.plan(SENDING, clock=clock, seconds=1)
    assert not unplanned_events.plan(SENDING, clock=clock, seconds=5)
    assert planned.count(JOINED) == 200


def test_an_event_that_cannot_be_planned_ends_nothing(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planner, "plan", lambda *_, **__: False)
    _flood(30, clock.now)
    assert not unplanned_events.plan(SENDING, clock=clock, seconds=1)


def test_the_sender_plans_only_what_cannot_wait(planned: list[str], clock: Clock) -> None:
    _flood(20, clock.now)
    old = clock.now - timedelta(minutes=1)
    outbox.record([Event(kind=ORDER_CREATED, subject="2", at=old)])
    assert outbox.unplanned(clock.now, urgent=True) == [
        StoredEvent.objects.get(kind=ORDER_CREATED).id
    ]


@pytest.mark.parametrize(("left", "again"), [(5.0, 1), (-1.0, 0)])
def test_a_tick_goes_on_behind_what_waits_until_the_next_one(
    monkeypatch: pytest.MonkeyPatch, left: float, again: int
) -> None:
    published: list[Any] = []
    monkeypatch.setattr(tasks.config, "load", lambda: SENDING)
    monkeypatch.setattr(unplanned_events, "plan", lambda *_, **__: True)
    monkeypatch.setattr(tasks.enqueue, "publish", lambda *args, **_: published.append(args))
    until = datetime.now(UTC).timestamp() + left
    tasks.tick(until)
    assert [args for args in published if args[0] is tasks.tick] == [(tasks.tick, until)] * again
