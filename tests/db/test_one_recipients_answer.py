"""One recipient's answer is not the push service's state: the others get their pushes."""

import itertools
import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from saleor_push_plugin.models import Notification, Subscription
from saleor_push_plugin.models import PushService as Trouble
from sandbox.pushservice import PushService
from tests.hosts.refs import Customer
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver, ask

Browsers = Callable[..., Browser]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def bob(push: Shop) -> Customer:
    return push.register()


@pytest.fixture
def other(browser: Browsers, bob: Customer) -> Browser:
    return browser(bob)


def worked() -> None:
    """All that are subscribed now have had an accepted push before."""
    Subscription.objects.update(accepted_at=timezone.now())


def refuse(service: PushService, *browsers: Browser, status: int = 403, **how: object) -> None:
    for each in browsers:
        service.answer(status, token=each.subscriber.token, **how)


def blocked() -> bool:
    return Trouble.objects.filter(blocked_until__gt=timezone.now()).exists()


def state() -> tuple[str, str, str]:
    row = Notification.objects.get()
    return row.state, row.reason, row.detail


@pytest.mark.parametrize("status", [401, 403, 429, 406, 302, 500])
def test_nine_devices_of_one_customer_do_not_silence_their_push_service(
    push: Shop,
    ada: Customer,
    bob: Customer,
    browser: Browsers,
    other: Browser,
    push_service: PushService,
    deliver: Deliver,
    status: int,
) -> None:
    nine = [browser(ada) for _ in range(9)]
    worked()
    refuse(push_service, *nine, status=status, retry_after=999999)
    for _ in range(2):
        push.place_order(customer=ada)
        assert not blocked()
    for hour in range(3):
        deliver(timezone.now() + timedelta(hours=hour))
    push.place_order(customer=bob)
    assert len(other.texts) == 1
    assert Subscription.objects.count() == 10


@pytest.mark.parametrize("status", [401, 403, 429, 307])
def test_browsers_that_never_worked_say_nothing_about_their_push_service(
    push: Shop,
    bob: Customer,
    browser: Browsers,
    other: Browser,
    push_service: PushService,
    status: int,
) -> None:
    strangers = [(push.register(), browser) for _ in range(4)]
    refuse(push_service, *[make(person, proven=False) for person, make in strangers], status=status)
    for person, _ in strangers:
        push.place_order(customer=person)
    assert not blocked()
    push.place_order(customer=bob)
    assert len(other.texts) == 1


def test_a_forged_retry_after_holds_one_browser_up_for_an_hour_and_nobody_else(
    push: Shop,
    ada: Customer,
    bob: Customer,
    browser: Browsers,
    other: Browser,
    push_service: PushService,
    deliver: Deliver,
) -> None:
    phone = browser(ada)
    worked()
    refuse(push_service, phone, status=429, retry_after=999999, times=1)
    push.place_order(customer=ada)
    push.place_order(customer=bob)
    assert [len(phone.texts), len(other.texts)] == [0, 1]
    deliver(timezone.now() + 59 * MINUTE)
    assert phone.texts == []
    deliver(timezone.now() + 67 * MINUTE)
    assert len(phone.texts) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 402, 405, 407, 409, 421, 423, 425])
def test_what_is_not_known_waits_and_is_told_later(
    push: Shop,
    ada: Customer,
    browser: Browsers,
    push_service: PushService,
    deliver: Deliver,
    status: int,
) -> None:
    phone = browser(ada)
    push_service.answer(status, times=1)
    push.place_order(customer=ada)
    assert Notification.objects.get().state == "pending"
    deliver(timezone.now() + 6 * MINUTE)
    assert len(phone.texts) == 1


def test_windows_406_waits_as_it_asks(
    push: Shop, ada: Customer, browser: Browsers, push_service: PushService, deliver: Deliver
) -> None:
    phone = browser(ada)
    push_service.answer(406, times=1, retry_after=120)
    push.place_order(customer=ada)
    assert state() == ("pending", "push_service_busy", "406")
    deliver(timezone.now() + 1 * MINUTE)
    assert phone.texts == []
    deliver(timezone.now() + 3 * MINUTE)
    assert len(phone.texts) == 1


def test_a_refused_browser_is_quarantined_for_longer_each_time(
    push: Shop, ada: Customer, browser: Browsers, push_service: PushService, deliver: Deliver
) -> None:
    browser(ada)
    push_service.answer(403)
    push.place_order(customer=ada)
    tried = [0]
    for minute in range(1, 180):
        before = len(push_service.attempts())
        deliver(timezone.now() + minute * MINUTE)
        tried += [minute] * (len(push_service.attempts()) - before)
    waits = [later - earlier for earlier, later in itertools.pairwise(tried)]
    assert waits[0] in range(5, 8)
    assert waits[1] in range(10, 13)
    assert waits[2] in range(20, 25)
    assert all(each in range(30, 36) for each in waits[3:])


def test_another_push_does_not_try_a_quarantined_browser_again(
    push: Shop, ada: Customer, browser: Browsers, push_service: PushService, deliver: Deliver
) -> None:
    phone = browser(ada)
    push_service.answer(403)
    push.place_order(customer=ada)
    push.place_order(customer=ada)
    assert len(push_service.attempts()) == 1
    newest = Notification.objects.latest("id")
    assert (newest.state, newest.reason, newest.attempts) == ("pending", "browser_quarantined", 0)
    assert newest.detail.startswith("403")
    push_service.answer_normally()
    deliver(timezone.now() + 6 * MINUTE)
    assert len(phone.texts) == 2
    row = Subscription.objects.get()
    assert (row.refusals, row.held_until, row.held_reason) == (0, None, "")


def test_new_keys_end_a_quarantine_at_once(
    push: Shop, ada: Customer, browser: Browsers, push_service: PushService, deliver: Deliver
) -> None:
    old = browser(ada)
    refuse(push_service, old)
    push.place_order(customer=ada)
    new = browser(ada, old=old.subscriber.endpoint)
    assert Subscription.objects.get().refusals == 0
    deliver(timezone.now() + timedelta(seconds=1))
    assert len(new.texts) == 1


def test_staff_are_told_which_browser_is_refused(
    push: Shop,
    ada: Customer,
    browser: Browsers,
    push_service: PushService,
    caplog: pytest.LogCaptureFixture,
) -> None:
    phone = browser(ada)
    push_service.answer(403)
    with caplog.at_level(logging.WARNING):
        push.place_order(customer=ada)
    row = Subscription.objects.get()
    assert f"the first is subscription {row.id} until" in caplog.text
    assert "vapid_key_refused 403" in caplog.text
    assert phone.subscriber.endpoint not in caplog.text


DEVICE = """query Log($person: String!) { pushDeliveryLog(person: $person) { edges { node {
  reason { code detail }
  device { quarantinedUntil quarantineReason { code text(language: "de") detail } } } } } }"""


def test_the_delivery_log_names_the_quarantine_of_a_browser(
    push: Shop, ada: Customer, browser: Browsers, push_service: PushService, deliver: Deliver
) -> None:
    browser(ada)
    push_service.answer(401)
    push.place_order(customer=ada)
    (edge,) = ask(DEVICE, push.staff_token, person=ada.id)["edges"]
    device = edge["node"]["device"]
    assert edge["node"]["reason"]["code"] == "vapid_key_refused"
    assert device["quarantinedUntil"] > timezone.now().isoformat()
    assert device["quarantineReason"]["code"] == "vapid_key_refused"
    assert "VAPID-Schlüssel" in device["quarantineReason"]["text"]
    assert device["quarantineReason"]["detail"].startswith("401")
    push_service.answer_normally()
    deliver(timezone.now() + 6 * MINUTE)
    (edge,) = ask(DEVICE, push.staff_token, person=ada.id)["edges"]
    assert edge["node"]["device"] == {"quarantinedUntil": None, "quarantineReason": None}


def many(push: Shop, browser: Browsers, count: int) -> list[tuple[Customer, Browser]]:
    """So many persons with a browser each that worked before."""
    people = [(person := push.register(), browser(person)) for _ in range(count)]
    worked()
    return people


def test_three_persons_who_are_throttled_stop_their_push_service_for_the_shortest_wait(
    push: Shop, browser: Browsers, push_service: PushService, deliver: Deliver
) -> None:
    people = many(push, browser, 4)
    for (_, phone), seconds in zip(people, (999999, 240, 999999), strict=False):
        refuse(push_service, phone, status=429, retry_after=seconds)
    for person, _ in people[:3]:
        assert not blocked()
        push.place_order(customer=person)
    assert blocked()
    (last, phone), attempts = people[3], len(push_service.attempts())
    push.place_order(customer=last)
    assert len(push_service.attempts()) == attempts
    deliver(timezone.now() + 3 * MINUTE)
    assert phone.texts == []
    deliver(timezone.now() + 5 * MINUTE)
    assert len(phone.texts) == 1


def test_an_accepted_push_between_means_that_they_do_not_agree(
    push: Shop, browser: Browsers, push_service: PushService
) -> None:
    people = many(push, browser, 4)
    refuse(push_service, *[phone for _, phone in people[:3]], status=429, retry_after=60)
    for person, _ in (people[0], people[1], people[3], people[2]):
        push.place_order(customer=person)
        assert not blocked()


@pytest.mark.parametrize(
    ("status", "alarm"),
    [(403, "refuses this shop's VAPID key"), (302, "answers whose meaning is not known")],
)
def test_when_several_that_worked_are_refused_the_alarm_sounds_and_all_wait(
    push: Shop,
    browser: Browsers,
    push_service: PushService,
    deliver: Deliver,
    caplog: pytest.LogCaptureFixture,
    status: int,
    alarm: str,
) -> None:
    people = many(push, browser, 5)
    push_service.answer(status)
    with caplog.at_level(logging.ERROR):
        for person, _ in people[:4]:
            push.place_order(customer=person)
    assert caplog.text.count(alarm) == 1
    assert len(push_service.attempts()) == 3
    assert Subscription.objects.count() == 5
    assert deliver(timezone.now() + 4 * MINUTE) == 0
    push_service.answer_normally()
    deliver(timezone.now() + 6 * MINUTE)
    assert [len(phone.texts) for _, phone in people] == [1, 1, 1, 1, 0]
    assert not Trouble.objects.get().witnesses
