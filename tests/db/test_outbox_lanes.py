"""Lanes as the tasks drive them: orders and campaigns, with one worker or many."""

import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin import outbox, tasks, webpush
from saleor_push_plugin.delivery import worker
from saleor_push_plugin.models import Cursor, Event, Lane, Notification, State, Subscription
from saleor_push_plugin.settings import operator
from saleor_push_plugin.shop import config
from saleor_push_plugin.shop.connections import writer
from saleor_push_plugin.webpush.dialer import Dialer
from sandbox.pushservice import PushService
from tests.hosts.shop import Shop

from .conftest import Browser

Browsers = Callable[..., Browser]


def unsent(push: Shop, push_service: PushService, browser: Browsers) -> Browser:
    """A browser with an order it was not told of yet, due now."""
    ada = push.register()
    phone = browser(ada)
    push_service.answer(500, times=1)
    push.place_order(customer=ada)
    Notification.objects.update(attempts=0, due_at=timezone.now())
    return phone


def test_who_sends_bulk_sends_waiting_orders_as_well(
    push: Shop, push_service: PushService, browser: Browsers
) -> None:
    phone = unsent(push, push_service, browser)
    with writer():
        more = worker.pump(config.load(), now=timezone.now(), bulk=True, seconds=1)
    assert not more
    assert len(phone.texts) == 1


def test_a_tick_sends_what_is_due(push: Shop, push_service: PushService, browser: Browsers) -> None:
    phone = unsent(push, push_service, browser)
    tasks.tick()
    assert len(phone.texts) == 1


def test_a_task_without_a_free_seat_leaves_the_rows_to_those_who_sit(
    push: Shop, push_service: PushService, browser: Browsers
) -> None:
    unsent(push, push_service, browser)
    taken = [
        outbox.take_slot("transactional", operator.parallel(), timezone.now())
        for _ in range(operator.parallel())
    ]
    assert all(taken)
    tasks.send(False)
    assert Notification.objects.get().state == State.PENDING


def test_no_seat_is_taken_while_sending_is_off(push: Shop) -> None:
    push.configure_push(send=False)
    tasks.send(False)
    assert not Cursor.objects.filter(name__startswith="slot:", at__gt=timezone.now()).exists()


def test_a_service_that_failed_many_times_is_left_alone_by_all_workers(
    push: Shop, browser: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Fresh connections: after many good answers all forty would be under way at once.
    webpush.close()
    ada = push.register()
    devices = [browser(ada), *(browser() for _ in range(39))]
    # More than one person may have, so that they are told in one batch.
    Subscription.objects.update(user_id=Subscription.objects.get(user_id__isnull=False).user_id)
    with monkeypatch.context() as down:
        down.setattr(Dialer, "connect", _refused)
        push.place_order(customer=ada)
    tried = Notification.objects.filter(attempts__gt=0).count()
    assert 0 < tried < 40
    with writer():
        assert worker.deliver(config.load(), now=timezone.now()) == 0
    spared = Notification.objects.filter(attempts=0).count()
    assert spared == 40 - tried
    with writer():
        worker.deliver(config.load(), now=timezone.now() + timedelta(minutes=10))
    assert all(len(device.texts) == 1 for device in devices)


async def _refused(_: Dialer) -> socket.socket:
    raise ConnectionRefusedError


def test_queues_rate_and_seats_are_the_operators(settings: object) -> None:
    assert operator.queue(bulk=True) == operator.queue(bulk=False) == ""
    assert (operator.parallel(), operator.rate()) == (4, 0)
    settings.SALEOR_PUSH_BULK_QUEUE = "push_bulk"  # type: ignore[attr-defined]
    settings.SALEOR_PUSH_PARALLEL = "16"  # type: ignore[attr-defined]
    settings.SALEOR_PUSH_RATE = "900"  # type: ignore[attr-defined]
    assert operator.queue(bulk=True) == "push_bulk"
    assert (operator.parallel(), operator.rate()) == (16, 900)


@pytest.mark.parametrize("nonsense", ["many", "-3", "0"])
def test_a_number_that_is_none_does_not_stop_sending(settings: object, nonsense: str) -> None:
    settings.SALEOR_PUSH_PARALLEL = settings.SALEOR_PUSH_RATE = nonsense  # type: ignore[attr-defined]
    assert operator.parallel() >= 1
    assert operator.rate() == 0


@pytest.mark.django_db
def test_lanes_of_hosts_that_nobody_has_any_more_are_deleted(now: datetime) -> None:
    def lane(name: str, **more: Any) -> Lane:
        made: Lane = Lane.objects.create(bulk=False, channel="eur", origin=name, **more)
        return made

    def waiting(of: Lane, state: State) -> None:
        Notification.objects.create(
            key=of.origin, event=event, lane=of, state=state, due_at=now, expires_at=now,
            created_at=now,
        )  # fmt: skip

    event = Event.objects.create(key="x", kind="order_created", subject="x", at=now)
    abandoned, pending, sending, used = map(lane, ("abandoned", "pending", "sending", "used"))
    proven = lane("proven", proven=True)
    waiting(pending, State.PENDING)
    waiting(sending, State.SENDING)
    waiting(abandoned, State.SENT)
    Subscription.objects.create(endpoint="e", origin="used", created_at=now, updated_at=now)
    assert outbox.retire_lanes() == 1
    assert set(Lane.objects.all()) == {pending, sending, used, proven}
