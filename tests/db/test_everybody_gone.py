"""A push service that calls every subscription gone for a while loses the shop nearly none."""

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from saleor_push_plugin.core.service_health import GONE_PERSONS
from saleor_push_plugin.models import GoneSubscription, Subscription
from sandbox.pushservice import PushService
from tests.hosts.refs import Customer
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver

Browsers = Callable[..., Browser]
People = list[tuple[Customer, Browser]]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def many(push: Shop, browser: Browsers) -> People:
    """Twelve customers whose browsers worked before."""
    people = [(person := push.register(), browser(person)) for _ in range(12)]
    Subscription.objects.update(accepted_at=timezone.now())
    return people


def all_order(push: Shop, people: People) -> None:
    for person, _ in people:
        push.place_order(customer=person)


@pytest.mark.parametrize("status", [404, 410])
def test_a_minute_of_it_deletes_five_and_the_others_get_their_pushes_later(
    push: Shop,
    many: People,
    push_service: PushService,
    deliver: Deliver,
    caplog: pytest.LogCaptureFixture,
    status: int,
) -> None:
    push_service.answer(status)
    with caplog.at_level(logging.ERROR):
        all_order(push, many)
    assert Subscription.objects.count() == 12 - GONE_PERSONS
    assert GoneSubscription.objects.count() == GONE_PERSONS
    assert caplog.text.count(f"answers whose meaning is not known ({status}") == 1
    push_service.answer_normally()
    deliver(timezone.now() + 7 * MINUTE)
    deliver(timezone.now() + 14 * MINUTE)
    assert [len(phone.texts) for _, phone in many[GONE_PERSONS:]] == [1] * 7


def test_it_may_last_for_hours(
    push: Shop, many: People, push_service: PushService, deliver: Deliver
) -> None:
    push_service.answer(410)
    all_order(push, many)
    for hour in range(1, 12):
        deliver(timezone.now() + timedelta(hours=hour))
    assert Subscription.objects.count() == 12 - GONE_PERSONS


def test_who_is_still_called_gone_when_others_are_accepted_is_gone(
    push: Shop, many: People, push_service: PushService, deliver: Deliver
) -> None:
    push_service.answer(410)
    all_order(push, many)
    push_service.answer_normally()
    gone = many[-1][1].subscriber
    push_service.answer(410, token=gone.token)
    for minutes in (7, 14, 30):
        deliver(timezone.now() + minutes * MINUTE)
    assert Subscription.objects.count() == 12 - GONE_PERSONS - 1
    assert not Subscription.objects.filter(endpoint=gone.endpoint).exists()


def test_browsers_that_never_worked_are_gone_however_many_they_are(
    push: Shop, many: People, push_service: PushService
) -> None:
    Subscription.objects.update(accepted_at=None)
    push_service.answer(410)
    all_order(push, many)
    assert not Subscription.objects.exists()


def test_with_an_accepted_push_between_all_who_are_gone_are_gone(
    push: Shop, many: People, push_service: PushService
) -> None:
    for _, phone in (one for place, one in enumerate(many) if place % 4):
        push_service.answer(410, token=phone.subscriber.token)
    all_order(push, many)
    assert Subscription.objects.count() == 3
