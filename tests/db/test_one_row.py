"""One browser is one row, a customer has so many of them, and what was gone stays gone."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin import tasks
from saleor_push_plugin.core.push_subscription import BrowserSubscription, Problem
from saleor_push_plugin.models import GoneSubscription, GuestCheckout, Notification, Subscription
from saleor_push_plugin.subscribers import device_limits, ownership, removal, subscribing
from saleor_push_plugin.subscribers.subscribing import Admitted, Request
from sandbox.pushservice import PushService
from tests.hosts.refs import Customer
from tests.hosts.shop import Shop

from .conftest import API, Browser, Deliver
from .test_failures import states

pytestmark = pytest.mark.django_db
Browsers = Callable[..., Browser]
FCM = "https://fcm.googleapis.com/fcm/send"


def device(endpoint: str = "", **changes: str) -> BrowserSubscription:
    keys = {"p256dh": secrets.token_urlsafe(65), "auth": secrets.token_urlsafe(16)}
    place = endpoint or f"{FCM}/{secrets.token_hex(8)}"
    return BrowserSubscription(**{"endpoint": place, "channel": "eur", **keys, **changes})


def admitted(one: BrowserSubscription, now: datetime, **more: Any) -> Subscription:
    answer = subscribing.admit(Request(device=one, now=now, **more))
    assert isinstance(answer, Admitted), answer
    return answer.subscription


def test_however_an_endpoint_is_spelled_it_is_one_subscription(now: datetime) -> None:
    first = device(f"{FCM}/x")
    spellings = [f"{FCM}/x#{number}" for number in range(25)]
    spellings += [f"HTTPS://FCM.googleapis.com:443/./fcm/send/x?{n}" for n in range(5)]
    for spelling in spellings:
        admitted(device(spelling, p256dh=first.p256dh, auth=first.auth), now)
    assert list(Subscription.objects.values_list("endpoint", flat=True)) == [f"{FCM}/x"]


def test_another_address_of_the_same_keys_is_the_same_browser(now: datetime) -> None:
    first = device(f"{FCM}/x")
    before = admitted(first, now, user_id=7)
    other = device("https://fcm.googleapis.com/wp/x", p256dh=first.p256dh, auth=first.auth)
    after = admitted(other, now)
    assert (after.pk, after.user_id, after.accepted_at) == (before.pk, 7, None)
    assert Subscription.objects.get().endpoint == other.endpoint


def test_a_browser_that_is_there_twice_becomes_one(now: datetime) -> None:
    """It renewed into an endpoint that the shop has heard of by another way."""
    old, new = device(), device()
    gone, kept = admitted(old, now), admitted(new, now)
    admitted(new, now, old_endpoint=old.endpoint, proof=old.auth)
    assert [row.pk for row in Subscription.objects.all()] == [kept.pk] != [gone.pk]


def test_the_browser_not_seen_for_longest_gives_way(now: datetime) -> None:
    rows = [
        admitted(device(), now + timedelta(days=number), user_id=7)
        for number in range(device_limits.PER_CUSTOMER)
    ]
    admitted(device(), now, user_id=8)
    Subscription.objects.filter(pk=rows[3].pk).update(seen_at=now - timedelta(days=1))
    newest = admitted(device(), now + timedelta(days=99), user_id=7)
    left = set(Subscription.objects.filter(user_id=7).values_list("pk", flat=True))
    assert left == {row.pk for row in rows if row != rows[3]} | {newest.pk}
    assert Subscription.objects.filter(user_id=8).exists()


def test_what_waits_for_a_browser_that_gave_way_is_not_sent(
    push: Shop, ada: Customer, browser: Browsers, push_service: PushService, deliver: Deliver
) -> None:
    old = browser(ada)
    push_service.answer(500, times=1)
    push.place_order(customer=ada)
    for _ in range(device_limits.PER_CUSTOMER):
        browser(ada)
    deliver(timezone.now() + timedelta(minutes=1))
    assert old.texts == []
    assert states() == [("skipped", "too_many_devices")]
    assert Notification.objects.get().subscription_id is None


def test_a_checkout_has_so_many_browsers_and_the_first_one_stays(
    push: Shop, browser: Browsers
) -> None:
    checkout, browsers = push.new_checkout(), [browser() for _ in range(8)]
    for one in browsers:
        one.use(checkout)
    bound = GuestCheckout.objects.order_by("id").values_list("subscription__endpoint", flat=True)
    kept = [browsers[0], *browsers[8 - device_limits.PER_CHECKOUT + 1 :]]
    assert list(bound) == [one.subscriber.endpoint for one in kept]
    push.complete(checkout)
    assert [len(one.texts) for one in browsers] == [1, 0, 0, 0, 1, 1, 1, 1]


def test_what_was_gone_is_not_taken_in_again(
    push: Shop, ada: Customer, browser: Browsers, push_service: PushService, client: Any
) -> None:
    phone = browser(ada)
    push_service.answer(410, token=phone.subscriber.token)
    push.place_order(customer=ada)
    assert not Subscription.objects.exists()
    assert phone.subscriber.endpoint not in str(list(GoneSubscription.objects.values()))
    wanted = {"subscription": phone.subscriber.subscription, "channel": push.catalogue.channel.slug}
    for asked in (
        "pushSubscribe(",
        f'pushSubscriptionRenew(oldEndpoint: "{phone.subscriber.endpoint}",',
    ):
        query = f"""mutation($input: PushSubscribeInput!) {{
          answer: {asked} input: $input) {{ errors {{ field code }} }} }}"""
        body = {"query": query, "variables": {"input": wanted}}
        answer = client.post(API, body, content_type="application/json").json()
        assert answer == {"data": {"answer": {"errors": [{"field": "endpoint", "code": "GONE"}]}}}
    assert not Subscription.objects.exists()


def test_the_same_endpoint_with_other_keys_is_another_subscription(now: datetime) -> None:
    one = device()
    row = admitted(one, now)
    assert removal.delete_gone({row.pk: row.endpoint}, now) == set()
    assert isinstance(subscribing.admit(Request(device=one, now=now)), Problem)
    admitted(device(one.endpoint), now)


def test_it_is_forgotten_with_everything_else_that_is_old() -> None:
    now = timezone.now()
    row = admitted(device(), now)
    removal.delete_gone({row.pk: row.endpoint}, now)
    tasks.purge()
    assert GoneSubscription.objects.exists()
    GoneSubscription.objects.update(at=timezone.now() - timedelta(days=91))
    tasks.purge()
    assert not GoneSubscription.objects.exists()


def test_a_renewal_changes_what_the_push_service_has_accepted(now: datetime) -> None:
    one = device()
    row = admitted(one, now)
    Subscription.objects.update(accepted_at=now)
    assert admitted(one, now).accepted_at == now
    assert admitted(device(), now, old_endpoint=one.endpoint, proof=one.auth).accepted_at is None
    assert ownership.detach(row, now).user_id is None
