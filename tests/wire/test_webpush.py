"""The sender against a local push service that checks, decrypts and misbehaves."""

import base64
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import ClassVar

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from saleor_push_plugin import webpush
from saleor_push_plugin.core.outcome import (
    Busy,
    Denied,
    Failed,
    Gone,
    Rejected,
    Rest,
    Retry,
    SendOutcome,
    Sent,
    Unexpected,
)
from saleor_push_plugin.core.push_subscription import PushServices
from saleor_push_plugin.core.reason import Reason
from saleor_push_plugin.core.text import payload
from saleor_push_plugin.settings.vapid_keys import public_of
from saleor_push_plugin.webpush import in_flight as batch_module
from saleor_push_plugin.webpush.request import authorization, build_request
from sandbox.browsers.subscriber import Subscriber
from sandbox.pushservice import PushService

pytestmark = pytest.mark.sandbox_only
CONTACT = "mailto:push@shop.example.com"


def private_key() -> str:
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("=")


PRIVATE = private_key()


@pytest.fixture(scope="module")
def service() -> Iterator[PushService]:
    with PushService() as running:
        yield running
        webpush.close()


@pytest.fixture(autouse=True)
def _as_new(service: PushService) -> Iterator[None]:
    yield
    service.answer_normally()
    service.clear_log()


@pytest.fixture
def subscriber(service: PushService) -> Subscriber:
    return Subscriber(service, key=public_of(PRIVATE))


def message(subscriber: Subscriber, title: str = "Order 7: thank you!") -> webpush.Message:
    text = payload.Text(title=title, body="2 × Linen shirt · €78.00", language="en")
    receipt = payload.Receipt(url="https://api.shop.example/receipt/", token="t")
    body = payload.build(
        text,
        id=title,
        url="https://shop.example/",
        tag="tag",
        receipt=receipt,
        at=datetime.now(UTC),
    )
    return webpush.Message(
        endpoint=subscriber.endpoint,
        p256dh=subscriber.subscription["keys"]["p256dh"],
        auth=subscriber.subscription["keys"]["auth"],
        payload=body,
        ttl=3600,
        urgency="high",
        topic="topic-1",
        vapid_private=PRIVATE,
    )


def sent(service: PushService, *messages: webpush.Message) -> list[SendOutcome]:
    services = PushServices.with_extra([service.origin])
    return webpush.send_and_wait(
        messages, services=services, contact=CONTACT, now=datetime.now(UTC)
    )


def test_a_message_arrives_decrypted_with_its_headers(
    service: PushService, subscriber: Subscriber
) -> None:
    (answer,) = sent(service, message(subscriber))
    assert isinstance(answer, Sent)
    (shown,) = subscriber.wait_for(1)
    (arrived,) = service.messages(subscriber.token)
    assert (shown.title, shown.body) == ("Order 7: thank you!", "2 × Linen shirt · €78.00")
    assert (arrived["ttl"], arrived["urgency"], arrived["topic"]) == (3600, "high", "topic-1")
    assert arrived["size"] <= 4096


def test_outcomes_come_in_the_order_of_the_messages(service: PushService) -> None:
    subscribers = [Subscriber(service, key=public_of(PRIVATE)) for _ in range(300)]
    service.answer(410, token=subscribers[7].token)
    answers = sent(service, *map(message, subscribers))
    assert [n for n, answer in enumerate(answers) if not isinstance(answer, Sent)] == [7]
    assert isinstance(answers[7], Gone)


def test_two_messages_never_share_salt_or_key_pair(subscriber: Subscriber) -> None:
    now = datetime.now(UTC)
    bodies = [
        build_request(message(subscriber), CONTACT, now).split(b"\r\n\r\n", 1)[1] for _ in range(20)
    ]
    assert len({body[:16] for body in bodies}) == 20
    assert len({body[21:86] for body in bodies}) == 20


def test_one_vapid_token_serves_all_messages_to_a_push_service(subscriber: Subscriber) -> None:
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    one = message(subscriber)
    tokens = {authorization(one, CONTACT, noon + timedelta(minutes=n)) for n in range(60)}
    assert len(tokens) == 1


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        (404, Gone),
        (410, Gone),
        (401, Denied),
        (403, Denied),
        (400, Rejected),
        (307, Unexpected),
        (406, Busy),
        (421, Retry),
        (500, Retry),
        (429, Busy),
    ],
)
def test_a_status_has_a_meaning(
    service: PushService, subscriber: Subscriber, status: int, meaning: type
) -> None:
    service.answer(status, times=1)
    assert isinstance(sent(service, message(subscriber))[0], meaning)


def test_retry_after_is_obeyed(service: PushService, subscriber: Subscriber) -> None:
    service.answer(429, times=1, retry_after=17)
    assert sent(service, message(subscriber)) == [Busy(wait=timedelta(seconds=17), status=429)]


def test_what_is_too_large_goes_out_smaller(service: PushService, subscriber: Subscriber) -> None:
    service.answer(413, times=1)
    (answer,) = sent(service, message(subscriber))
    assert isinstance(answer, Sent)
    (shown,) = subscriber.wait_for(1)
    assert (shown.title, shown.body) == ("Order 7: thank you!", "")


def test_what_is_too_large_even_when_small_fails(
    service: PushService, subscriber: Subscriber
) -> None:
    service.answer(413, times=2)
    assert sent(service, message(subscriber)) == [
        Failed(reason=Reason.PAYLOAD_TOO_LARGE, detail="413")
    ]


def test_a_broken_connection_is_to_be_tried_again(
    service: PushService, subscriber: Subscriber
) -> None:
    webpush.close()  # a connection that was idle would be replaced
    service.answer(reset=True, times=1)
    assert isinstance(sent(service, message(subscriber))[0], Retry)


def test_a_hanging_request_times_out(
    service: PushService, subscriber: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_module, "DEADLINE_SECONDS", 0.3)
    webpush.close()  # a connection that was idle would be replaced
    service.answer(hang=True, times=1)
    began = time.monotonic()
    assert sent(service, message(subscriber)) == [
        Retry(reason=Reason.CONNECTION_FAILED, detail="TimeoutError")
    ]
    assert time.monotonic() - began < 5


def test_one_bad_key_does_not_stop_the_others(service: PushService, subscriber: Subscriber) -> None:
    good = message(subscriber)
    answers = sent(service, replace(good, p256dh="AAAA"), good)
    assert [type(answer) for answer in answers] == [Failed, Sent]


def test_a_redirect_is_not_followed(service: PushService, subscriber: Subscriber) -> None:
    service.answer(307, times=1, location=f"{service.origin}/elsewhere")
    (answer,) = sent(service, message(subscriber))
    assert isinstance(answer, Unexpected)
    assert [attempt["status"] for attempt in service.attempts()] == [307]


def test_an_endpoint_of_no_known_service_is_never_called(subscriber: Subscriber) -> None:
    strange = replace(message(subscriber), endpoint="https://169.254.169.254/latest")
    services = PushServices()
    answers = webpush.send_and_wait(
        [strange], services=services, contact=CONTACT, now=datetime.now(UTC)
    )
    assert answers == [Failed(reason=Reason.UNKNOWN_PUSH_SERVICE)]


def test_a_known_name_that_leads_inside_is_refused(subscriber: Subscriber) -> None:
    # "localhost" plays a push service whose name somebody pointed at the shop's own network.
    inside = replace(message(subscriber), endpoint="https://localhost/x")
    services = PushServices.with_extra(["localhost"])
    answers = webpush.send_and_wait(
        [inside], services=services, contact=CONTACT, now=datetime.now(UTC)
    )
    assert answers == [
        Retry(reason=Reason.PRIVATE_ADDRESS, detail="PrivateAddressError", posted=False)
    ]


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


def test_a_gigabyte_of_answer_is_cut(subscriber: Subscriber) -> None:
    server = HTTPServer(("127.0.0.1", 0), _Endless)
    thread = Thread(target=server.handle_request)
    thread.start()
    origin = f"http://127.0.0.1:{server.server_port}"
    huge = replace(message(subscriber), endpoint=f"{origin}/x")
    services = PushServices.with_extra([origin])
    (answer,) = webpush.send_and_wait(
        [huge], services=services, contact=CONTACT, now=datetime.now(UTC)
    )
    thread.join(timeout=10)
    server.server_close()
    assert isinstance(answer, Retry)
    assert len(answer.detail) < 200
    assert _Endless.written < 50_000_000


def test_nothing_listening_is_to_be_tried_again(subscriber: Subscriber) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        origin = f"http://127.0.0.1:{closed.getsockname()[1]}"
    lost = replace(message(subscriber), endpoint=f"{origin}/x")
    services = PushServices.with_extra([origin])
    (answer,) = webpush.send_and_wait(
        [lost], services=services, contact=CONTACT, now=datetime.now(UTC)
    )
    assert isinstance(answer, Retry)


def test_after_closing_the_next_message_opens_a_new_connection(
    service: PushService, subscriber: Subscriber
) -> None:
    sent(service, message(subscriber, "one"))
    webpush.close()
    sent(service, message(subscriber, "two"))
    assert [shown.title for shown in subscriber.wait_for(2)] == ["one", "two"]


def test_messages_in_flight_are_completed_when_the_sender_closes(
    service: PushService, subscriber: Subscriber
) -> None:
    service.answer(hang=True)
    batch = webpush.Batch(contact=CONTACT, now=datetime.now(UTC))
    services = PushServices.with_extra([service.origin])
    many = [(number, message(subscriber)) for number in range(40)]
    webpush.send(batch, many, services=services)
    deadline = time.monotonic() + 10
    while not service.attempts() and time.monotonic() < deadline:
        time.sleep(0.05)
    webpush.close()
    answers = dict(batch.take(at_least=40, seconds=5))
    # Some were on their way and may have arrived; others may not have been tried.
    assert len(answers) == 40
    assert {Retry} <= {type(answer) for answer in answers.values()} <= {Retry, Rest}


def test_an_origin_that_is_none_harms_only_its_own(
    service: PushService, subscriber: Subscriber
) -> None:
    broken = "http://push.local:99999"
    services = PushServices.with_extra([broken, service.origin])
    fine = message(subscriber)
    both = [replace(fine, endpoint=f"{broken}/x"), fine]
    answers = webpush.send_and_wait(both, services=services, contact=CONTACT, now=datetime.now(UTC))
    assert [type(answer) for answer in answers] == [Retry, Sent]
