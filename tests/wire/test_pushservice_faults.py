"""Answers on demand, waiting messages, and a service of its own process."""

import re
import signal
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from sandbox.browsers.subscriber import Subscriber
from sandbox.pushservice import PushService, ServiceClient
from tests.wire.vapid_sender import VapidSender

pytestmark = pytest.mark.sandbox_only


@pytest.fixture(scope="module")
def _service() -> Iterator[PushService]:
    with PushService() as running:
        yield running


@pytest.fixture
def service(_service: PushService) -> Iterator[PushService]:
    yield _service
    _service.answer_normally()
    _service.clear_log()


@pytest.fixture(scope="module")
def sender() -> VapidSender:
    return VapidSender()


@pytest.fixture
def subscriber(service: PushService, sender: VapidSender) -> Subscriber:
    return Subscriber(service, sender.public_key)


def note(id: str, *, tag: str = "", title: str = "Order") -> dict[str, object]:
    return {"notification": {"title": title, "body": "", "tag": tag, "data": {"id": id}}}


def test_the_next_requests_get_the_planned_answer(
    service: PushService, sender: VapidSender, subscriber: Subscriber
) -> None:
    service.answer(429, times=2, retry_after=7)
    answers = [sender.send(subscriber.subscription, "x") for _ in range(3)]
    assert [one.status_code for one in answers] == [429, 429, 201]
    assert answers[0].headers["Retry-After"] == "7"
    assert len(service.messages()) == 1


def test_a_plan_for_one_subscription_leaves_the_others_alone(
    service: PushService, sender: VapidSender, subscriber: Subscriber
) -> None:
    other = Subscriber(service, sender.public_key)
    service.answer(410, token=subscriber.token)
    assert sender.send(other.subscription, "x").status_code == 201
    assert sender.send(subscriber.subscription, "x").status_code == 410
    service.answer_normally()
    assert sender.send(subscriber.subscription, "x").status_code == 201


def test_an_unknown_plan_is_refused(service: PushService) -> None:
    with pytest.raises(ValueError, match="statsu"):
        service.answer(statsu=500)


def test_an_answer_can_come_late(
    service: PushService, sender: VapidSender, subscriber: Subscriber
) -> None:
    service.answer(delay=0.3, times=1)
    began = time.monotonic()
    assert sender.send(subscriber.subscription, "x").status_code == 201
    assert time.monotonic() - began >= 0.3


def test_no_answer_may_come_at_all(
    service: PushService, sender: VapidSender, subscriber: Subscriber
) -> None:
    service.answer(hang=True, times=1)
    with pytest.raises(requests.ReadTimeout):
        requests.post(subscriber.endpoint, data=b"", timeout=0.2)
    assert [one["status"] for one in service.attempts()] == [0]


def test_the_line_may_break(
    service: PushService, sender: VapidSender, subscriber: Subscriber
) -> None:
    service.answer(reset=True, times=1)
    with pytest.raises(requests.ConnectionError):
        sender.send(subscriber.subscription, "x")
    assert service.messages() == []


def test_a_message_may_arrive_although_its_answer_is_lost(
    service: PushService, sender: VapidSender, subscriber: Subscriber
) -> None:
    service.answer(reset=True, accept=True, times=1)
    with pytest.raises(requests.ConnectionError):
        sender.send(subscriber.subscription, note("1"))
    sender.send(subscriber.subscription, note("1"))
    assert len(subscriber.wait_for(1)) == 1
    assert subscriber.repeats() == 1


def test_a_later_notification_takes_the_place_of_one_with_its_tag(
    sender: VapidSender, subscriber: Subscriber
) -> None:
    for id, title in (("1", "Paid"), ("2", "Shipped")):
        sender.send(subscriber.subscription, note(id, tag="order", title=title))
    sender.send(subscriber.subscription, note("3", tag="other", title="Hello"))
    assert len(subscriber.wait_for(3)) == 3
    assert [one.title for one in subscriber.on_screen()] == ["Shipped", "Hello"]


def test_of_one_topic_only_the_last_message_waits(
    service: PushService, sender: VapidSender, subscriber: Subscriber
) -> None:
    subscriber.go_offline()
    for id, topic in (("1", "a"), ("2", "a"), ("3", "b")):
        sender.send(subscriber.subscription, note(id), Topic=topic)
    assert subscriber.shown() == []
    subscriber.go_online()
    assert [one.id for one in subscriber.wait_for(2)] == ["2", "3"]
    fates = [one["fate"] for one in service.messages(subscriber.token)]
    assert fates == ["replaced", "delivered", "delivered"]


def test_a_message_waits_no_longer_than_its_ttl(
    service: PushService, sender: VapidSender, subscriber: Subscriber
) -> None:
    subscriber.go_offline()
    sender.send(subscriber.subscription, note("now or never"), TTL="0")
    sender.send(subscriber.subscription, note("a second"), TTL="1")
    sender.send(subscriber.subscription, note("a minute"), TTL="60")
    time.sleep(1.05)
    subscriber.go_online()
    assert [one.id for one in subscriber.wait_for(1)] == ["a minute"]


def test_ttl_zero_reaches_who_is_there(sender: VapidSender, subscriber: Subscriber) -> None:
    sender.send(subscriber.subscription, note("1"), TTL="0")
    assert len(subscriber.wait_for(1)) == 1


def test_waiting_in_vain_ends_with_what_was_shown(subscriber: Subscriber) -> None:
    with pytest.raises(AssertionError, match=r"after 0\.1 s"):
        subscriber.wait_for(1, timeout=0.1)


def test_many_subscriptions_come_at_once(service: PushService, sender: VapidSender) -> None:
    made = service.subscribe_many(50, sender.public_key)
    assert len({one["endpoint"] for one in made}) == 50
    sender.send(made[7], "x")
    assert service.stats()["statuses"] == {"201": 1}


def test_a_taken_port_is_an_error(service: PushService) -> None:
    with pytest.raises(OSError, match="in use"):
        PushService(http_port=service.http_port)


def test_it_also_speaks_tls() -> None:
    with PushService(tls=True) as service:
        subscriber = Subscriber(service)
        assert subscriber.endpoint.startswith("https://127.0.0.1:")
        trusting = ssl.create_default_context(cafile=str(service.ca_file))
        with urllib.request.urlopen(f"{service.origin}/health", context=trusting) as answer:
            assert answer.status == 200


def test_it_runs_as_a_program_until_told_to_end() -> None:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "sandbox.pushservice"]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        said = program.stdout.readline()
        origin = re.search(r"origin=(\S+)", said)
        assert origin, said
        assert ServiceClient(origin[1]).subscribe()["endpoint"].startswith(origin[1])
        program.send_signal(signal.SIGTERM)
        assert program.wait(10) == 0
