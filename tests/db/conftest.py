"""A shop that sends, and browsers that subscribe as push.js does."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from saleor_push_plugin import outbox
from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.delivery import planner, sweep_runner, worker
from saleor_push_plugin.models import Subscription
from saleor_push_plugin.shop import config
from saleor_push_plugin.shop.connections import writer
from sandbox.browsers.subscriber import Subscriber
from sandbox.pushservice import PushService
from tests.hosts.refs import CheckoutRef, Customer
from tests.hosts.shop import Shop
from tests.key_ring import KeyRing

from .order_story import Story, begin
from .vendor_files import imports, old_browsers, vendor  # noqa: F401  fixtures

API = "/plugins/saleor.push/graphql/"
STOREFRONT = "https://shop.example"
SUBSCRIBE = """mutation Subscribe($input: PushSubscribeInput!) {
  pushSubscribe(input: $input) { subscription { id } errors { field message code } } }"""
SYNC = """mutation Sync($old: String!, $proof: String, $input: PushSubscribeInput!) {
  pushSubscriptionRenew(oldEndpoint: $old, proof: $proof, input: $input) {
    subscription { id } errors { field message code } } }"""
ATTACH = """mutation Attach($endpoint: String!, $proof: String, $checkout: ID) {
  pushCustomerAttach(endpoint: $endpoint, proof: $proof, checkoutId: $checkout) {
    errors { field message code } } }"""
DETACH = """mutation Detach($endpoint: String!, $proof: String) {
  pushCustomerDetach(endpoint: $endpoint, proof: $proof) { errors { field message code } } }"""
UNSUBSCRIBE = """mutation Unsubscribe($endpoint: String!, $proof: String) {
  pushUnsubscribe(endpoint: $endpoint, proof: $proof) { errors { field message code } } }"""
CONFIG = "query Config($channel: String!) { pushConfig(channel: $channel) { vapidPublicKey } }"

KEYS = KeyRing()


def ask(document: str, token: str | None = None, /, **variables: Any) -> Any:
    """What stands under the one root field of the storefront API's answer."""
    headers = {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}
    body = json.dumps({"query": document, "variables": KEYS.shows(variables)})
    response = Client().post(API, body, content_type="application/json", **headers)
    answer = response.json()
    assert "errors" not in answer, answer
    found = next(iter(answer["data"].values()))
    assert not found.get("errors"), found
    return found


@dataclass(frozen=True, kw_only=True)
class Browser:
    """One subscribed browser, and the person before it."""

    subscriber: Subscriber

    @property
    def texts(self) -> list[str]:
        return [f"{shown.title}\n{shown.body}" for shown in self.subscriber.shown()]

    @property
    def arrivals(self) -> int:
        """How often a push arrived, repeats included."""
        return len(self.subscriber.shown()) + self.subscriber.repeats()

    def login(self, customer: Customer) -> None:
        ask(ATTACH, customer.token, endpoint=self.subscriber.endpoint)

    def logout(self) -> None:
        ask(DETACH, endpoint=self.subscriber.endpoint)

    def leave(self) -> None:
        ask(UNSUBSCRIBE, endpoint=self.subscriber.endpoint)

    def use(self, checkout: CheckoutRef) -> None:
        ask(ATTACH, endpoint=self.subscriber.endpoint, checkout=checkout.id)


@pytest.fixture
def push(shop: Shop, push_service: PushService) -> Shop:
    """The shop with notifications switched on."""
    shop.configure_push(
        send=True,
        storefront_url=STOREFRONT,
        contact="mailto:push@shop.example.com",
        default_language="en",
    )
    return shop


@pytest.fixture
def browser(push: Shop, push_service: PushService) -> Callable[..., Browser]:
    """Makes a browser that has subscribed, as nobody or logged in."""

    def make(
        customer: Customer | None = None, *, old: str = "", proven: bool = True, **fields: Any
    ) -> Browser:
        """`old`: the endpoint of the subscription this one renews.

        `proven`: its push service has accepted a push before.
        """
        channel = push.catalogue.channel.slug
        key = ask(CONFIG, channel=channel)["vapidPublicKey"]
        subscriber = Subscriber(push_service, key=key)
        wanted = {"subscription": subscriber.subscription, "channel": channel, **fields}
        document = SYNC if old else SUBSCRIBE
        ask(document, customer and customer.token, input=wanted, **({"old": old} if old else {}))
        if proven:
            stored = Subscription.objects.filter(endpoint=subscriber.endpoint)
            stored.update(accepted_at=timezone.now(), proven_at=timezone.now())
        return Browser(subscriber=subscriber)

    return make


Deliver = Callable[[datetime], int]


@pytest.fixture
def deliver(push_service: PushService) -> Deliver:
    """What a worker does at a moment: gives back, expires, sends; how many rows it took.

    The push service's clock goes along, and back: what a hook sends afterwards is signed now, and
    that token may end before the service's clock, at some hours of the day.
    """

    def run(at: datetime) -> int:
        push_service.set_clock((at - timezone.now()).total_seconds())
        try:
            with writer():
                outbox.release_expired(at)
                outbox.expire_overdue(at)
                return worker.deliver(config.load(), now=at)
        finally:
            push_service.set_clock()

    return run


Look = Callable[[datetime], int]


@pytest.fixture
def look(caplog: pytest.LogCaptureFixture) -> Look:
    """What the sweeps find at a moment, planned; how many events. None of them may fail."""

    def run(at: datetime) -> int:
        with writer():
            known = config.load()
            found = sweep_runner.sweep(known, now=at)
            assert not [r.exc_text for r in caplog.records if r.name == sweep_runner.__name__]
            for event_id in found:
                planner.plan(event_id, known, now=at)
        return len(found)

    return run


@pytest.fixture
def story(
    push: Shop,
    browser: Callable[..., Browser],
    push_service: PushService,
    look: Look,
    deliver: Deliver,
) -> Story:
    """Somebody has bought, and their phone has shown the confirmation."""
    ada = push.register()
    phone = browser(ada, timeZone="Europe/Berlin")
    return begin(push, push_service, phone, customer=ada, look=look, deliver=deliver)


@pytest.fixture
def carts(push: Shop, look: Look) -> Shop:
    """A shop that has looked at its carts before, and has no quiet hours."""
    push.configure_push(quiet_hours="")
    look(timezone.now())
    return push


@pytest.fixture
def ada(push: Shop) -> Customer:
    return push.register()


@pytest.fixture
def phone(browser: Callable[..., Browser], ada: Customer) -> Browser:
    """Ada's, who agreed to everything."""
    made = browser(ada)
    Subscription.objects.update(topics=list(Topic))
    return made


Later = Callable[[timedelta], None]


@pytest.fixture
def later(look: Look, deliver: Deliver) -> Later:
    """Sweep and send as it will be then."""

    def run(after: timedelta) -> None:
        look(timezone.now() + after)
        deliver(timezone.now() + after)

    return run


@pytest.fixture
def tick(deliver: Deliver) -> Callable[[timedelta], None]:
    """What a tick does then: plans what no worker was woken for, and sends."""

    def run(after: timedelta) -> None:
        at: datetime = timezone.now() + after
        with writer():
            for event_id in outbox.unplanned(at):
                planner.plan(event_id, config.load(), now=at)
        deliver(at)

    return run
