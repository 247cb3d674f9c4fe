"""While a push is sent, no repr of a value in memory and no line of the log has a secret."""

import gc
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from saleor_push_plugin import webpush
from saleor_push_plugin.delivery import worker
from saleor_push_plugin.models import Subscription, VapidKey
from sandbox.pushservice import PushService
from tests.hosts.shop import Shop

OURS = "saleor_push_plugin"


def secrets() -> set[str]:
    """What opens something or is for the device alone."""
    rows = Subscription.objects.values_list("endpoint", "p256dh", "auth")
    private = VapidKey.objects.values_list("private", flat=True)
    return {*private, *(each for row in rows for each in row)}


def words_of(message: webpush.Message) -> set[str]:
    notification = json.loads(message.payload)["notification"]
    return {notification["title"], notification["data"]["receipt"]["token"]}


def shown() -> Iterator[str]:
    """The repr of every object of the package's classes that the process holds."""
    for each in gc.get_objects():
        if str(type(each).__module__).startswith(OURS):
            yield repr(each)


def leaked(texts: Iterator[str], hidden: set[str]) -> set[str]:
    return {text[:60] for text in texts if any(secret in text for secret in hidden)}


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """What showed a secret, at each moment at which messages are handed to the sender."""
    found, send = [], webpush.send

    def look(batch: Any, messages: Any, **rest: Any) -> None:
        held = list(messages)
        ((_, message),) = held
        found.append(leaked(shown(), secrets() | words_of(message)))
        assert any("Message(" in text for text in shown())
        send(batch, held, **rest)

    monkeypatch.setattr(worker.webpush, "send", look)
    return found


def test_nothing_in_memory_shows_a_secret_while_it_is_sent(
    push: Shop, browser: Any, watched: list[set[str]], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger=OURS)
    ada = push.register()
    phone = browser(ada)
    push.place_order(customer=ada)
    assert len(phone.texts) == 1
    assert watched == [set()]
    words = {phone.subscriber.shown()[0].title}
    assert leaked((record.getMessage() for record in caplog.records), secrets() | words) == set()


@pytest.mark.parametrize("status", [403, 410, 500])
def test_no_line_of_the_log_shows_a_secret_when_a_push_fails(
    push: Shop,
    browser: Any,
    push_service: PushService,
    caplog: pytest.LogCaptureFixture,
    status: int,
) -> None:
    caplog.set_level(logging.DEBUG, logger=OURS)
    ada = push.register()
    browser(ada)
    hidden = secrets()
    push_service.answer(status, times=9)
    push.place_order(customer=ada)
    lines = [record.getMessage() for record in caplog.records if record.name.startswith(OURS)]
    assert lines
    assert not [line for line in lines if any(secret in line for secret in hidden)]
