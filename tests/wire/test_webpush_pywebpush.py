"""pywebpush as the reference of our encoder, and as a sender that is held to our rules."""

import base64
import random
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any, ClassVar

import http_ece
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02, jwt
from pywebpush import WebPusher

from saleor_push_plugin import webpush
from saleor_push_plugin.core.outcome import (
    Busy,
    Denied,
    Failed,
    Gone,
    Rejected,
    Retry,
    SendOutcome,
    Sent,
    Unexpected,
)
from saleor_push_plugin.core.push_subscription import PushServices
from saleor_push_plugin.core.reason import Reason
from saleor_push_plugin.settings.vapid_keys import VapidKeyError, public_of
from saleor_push_plugin.webpush import encryption, pywebpush_cross_check
from saleor_push_plugin.webpush.request import authorization
from sandbox.browsers.subscriber import Subscriber
from sandbox.pushservice import PushService, base64url
from sandbox.pushservice.decrypt import Receiver, decrypt
from tests.wire.test_webpush import CONTACT, PRIVATE, message

pytestmark = pytest.mark.sandbox_only
MAX = encryption.MAX_PLAINTEXT


@pytest.fixture
def chance() -> random.Random:
    """Random lengths and contents; a failing test prints the seed that repeats it."""
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed={seed}")
    return random.Random(seed)


def payloads(chance: random.Random, shortest: int = 1) -> Iterator[bytes]:
    """Of every edge and of random lengths; pywebpush encrypts no empty payload."""
    edges = [shortest, 1, 15, 16, 17, MAX - 1, MAX]
    return map(chance.randbytes, [*edges, *(chance.randint(1, MAX) for _ in range(40))])


def test_what_pywebpush_encrypts_is_read_by_our_service(chance: random.Random) -> None:
    for payload in payloads(chance):
        receiver = Receiver.new()
        keys = {
            "p256dh": base64url.encode(receiver.p256dh),
            "auth": base64url.encode(receiver.auth),
        }
        pusher = WebPusher({"endpoint": "https://push.example/x", "keys": keys})
        assert decrypt(pusher.encode(payload)["body"], receiver) == payload


def test_what_we_encrypt_is_read_by_the_decoder_of_pywebpush(chance: random.Random) -> None:
    for payload in payloads(chance, shortest=0):
        receiver = Receiver.new()
        body = encryption.encrypt(
            payload,
            p256dh=base64url.encode(receiver.p256dh),
            auth=base64url.encode(receiver.auth),
        )
        read = http_ece.decrypt(body, private_key=receiver.private_key, auth_secret=receiver.auth)
        assert read == payload


def test_with_the_same_key_and_salt_both_encrypt_to_the_same_bytes(chance: random.Random) -> None:
    for payload in payloads(chance):
        receiver, own = Receiver.new(), ec.generate_private_key(ec.SECP256R1())
        salt = chance.randbytes(16)
        ours = encryption.seal(payload, receiver.p256dh, receiver.auth, own=own, salt=salt)
        assert ours == http_ece.encrypt(
            payload, salt=salt, private_key=own, dh=receiver.p256dh, auth_secret=receiver.auth
        )


def test_our_vapid_token_is_verified_by_py_vapid_and_ends_within_a_day(
    subscriber: Subscriber,
) -> None:
    now = datetime.now(UTC)
    header = authorization(message(subscriber), CONTACT, now)
    token, key = header.removeprefix("vapid t=").split(",k=")
    claims = jwt.decode(token, key)
    assert key == public_of(PRIVATE)
    assert claims["sub"] == CONTACT
    assert claims["aud"] == subscriber.endpoint.partition("/wpush/")[0]
    assert now < datetime.fromtimestamp(claims["exp"], UTC) <= now + timedelta(hours=24)


def test_keys_of_py_vapid_are_our_keys() -> None:
    pair = Vapid02()
    pair.generate_keys()
    number = pair.private_key.private_numbers().private_value
    private = base64url.encode(number.to_bytes(32, "big"))
    assert public_of(private) == public_of(private + "=")
    assert Vapid02.from_raw(private.encode()).public_key == pair.public_key


@pytest.mark.parametrize(
    "private", ["", "AAAA", base64.urlsafe_b64encode(b"\xff" * 33).decode(), "ß" * 43, "A" * 43]
)
def test_what_is_no_private_key_is_refused(private: str) -> None:
    with pytest.raises(VapidKeyError):
        public_of(private)


@pytest.fixture(scope="module")
def service() -> Iterator[PushService]:
    with PushService() as running:
        yield running


@pytest.fixture
def subscriber(service: PushService) -> Iterator[Subscriber]:
    yield Subscriber(service, key=public_of(PRIVATE))
    service.answer_normally()
    service.clear_log()


def sent(one: webpush.Message, *known: str) -> SendOutcome:
    services = PushServices.with_extra(known)
    return pywebpush_cross_check.send(
        one, services=services, contact=CONTACT, now=datetime.now(UTC)
    )


def test_pywebpush_delivers_with_our_headers(service: PushService, subscriber: Subscriber) -> None:
    assert isinstance(sent(message(subscriber), service.origin), Sent)
    (shown,) = subscriber.wait_for(1)
    (arrived,) = service.messages(subscriber.token)
    assert shown.title == "Order 7: thank you!"
    assert (arrived["ttl"], arrived["urgency"], arrived["topic"]) == (3600, "high", "topic-1")


@pytest.mark.parametrize(
    ("status", "meaning"),
    [(410, Gone), (403, Denied), (400, Rejected), (500, Retry), (429, Busy), (307, Unexpected)],
)
def test_a_status_means_the_same_with_pywebpush(
    service: PushService, subscriber: Subscriber, status: int, meaning: type
) -> None:
    service.answer(status, times=1, location=f"{service.origin}/elsewhere")
    assert isinstance(sent(message(subscriber), service.origin), meaning)
    # A redirect is not followed.
    assert [attempt["status"] for attempt in service.attempts()] == [status]


def test_pywebpush_sends_to_no_unknown_service(subscriber: Subscriber) -> None:
    strange = replace(message(subscriber), endpoint="https://169.254.169.254/latest")
    assert sent(strange) == Failed(reason=Reason.UNKNOWN_PUSH_SERVICE)


def test_pywebpush_connects_to_no_private_address(subscriber: Subscriber) -> None:
    inside = replace(message(subscriber), endpoint="https://localhost/x")
    assert sent(inside, "localhost") == Retry(reason=Reason.PRIVATE_ADDRESS, posted=False)


@pytest.mark.parametrize(("last", "expected"), [("8.8.4.4", [("8.8.4.4", 443)]), ("127.0.0.1", [])])
def test_pywebpush_connects_to_the_address_that_was_checked(
    subscriber: Subscriber,
    monkeypatch: pytest.MonkeyPatch,
    last: str,
    expected: list[tuple[str, int]],
) -> None:
    addresses, called = ["8.8.8.8", last], []

    def look_up(*_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (addresses.pop(0), 443))]

    def connect(address: tuple[str, int], *_: Any, **__: Any) -> None:
        called.append(address)
        raise ConnectionRefusedError

    rebound = replace(message(subscriber), endpoint="https://push.example/x")
    with monkeypatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", look_up)
        patch.setattr(pywebpush_cross_check, "create_connection", connect)
        assert isinstance(sent(rebound, "push.example"), Retry)
    assert called == expected


def test_pywebpush_tries_ipv4_where_ipv6_drops_packets(
    subscriber: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    six, called = ["2606:4700::1", "2606:4700::2", "2606:4700::3"], []

    def look_up(*_: Any, **__: Any) -> list[Any]:
        return [(0, socket.SOCK_STREAM, 6, "", (each, 443)) for each in [*six, "8.8.8.8"]]

    def connect(address: tuple[str, int], seconds: float) -> None:
        called.append((address[0], seconds))
        raise TimeoutError if ":" in address[0] else ConnectionRefusedError

    there = replace(message(subscriber), endpoint="https://push.example/x")
    with monkeypatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", look_up)
        patch.setattr(pywebpush_cross_check, "create_connection", connect)
        assert isinstance(sent(there, "push.example"), Retry)
    assert called == [(each, 2.5) for each in [six[0], "8.8.8.8", *six[1:]]]


def test_a_hanging_service_ends_in_a_timeout(
    service: PushService, subscriber: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pywebpush_cross_check, "READ_SECONDS", 0.3)
    service.answer(hang=True, times=1)
    began = time.monotonic()
    assert sent(message(subscriber), service.origin) == Retry(
        reason=Reason.CONNECTION_FAILED, detail="ReadTimeout"
    )
    assert time.monotonic() - began < 5


class _Endless(BaseHTTPRequestHandler):
    written: ClassVar[int] = 0

    def do_POST(self) -> None:
        self.send_response(500)
        self.send_header("Content-Length", str(10**9))
        self.end_headers()
        try:
            for _ in range(10**9 // 65536):
                self.wfile.write(b"x" * 65536)
                type(self).written += 65536
        except OSError:
            pass

    def log_message(self, *args: object) -> None:
        pass


def test_an_endless_response_is_cut(subscriber: Subscriber) -> None:
    server = HTTPServer(("127.0.0.1", 0), _Endless)
    thread = Thread(target=server.handle_request)
    thread.start()
    origin = f"http://127.0.0.1:{server.server_port}"
    outcome = sent(replace(message(subscriber), endpoint=f"{origin}/x"), origin)
    thread.join(timeout=10)
    server.server_close()
    assert not thread.is_alive()
    assert isinstance(outcome, Retry)
    assert len(outcome.detail) < 200
    assert _Endless.written < 50_000_000


class _BrokenBody(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.send_response(500)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"nope")

    def log_message(self, *args: object) -> None:
        pass


def test_a_response_that_cannot_be_read_is_an_outcome(subscriber: Subscriber) -> None:
    with HTTPServer(("127.0.0.1", 0), _BrokenBody) as server:
        thread = Thread(target=server.handle_request)
        thread.start()
        origin = f"http://127.0.0.1:{server.server_port}"
        outcome = sent(replace(message(subscriber), endpoint=f"{origin}/x"), origin)
        thread.join(timeout=10)
    assert outcome == Retry(reason=Reason.CONNECTION_FAILED, detail="DecodeError")


def test_proxies_of_the_environment_are_not_used(
    service: PushService, subscriber: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with pytest.raises(requests.RequestException):
        requests.post(subscriber.endpoint, timeout=5)
    assert isinstance(sent(message(subscriber), service.origin), Sent)
