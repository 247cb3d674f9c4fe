"""What the local push service asks of its senders, seen from the sender's side of the wire."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from sandbox.browsers.subscriber import Subscriber
from sandbox.pushservice import PushService
from tests.wire.vapid_sender import VapidSender

pytestmark = pytest.mark.sandbox_only

HOUR = 3600


@pytest.fixture(scope="module")
def service() -> Iterator[PushService]:
    with PushService() as running:
        yield running


@pytest.fixture(scope="module")
def sender() -> VapidSender:
    return VapidSender()


@pytest.fixture
def subscriber(service: PushService, sender: VapidSender) -> Subscriber:
    return Subscriber(service, sender.public_key)


def test_a_proper_message_is_taken_and_read(sender: VapidSender, subscriber: Subscriber) -> None:
    answer = sender.send(subscriber.subscription, "hello", TTL="90", Topic="a", Urgency="high")
    assert answer.status_code == 201
    assert answer.headers["TTL"] == "90"
    assert "/m/" in answer.headers["Location"]


def test_the_log_tells_all_about_a_message(
    service: PushService, sender: VapidSender, subscriber: Subscriber
) -> None:
    sender.send(subscriber.subscription, "hello", TTL="90", Topic="order-1", Urgency="high")
    (message,) = service.messages(subscriber.token)
    assert message["plaintext"] == "hello"
    assert (message["ttl"], message["topic"], message["urgency"]) == (90, "order-1", "high")
    assert abs(message["received_at"] - time.time() * 1000) < 5000
    assert [one["status"] for one in service.attempts(subscriber.token)] == [201]


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"aud": "https://push.example.com"}, "aud"),
        ({"aud": None}, "aud"),
        ({"exp": int(time.time()) - 60}, "exp"),
        ({"exp": int(time.time()) + 25 * HOUR}, "exp"),
        ({"exp": None}, "exp"),
        ({"exp": "tomorrow"}, "exp"),
        ({"sub": None}, "sub"),
        ({"sub": "shop@example.com"}, "sub"),
        ({"sub": "mailto:root@localhost"}, "sub"),
        ({"sub": "https://localhost/"}, "sub"),
        ({"sub": "http://example.com/"}, "sub"),
    ],
)
def test_wrong_claims_are_forbidden(
    sender: VapidSender, subscriber: Subscriber, claims: dict[str, Any], reason: str
) -> None:
    answer = sender.send(subscriber.subscription, "x", claims=claims)
    assert answer.status_code == 403
    assert reason in answer.json()["reason"]


def test_an_https_contact_is_fine(sender: VapidSender, subscriber: Subscriber) -> None:
    claims = {"sub": "https://shop.example.com/contact"}
    assert sender.send(subscriber.subscription, "x", claims=claims).status_code == 201


def test_another_key_is_forbidden(subscriber: Subscriber) -> None:
    answer = VapidSender().send(subscriber.subscription, "x")
    assert answer.status_code == 403
    assert "key" in answer.json()["reason"]


def test_a_borrowed_token_is_forbidden(
    service: PushService, sender: VapidSender, subscriber: Subscriber
) -> None:
    theirs = sender.authorization(service.origin).partition("k=")[0]
    mixed = f"{theirs}k={VapidSender().public_key}"
    answer = sender.send(subscriber.subscription, "x", Authorization=mixed)
    assert (answer.status_code, "signature" in answer.json()["reason"]) == (403, True)


@pytest.mark.parametrize(
    "header", ["Bearer x", "vapid t=a", "vapid t=a.b,k=c", "vapid t=a.b.c,k=!"]
)
def test_a_malformed_token_is_forbidden(
    sender: VapidSender, subscriber: Subscriber, header: str
) -> None:
    assert sender.send(subscriber.subscription, "x", Authorization=header).status_code == 403


def test_a_missing_token_is_unauthorized(sender: VapidSender, subscriber: Subscriber) -> None:
    assert sender.send(subscriber.subscription, "x", Authorization=None).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"TTL": None},
        {"TTL": "soon"},
        {"TTL": "-1"},
        {"Topic": "x" * 33},
        {"Topic": "a b"},
        {"Topic": ""},
        {"Urgency": "HIGH"},
        {"Content_Encoding": "aesgcm"},
        {"Content_Encoding": None},
    ],
)
def test_a_wrong_header_is_a_bad_request(
    sender: VapidSender, subscriber: Subscriber, headers: dict[str, str | None]
) -> None:
    assert sender.send(subscriber.subscription, "x", **headers).status_code == 400


def test_3993_bytes_of_text_are_the_most(sender: VapidSender, subscriber: Subscriber) -> None:
    assert sender.send(subscriber.subscription, "x" * 3993).status_code == 201
    assert sender.send(subscriber.subscription, "x" * 3994).status_code == 413


def test_an_unknown_subscription_is_not_found(
    service: PushService, sender: VapidSender, subscriber: Subscriber
) -> None:
    elsewhere = subscriber.subscription | {"endpoint": f"{service.origin}/wpush/nobody"}
    assert sender.send(elsewhere, "x").status_code == 404


def test_an_unsubscribed_one_is_gone(sender: VapidSender, subscriber: Subscriber) -> None:
    subscriber.unsubscribe()
    assert sender.send(subscriber.subscription, "x").status_code == 410


def test_only_post_is_allowed(subscriber: Subscriber) -> None:
    assert requests.get(subscriber.endpoint, timeout=5).status_code == 405


def test_a_message_that_does_not_open_shows_in_the_log(
    service: PushService, sender: VapidSender, subscriber: Subscriber
) -> None:
    stranger = Subscriber(service).subscription
    wrong_keys = stranger | {"endpoint": subscriber.endpoint}
    assert sender.send(wrong_keys, "x").status_code == 201
    (message,) = service.messages(subscriber.token)
    assert message["plaintext"] is None
    assert "does not open" in message["problem"]
    with pytest.raises(AssertionError, match="could not be decrypted"):
        subscriber.shown()
