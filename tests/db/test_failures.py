"""After a failure of any part nothing is lost and nothing is sent twice."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin import outbox, tasks, webpush
from saleor_push_plugin.models import Event, Notification, Subscription
from saleor_push_plugin.models import PushService as Trouble
from sandbox.pushservice import PushService
from tests.hosts.refs import Customer
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver

Browsers = Callable[..., Browser]


@pytest.fixture
def phone(browser: Browsers, ada: Customer) -> Browser:
    return browser(ada)


def states() -> list[tuple[str, str]]:
    return list(Notification.objects.order_by("id").values_list("state", "reason"))


def test_a_lost_wake_up_is_caught_up_by_the_next_tick(
    push: Shop, ada: Customer, phone: Browser
) -> None:
    order = push.place_order(customer=ada)
    Notification.objects.all().delete()
    Event.objects.update(planned_at=None, at=timezone.now() - timedelta(minutes=1))
    tasks.tick()
    assert phone.arrivals == 2
    assert phone.texts[0].startswith(f"Order {order.number}")


def test_a_hook_called_twice_tells_once(push: Shop, ada: Customer, phone: Browser) -> None:
    push.place_order(customer=ada)
    (event,) = Event.objects.all()
    for _ in range(3):
        tasks.handle(event.id)
    tasks.tick()
    assert phone.arrivals == 1


def test_410_loses_exactly_one(
    push: Shop, ada: Customer, browser: Browsers, push_service: PushService
) -> None:
    gone, stays = browser(ada), browser(ada)
    push_service.answer(410, token=gone.subscriber.token)
    push.place_order(customer=ada)
    assert [s.endpoint for s in Subscription.objects.all()] == [stays.subscriber.endpoint]
    assert len(stays.texts) == 1
    assert sorted(states()) == [("failed", "subscription_gone"), ("sent", "")]


def test_410_of_an_endpoint_that_the_browser_has_renewed_meanwhile_loses_nobody(
    push: Shop,
    ada: Customer,
    browser: Browsers,
    push_service: PushService,
    deliver: Deliver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old, new, send = browser(ada), [], webpush.send

    def renew_first(*args: Any, **more: Any) -> None:
        new.append(new[0] if new else browser(ada, old=old.subscriber.endpoint))
        send(*args, **more)

    monkeypatch.setattr(webpush, "send", renew_first)
    push_service.answer(410, token=old.subscriber.token)
    push.place_order(customer=ada)
    assert [s.endpoint for s in Subscription.objects.all()] == [new[0].subscriber.endpoint]
    deliver(timezone.now() + timedelta(minutes=1))
    assert [len(old.texts), len(new[0].texts)] == [0, 1]


def test_403_to_everything_loses_nobody_and_sounds_the_alarm(
    push: Shop,
    browser: Browsers,
    push_service: PushService,
    caplog: pytest.LogCaptureFixture,
    deliver: Deliver,
) -> None:
    people = [push.register() for _ in range(3)]
    devices = [browser(person) for person in people]
    Subscription.objects.update(accepted_at=timezone.now())
    push_service.answer(403)
    with caplog.at_level(logging.ERROR):
        for person in people:
            push.place_order(customer=person)
    assert Subscription.objects.count() == 3
    assert "refuses this shop's VAPID key" in caplog.text
    assert not any(device.subscriber.endpoint in caplog.text for device in devices)
    asked = len(push_service.attempts())
    assert deliver(timezone.now() + timedelta(minutes=1)) == 0
    assert len(push_service.attempts()) == asked
    push_service.answer_normally()
    assert deliver(timezone.now() + timedelta(minutes=6)) == 3
    assert [len(device.texts) for device in devices] == [1, 1, 1]
    assert Trouble.objects.get().witnesses == {}


def test_an_order_is_told_however_long_it_took_to_mend_the_key(
    push: Shop, ada: Customer, phone: Browser, push_service: PushService, deliver: Deliver
) -> None:
    push_service.answer(403)
    push.place_order(customer=ada)
    for hour in range(1, 23):
        for minute in range(0, 60, 6):
            deliver(timezone.now() + timedelta(hours=hour, minutes=minute))
    push_service.answer_normally()
    assert deliver(timezone.now() + timedelta(hours=23, minutes=30)) == 1
    assert phone.arrivals == 1


def test_one_browser_with_a_foreign_key_does_not_stop_the_others(
    push: Shop, ada: Customer, browser: Browsers, push_service: PushService
) -> None:
    odd, good = browser(ada), browser(ada)
    push_service.answer(403, token=odd.subscriber.token)
    push.place_order(customer=ada)
    push.place_order(customer=ada)
    assert [len(odd.texts), len(good.texts)] == [0, 2]
    assert Subscription.objects.count() == 2


def test_429_leaves_the_service_alone_as_long_as_it_asked(
    push: Shop, ada: Customer, phone: Browser, push_service: PushService, deliver: Deliver
) -> None:
    push_service.answer(429, times=1, retry_after=300)
    push.place_order(customer=ada)
    push.place_order(customer=ada)
    assert deliver(timezone.now() + timedelta(minutes=4)) == 0
    assert len(push_service.attempts()) == 1
    assert deliver(timezone.now() + timedelta(minutes=6)) == 2
    assert len(phone.texts) == 2


@pytest.mark.parametrize("trouble", [{"status": 500}, {"reset": True}, {"status": 503}])
def test_a_stumbling_service_is_tried_again_soon(
    push: Shop,
    ada: Customer,
    phone: Browser,
    push_service: PushService,
    trouble: dict,
    deliver: Deliver,
) -> None:
    # Fresh connections: what breaks on one that was idle is posted again at once.
    webpush.close()
    push_service.answer(**trouble, times=2)
    push.place_order(customer=ada)
    assert phone.texts == []
    deliver(timezone.now() + timedelta(seconds=10))
    deliver(timezone.now() + timedelta(seconds=60))
    assert len(phone.texts) == 1
    assert Notification.objects.get().attempts == 3


def test_an_answer_that_got_lost_shows_the_same_push_only_once(
    push: Shop, ada: Customer, phone: Browser, push_service: PushService, deliver: Deliver
) -> None:
    push_service.answer(503, accept=True, times=1)
    push.place_order(customer=ada)
    deliver(timezone.now() + timedelta(seconds=10))
    assert phone.arrivals == 2
    assert len(phone.texts) == 1


def test_what_a_dead_worker_held_is_sent_by_another_after_its_lease(
    push: Shop, ada: Customer, phone: Browser, push_service: PushService, deliver: Deliver
) -> None:
    event = planned_but_not_sent(push, ada, push_service)
    dead = outbox.claim(timezone.now(), limit=10, event_id=event.id)
    assert deliver(timezone.now() + outbox.LEASE - timedelta(seconds=5)) == 0
    assert deliver(timezone.now() + outbox.LEASE + timedelta(seconds=5)) == 1
    assert len(phone.texts) == 1
    late = [outbox.Settlement(id=dead[0].id, lease=dead[0].lease, state="failed")]
    assert outbox.settle(late) == 0
    assert states() == [("sent", "")]


def test_an_order_cancelled_while_waiting_is_not_confirmed(
    push: Shop, ada: Customer, phone: Browser, push_service: PushService, deliver: Deliver
) -> None:
    push_service.answer(500, times=1)
    order = push.place_order(customer=ada)
    push.cancel(order)
    deliver(timezone.now() + timedelta(seconds=10))
    assert [text for text in phone.texts if "thank you" in text] == []
    assert ("skipped", "cancelled_meanwhile") in states()


def test_what_waited_a_day_is_too_late(
    push: Shop, ada: Customer, phone: Browser, push_service: PushService, deliver: Deliver
) -> None:
    push_service.answer(500)
    push.place_order(customer=ada)
    push_service.answer_normally()
    deliver(timezone.now() + timedelta(hours=25))
    assert phone.texts == []
    assert states() == [("expired", "too_late")]


def test_what_is_nearly_too_late_is_not_sent_as_now_or_never(
    push: Shop, ada: Customer, phone: Browser, push_service: PushService, deliver: Deliver
) -> None:
    push_service.answer(500, times=1)
    push.place_order(customer=ada)
    at = timezone.now() + timedelta(hours=1)
    Notification.objects.update(due_at=at, expires_at=at + timedelta(seconds=0.5))
    deliver(at)
    assert [message["ttl"] for message in push_service.messages(phone.subscriber.token)] == [1]


def test_the_last_try_is_before_the_push_expires(
    push: Shop, ada: Customer, phone: Browser, push_service: PushService, deliver: Deliver
) -> None:
    push_service.answer(500)
    push.place_order(customer=ada)
    Notification.objects.update(attempts=20)
    # The next try would be seven minutes later, or more.
    deliver(Notification.objects.get().expires_at - timedelta(minutes=5))
    row = Notification.objects.get()
    assert (row.state, row.reason) == ("expired", "push_service_error")
    assert row.detail == '500 {"reason": "on demand"}'


def test_a_service_that_is_no_longer_allowed_gets_nothing(
    push: Shop, ada: Customer, phone: Browser, push_service: PushService, settings: object
) -> None:
    settings.SALEOR_PUSH_SERVICES = ""  # type: ignore[attr-defined]
    push.place_order(customer=ada)
    assert push_service.attempts() == []
    assert states() == [("failed", "unknown_push_service")]


def planned_but_not_sent(shop: Shop, ada: Customer, push_service: PushService) -> Event:
    push_service.answer(500, times=1)
    shop.place_order(customer=ada)
    Notification.objects.update(attempts=0, due_at=timezone.now())
    return Event.objects.get()


def test_a_row_whose_facts_cannot_be_read_holds_up_no_other(
    push: Shop, ada: Customer, phone: Browser, deliver: Deliver, push_service: PushService
) -> None:
    push_service.answer(500, times=1)
    push.place_order(customer=ada)
    row = Notification.objects.get()
    broken = Event.objects.create(key="x", kind="order_created", subject="no id", at=row.due_at)
    Notification.objects.create(
        key="x/order_placed/1",
        event=broken,
        subscription_id=row.subscription_id,
        scenario="order_placed",
        person=row.person,
        lane_id=row.lane_id,
        due_at=row.due_at,
        expires_at=row.expires_at,
        created_at=row.created_at,
    )
    deliver(timezone.now() + timedelta(minutes=1))
    assert len(phone.texts) == 1
    assert states() == [("sent", ""), ("pending", "facts_unreadable")]
