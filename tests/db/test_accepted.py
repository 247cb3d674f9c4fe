"""When a browser's push service first accepted a push: for this endpoint and these keys."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin.models import Lane, Subscription
from saleor_push_plugin.subscribers.quarantine import Acceptance, mark_accepted
from sandbox.browsers.subscriber import Subscriber
from sandbox.pushservice import PushService
from tests.hosts.refs import Customer
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver, Look, ask

PROVEN = """mutation Subscribe($input: PushSubscribeInput!, $proof: String) {
  pushSubscribe(input: $input, proof: $proof) {
    subscription { id } errors { field message code } } }"""
Subscribe = Callable[..., Browser]


@pytest.fixture
def browser(browser: Subscribe) -> Subscribe:
    """A browser to which nothing was sent yet."""
    return partial(browser, proven=False)


@pytest.fixture
def ordered(push: Shop, browser: Subscribe, look: Look, deliver: Deliver) -> Browser:
    """A browser whose order was confirmed to it."""
    look(timezone.now())
    ada = push.register()
    phone = browser(ada)
    push.place_order(customer=ada)
    look(timezone.now())
    deliver(timezone.now())
    assert len(phone.texts) == 1
    return phone


def accepted_at() -> datetime | None:
    return Subscription.objects.get().accepted_at


def subscribe_again(phone: Browser, shop: Shop, **keys: Any) -> None:
    subscription = phone.subscriber.subscription
    changed = {**subscription, "keys": {**subscription["keys"], **keys}}
    wanted = {"subscription": changed, "channel": shop.catalogue.channel.slug}
    ask(PROVEN, input=wanted, proof=subscription["keys"]["auth"])


def test_a_new_browser_was_never_accepted(push: Shop, browser: Subscribe) -> None:
    browser()
    assert accepted_at() is None


def test_the_first_acceptance_is_remembered_and_stays(
    push: Shop, ordered: Browser, look: Look, deliver: Deliver, ada: Customer
) -> None:
    first = accepted_at()
    assert first
    assert Lane.objects.get().proven
    ordered.login(ada)
    push.place_order(customer=ada)
    look(timezone.now())
    deliver(timezone.now())
    assert len(ordered.texts) == 2
    assert accepted_at() == first


def test_the_same_browser_again_keeps_it(push: Shop, ordered: Browser) -> None:
    first = accepted_at()
    subscribe_again(ordered, push)
    assert accepted_at() == first


def test_other_keys_begin_anew(push: Shop, ordered: Browser, push_service: PushService) -> None:
    keys = Subscriber(push_service, key=Subscription.objects.get().vapid_public).subscription[
        "keys"
    ]
    subscribe_again(ordered, push, **keys)
    assert accepted_at() is None
    assert Subscription.objects.get().proven_at


def test_another_endpoint_begins_anew(ordered: Browser, browser: Subscribe) -> None:
    browser(old=ordered.subscriber.endpoint)
    assert accepted_at() is None
    assert Subscription.objects.get().proven_at


@pytest.mark.parametrize("changed", ["endpoint", "auth"])
def test_what_was_accepted_before_a_renewal_does_not_count(
    push: Shop, browser: Subscribe, now: datetime, changed: str
) -> None:
    browser()
    row = Subscription.objects.get()
    claimed = Acceptance(id=row.id, endpoint=row.endpoint, auth=row.auth, at=now)
    mark_accepted([claimed._replace(**{changed: "another"})])
    assert accepted_at() is None
    mark_accepted([claimed])
    mark_accepted([claimed._replace(at=now + timedelta(hours=1))])
    assert accepted_at() == now
