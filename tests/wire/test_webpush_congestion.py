"""Congestion control, circuit breaker and connection limits against a failing push service."""

import resource
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from saleor_push_plugin import webpush
from saleor_push_plugin.core.outcome import Busy, Denied, Rest, Retry, SendOutcome, Sent
from saleor_push_plugin.core.push_subscription import PushServices
from saleor_push_plugin.core.reason import Reason
from saleor_push_plugin.core.service_health import PERSONS
from saleor_push_plugin.settings.vapid_keys import public_of
from saleor_push_plugin.webpush import service_queue
from saleor_push_plugin.webpush.congestion import (
    FAILURES_TO_OPEN,
    FIRST_PAUSE,
    INITIAL_WINDOW,
    MAX_WINDOW,
    Congestion,
)
from saleor_push_plugin.webpush.connection import Connection
from saleor_push_plugin.webpush.in_flight import Job
from saleor_push_plugin.webpush.process_capacity import ThreadLoad
from saleor_push_plugin.webpush.service_state import ServiceState
from sandbox.browsers.subscriber import Subscriber
from sandbox.pushservice import PushService, token_of
from tests.wire.test_webpush import CONTACT, PRIVATE, message

pytestmark = pytest.mark.sandbox_only


def test_every_success_widens_the_window_by_one_up_to_a_limit() -> None:
    congestion = Congestion()
    for _ in range(10):
        congestion.succeeded()
    assert congestion.limit == INITIAL_WINDOW + 10
    for _ in range(1000):
        congestion.succeeded()
    assert congestion.limit == MAX_WINDOW


def test_a_failure_halves_the_window_once_for_requests_sent_together() -> None:
    congestion = Congestion(window=64)
    for _ in range(FAILURES_TO_OPEN - 1):
        assert congestion.failed() == 0
    assert congestion.limit == 32


def test_a_run_of_failures_opens_the_circuit_each_time_for_longer() -> None:
    congestion = Congestion()
    first = [congestion.failed() for _ in range(FAILURES_TO_OPEN)]
    assert first[-1] == FIRST_PAUSE
    assert congestion.limit == 1
    assert congestion.failed() == 2 * FIRST_PAUSE


def test_one_success_closes_it() -> None:
    congestion = Congestion()
    for _ in range(FAILURES_TO_OPEN):
        congestion.failed()
    congestion.succeeded()
    assert [congestion.failed() for _ in range(FAILURES_TO_OPEN - 1)] == [0] * (
        FAILURES_TO_OPEN - 1
    )


@pytest.fixture
def service() -> Iterator[PushService]:
    with PushService() as running:
        yield running
        webpush.close()


@pytest.fixture
def other() -> Iterator[PushService]:
    with PushService() as running:
        yield running


def crowd(service: PushService, size: int) -> list[webpush.Message]:
    """Messages to so many persons whose browsers worked before."""
    messages = [message(Subscriber(service, key=public_of(PRIVATE))) for _ in range(size)]
    return [replace(each, witness=f"u{number}") for number, each in enumerate(messages)]


def landed(
    messages: list[webpush.Message], *services: PushService, seconds: float
) -> dict[int, SendOutcome]:
    """What has been answered within so many seconds."""
    batch = webpush.Batch(contact=CONTACT, now=datetime.now(UTC))
    known = PushServices.with_extra([service.origin for service in services])
    webpush.send(batch, enumerate(messages), services=known)
    return {int(str(key)): a for key, a in batch.take(at_least=len(messages), seconds=seconds)}


def test_a_failing_service_gets_a_few_requests_and_then_a_pause(service: PushService) -> None:
    service.answer(500)
    answers = landed(crowd(service, 100), service, seconds=30)
    kinds = [type(answer) for answer in answers.values()]
    assert kinds.count(Retry) <= INITIAL_WINDOW + FAILURES_TO_OPEN
    assert kinds.count(Rest) == 100 - kinds.count(Retry)
    assert len(service.attempts()) == kinds.count(Retry)


def test_after_429_what_was_not_yet_sent_waits_without_being_tried(service: PushService) -> None:
    service.answer(429, retry_after=60)
    answers = landed(crowd(service, 100), service, seconds=30)
    asked = [answer for answer in answers.values() if isinstance(answer, Busy)]
    assert len(asked) <= INITIAL_WINDOW + PERSONS - 1
    assert len(service.attempts()) == len(asked)


@pytest.mark.parametrize("status", [403, 429, 500, 302])
@pytest.mark.parametrize("witness", ["", "u7"])
def test_what_one_person_or_strangers_are_answered_stops_nobody(
    service: PushService, status: int, witness: str
) -> None:
    webpush.close()
    people = crowd(service, 130)
    odd = [replace(each, witness=witness) for each in people[:60]]
    for each in odd:
        service.answer(status, token=token_of(each.endpoint), retry_after=600)
    answers = landed([*odd, *people[60:]], service, seconds=30)
    assert not [each for each in answers.values() if isinstance(each, Rest)]
    assert [type(answers[n]) for n in range(60, 130)] == [Sent] * 70


@pytest.mark.parametrize("fault", [{"hang": True}, {"reset": True}])
@pytest.mark.parametrize("witness", ["", "u7"])
def test_what_one_person_or_strangers_meet_on_their_paths_stops_nobody(
    service: PushService, fault: dict[str, bool], witness: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    webpush.close()
    monkeypatch.setattr(service_queue, "RESPONSE_SECONDS", 0.5)
    people = crowd(service, 130)
    odd = [replace(each, witness=witness) for each in people[:60]]
    for each in odd:
        service.answer(token=token_of(each.endpoint), **fault)
    answers = landed([*odd, *people[60:]], service, seconds=30)
    assert [type(answers[n]) for n in range(130)] == [Retry] * 60 + [Sent] * 70
    service.answer_normally()


def test_persons_who_are_never_answered_stop_it_and_strangers_do_not_narrow_it() -> None:
    state = ServiceState("https://push.example")
    reset = Retry(reason=Reason.CONNECTION_FAILED)
    assert [state.record(job(), reset) for _ in range(40)] == [None] * 40
    assert state.limit == INITIAL_WINDOW
    first = [state.record(job(f"u{n}"), reset) for n in range(FAILURES_TO_OPEN)]
    assert first == [None] * (FAILURES_TO_OPEN - 1) + [timedelta(seconds=FIRST_PAUSE)]


def job(witness: str = "") -> Job:
    batch = webpush.Batch(contact=CONTACT, now=datetime.now(UTC))
    to = webpush.Message(
        endpoint="https://push.example/x",
        p256dh="",
        auth="",
        payload=b"",
        ttl=60,
        urgency="normal",
        topic="",
        vapid_private="",
        witness=witness,
    )
    return Job(key=1, message=to, batch=batch, deadline=0.0)


def test_a_host_that_takes_no_connection_is_left_alone_whoever_asks(service: PushService) -> None:
    webpush.close()
    strangers = [replace(each, witness="") for each in crowd(service, 100)]
    service.close()
    answers = landed(strangers, service, seconds=30)
    assert Rest in {type(each) for each in answers.values()}


def test_the_request_that_probes_a_service_is_to_a_browser_that_worked(
    service: PushService,
) -> None:
    webpush.close()
    service.answer(429, retry_after=60)
    refused = crowd(service, 3)
    assert {type(each) for each in landed(refused, service, seconds=30).values()} == {Busy}
    strangers = [replace(each, witness="") for each in crowd(service, 20)]
    service.clear_log()
    service.answer_normally()
    for each in strangers:
        service.answer(403, token=token_of(each.endpoint))
    good = replace(crowd(service, 1)[0], witness="u99")
    landed([*strangers, good], service, seconds=30)
    assert service.attempts()[0]["token"] == token_of(good.endpoint)


def test_a_hanging_service_does_not_hold_up_another(
    service: PushService, other: PushService
) -> None:
    service.answer(hang=True)
    hanging, fine = crowd(service, 30), crowd(other, 30)
    began = time.monotonic()
    batch = webpush.Batch(contact=CONTACT, now=datetime.now(UTC))
    known = PushServices.with_extra([service.origin, other.origin])
    webpush.send(batch, enumerate([*hanging, *fine]), services=known)
    got = dict(batch.take(at_least=30, seconds=10))
    assert time.monotonic() - began < 5
    assert all(isinstance(got[number], Sent) for number in range(30, 60))
    service.answer_normally()


def test_a_connection_closed_while_idle_is_not_used_again(service: PushService) -> None:
    (one,) = crowd(service, 1)
    assert isinstance(landed([one], service, seconds=5)[0], Sent)
    service.answer(reset=True, times=1)
    assert isinstance(landed([one], service, seconds=5)[0], Retry)
    assert isinstance(landed([one], service, seconds=5)[0], Sent)


def test_urgent_messages_go_before_a_waiting_campaign(service: PushService) -> None:
    service.answer(delay=0.2)
    services = PushServices.with_extra([service.origin])
    batch = webpush.Batch(contact=CONTACT, now=datetime.now(UTC))
    order, *campaign = crowd(service, 101)
    webpush.send(batch, enumerate(campaign), services=services)
    webpush.send(batch, [("order", replace(order, urgency="high"))], services=services)
    landed: dict[str, SendOutcome] = {}
    while batch.in_flight:
        landed |= {str(key): one for key, one in batch.take(at_least=1, seconds=5)}
    assert all(isinstance(answer, Sent) for answer in landed.values())
    assert list(landed).index("order") < 50


def test_all_services_share_the_connections_a_process_may_have(
    service: PushService, other: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    webpush.close()
    monkeypatch.setattr(resource, "getrlimit", lambda _: (10, 10))
    most: list[int] = []
    monkeypatch.setattr(Connection, "post", noting(Connection.post, most))
    for one in (service, other):
        one.answer(delay=0.05)
    answers = landed([*crowd(service, 40), *crowd(other, 40)], service, other, seconds=30)
    assert [type(answer) for answer in answers.values()] == [Sent] * 80
    # Half of ten, and the one that is everybody's.
    assert 5 <= max(most) <= 6


def test_many_hosts_use_up_no_more_connections_than_there_are(
    service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A host each for sixty subscriptions, below one wildcard; all lead to the same machine."""
    webpush.close()
    monkeypatch.setattr(resource, "getrlimit", lambda _: (32, 32))
    really, most = socket.getaddrinfo, list[int]()
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda _host, *given, **more: really("127.0.0.1", *given, **more)
    )
    monkeypatch.setattr(Connection, "post", noting(Connection.post, most))
    (one,) = crowd(service, 1)
    hosts = [service.origin.replace("127.0.0.1", f"h{n}.push.example") for n in range(60)]
    many = [replace(one, endpoint=one.endpoint.replace(service.origin, host)) for host in hosts]
    batch = webpush.Batch(contact=CONTACT, now=datetime.now(UTC))
    webpush.send(batch, enumerate(many), services=PushServices.with_extra(hosts))
    answers = dict(batch.take(at_least=60, seconds=30))
    # The sandbox's push service calls itself 127.0.0.1, so it denies; each got an answer.
    assert [type(answer) for answer in answers.values()] == [Denied] * 60
    # Half of 32, and a quarter of that for those who have none.
    assert max(most) <= 20


def test_a_busy_thread_opens_no_more_connections(
    service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ThreadLoad, "is_busy", True)
    most: list[int] = []
    monkeypatch.setattr(Connection, "post", noting(Connection.post, most))
    service.answer(delay=0.05)
    answers = landed(crowd(service, 100), service, seconds=30)
    assert [type(answer) for answer in answers.values()] == [Sent] * 100
    assert max(most) == INITIAL_WINDOW


def test_a_thread_is_busy_while_it_uses_most_of_a_core(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = {"monotonic": 0.0, "thread_time": 0.0}
    for name in ("monotonic", "thread_time"):
        monkeypatch.setattr(time, name, lambda name=name: clock[name])
    load, told = ThreadLoad(), []
    for worked in (0.099, 0.01, 0.1):
        clock["monotonic"] += 0.1
        clock["thread_time"] += worked
        told.append(load.is_busy)
    monkeypatch.undo()
    assert told == [True, False, True]


def noting(post: Callable[..., None], most: list[int]) -> Callable[..., None]:
    """Notes how many connections there are whenever something is posted."""
    alive: set[Connection] = set()

    def run(self: Connection, request: bytes, deadline: float) -> None:
        alive.add(self)
        most.append(sum(one.usable for one in alive))
        post(self, request, deadline)

    return run
