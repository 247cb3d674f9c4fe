"""Clocks that differ between machines, or are set back: late is allowed, lost and never are not."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from saleor_push_plugin import outbox, tasks
from saleor_push_plugin.delivery import planner, worker
from saleor_push_plugin.models import Cursor, Event, Notification, State
from saleor_push_plugin.shop import config
from saleor_push_plugin.shop.connections import writer
from sandbox.pushservice import PushService
from tests.hosts.shop import Shop

from .conftest import Browser

Browsers = Callable[..., Browser]
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


def ordered(push: Shop, browser: Browsers, push_service: PushService) -> Browser:
    """Somebody whose order nobody has planned yet."""
    ada = push.register()
    phone = browser(ada)
    push_service.answer(500, times=1)
    push.place_order(customer=ada)
    Notification.objects.all().delete()
    Event.objects.update(planned_at=None)
    return phone


def test_an_order_of_a_web_server_two_seconds_ahead_is_told_at_once(
    push: Shop, browser: Browsers, push_service: PushService
) -> None:
    phone = ordered(push, browser, push_service)
    event = Event.objects.get(kind="order_created")
    now = event.at - 2 * SECOND
    with writer():
        planner.plan(event.id, config.load(), now=now)
        worker.deliver(config.load(), now=now, event_id=event.id)
    assert len(phone.texts) == 1


def test_an_order_recorded_before_the_clock_was_set_back_is_found(
    push: Shop, browser: Browsers, push_service: PushService
) -> None:
    phone = ordered(push, browser, push_service)
    Event.objects.update(at=timezone.now() + HOUR)
    tasks.tick()
    assert len(phone.texts) == 1


def test_a_lease_taken_before_the_clock_was_set_back_ends(
    push: Shop, browser: Browsers, push_service: PushService
) -> None:
    ada = push.register()
    phone = browser(ada)
    push_service.answer(500, times=1)
    push.place_order(customer=ada)
    now = timezone.now()
    Notification.objects.update(state=State.SENDING, lease=now + HOUR, due_at=now)
    tasks.tick()
    assert len(phone.texts) == 1


def test_a_lease_of_a_machine_a_little_ahead_stands(push: Shop, browser: Browsers) -> None:
    now = timezone.now()
    event = Event.objects.create(key="x", kind="x", subject="x", at=now)
    lease = now + outbox.LEASE + 30 * SECOND
    row = {"event": event, "scenario": "x", "person": "s1", "state": State.SENDING}
    times = {"due_at": now, "expires_at": now + HOUR, "created_at": now, "lease": lease}
    Notification.objects.create(key="x", **row, **times)
    assert outbox.release_expired(now) == 0


@pytest.mark.django_db
def test_a_seat_taken_before_the_clock_was_set_back_is_free() -> None:
    now = timezone.now()
    assert outbox.take_slot("bulk", 1, now + HOUR)
    assert Cursor.objects.get().at > now
    assert outbox.take_slot("bulk", 1, now)
    assert outbox.take_slot("bulk", 1, now) is None
