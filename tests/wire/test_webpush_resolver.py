"""DNS: slow and failing names delay nobody who does not need them."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from saleor_push_plugin import webpush
from saleor_push_plugin.core.outcome import Denied
from saleor_push_plugin.core.push_subscription import PushServices
from saleor_push_plugin.settings.vapid_keys import public_of
from saleor_push_plugin.webpush import host_addresses, resolver
from saleor_push_plugin.webpush.host_addresses import HostAddresses
from saleor_push_plugin.webpush.resolver import Resolver
from sandbox.browsers.subscriber import Subscriber
from sandbox.pushservice import PushService
from tests.wire.test_webpush import CONTACT, PRIVATE, message

pytestmark = pytest.mark.sandbox_only
really = socket.getaddrinfo
Answers = list[tuple[Any, ...]]


class Names:
    """A resolver: names that begin with “slow” hang until `release`; others have one address."""

    def __init__(self) -> None:
        self._released, self._lock = threading.Event(), threading.Lock()
        self.address, self.asked = "8.8.8.8", 0
        self.hanging = self.most_hanging = 0

    def look_up(self, host: str, port: int, *_: Any, **options: Any) -> Answers:
        self.asked += 1
        if host.startswith("slow"):
            self._hang()
        if not host.endswith(".example"):
            return list(really(host, port, *_, **options))
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (self.address, port))]

    def _hang(self) -> None:
        with self._lock:
            self.hanging += 1
            self.most_hanging = max(self.hanging, self.most_hanging)
        self._released.wait(20)
        with self._lock:
            self.hanging -= 1

    def release(self) -> None:
        self._released.set()


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[Names]:
    names = Names()
    monkeypatch.setattr(socket, "getaddrinfo", names.look_up)
    yield names
    names.release()


async def hang(one: Resolver, many: int) -> list[asyncio.Task[list[str]]]:
    lookups = [one.look_up(f"slow{n}.push.example", 443) for n in range(many)]
    tasks = [asyncio.create_task(each) for each in lookups]
    await asyncio.sleep(0.1)
    return tasks


def test_120_slow_names_delay_neither_other_domains_nor_their_own(names: Names) -> None:
    async def look_up() -> float:
        one = Resolver()
        slow = await hang(one, 120)
        began = time.monotonic()
        await one.look_up("fast.other.example", 443)
        await one.look_up("fast.push.example", 443)
        took = time.monotonic() - began
        names.release()
        await asyncio.gather(*slow)
        return took

    assert asyncio.run(look_up()) < 1


def test_more_slow_names_than_threads_delay_their_own_domain_only(
    names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolver, "LOOKUPS_PER_DOMAIN", 3)

    async def look_up() -> None:
        one = Resolver()
        slow = await hang(one, 9)
        assert await one.look_up("fast.other.example", 443) == [names.address]
        names.release()
        assert await asyncio.gather(*slow) == [[names.address]] * 9

    asyncio.run(look_up())
    assert names.most_hanging == 3


def test_a_name_that_takes_too_long_has_no_answer_and_keeps_its_thread_until_it_has(
    names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolver, "LOOKUP_SECONDS", 0.1)
    monkeypatch.setattr(resolver, "LOOKUPS_PER_DOMAIN", 1)

    async def look_up() -> None:
        one = Resolver()
        for name in ("slow.push.example", "fast.push.example"):
            with pytest.raises(TimeoutError):
                await one.look_up(name, 443)
        names.release()
        await asyncio.sleep(0.1)
        assert await one.look_up("fast.push.example", 443) == [names.address]

    asyncio.run(look_up())


@pytest.mark.parametrize(
    "name", ["x" * 64 + ".example.com", "a..example.com", "\udcff.example.com"]
)
def test_what_is_no_name_is_an_error_of_its_own(name: str) -> None:
    with pytest.raises(OSError):
        asyncio.run(Resolver().look_up(name, 443))


def test_no_thread_to_be_had_is_an_error_and_takes_no_slot(
    names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolver, "LOOKUPS_PER_DOMAIN", 1)

    def full(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    async def look_up() -> None:
        one = Resolver()
        with monkeypatch.context() as patch:
            patch.setattr(threading.Thread, "start", full)
            with pytest.raises(OSError):
                await one.look_up("fast.push.example", 443)
        assert await one.look_up("fast.push.example", 443) == [names.address]

    asyncio.run(look_up())


def hosts(name: str = "fast.push.example") -> HostAddresses:
    return HostAddresses(Resolver(), name, 443, trusted=False)


def test_while_a_name_resolves_slowly_its_last_answer_is_used(
    names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_addresses, "PATIENCE_SECONDS", 0.05)

    async def look_up() -> None:
        one = hosts()
        assert await one.get() == ["8.8.8.8"]
        monkeypatch.setattr(host_addresses, "FRESH_SECONDS", 0.0)
        one._host, names.address = "slow.push.example", "8.8.4.4"
        assert await one.get() == ["8.8.8.8"]
        names.release()
        await asyncio.sleep(0.1)
        assert await one.get() == ["8.8.4.4"]

    asyncio.run(look_up())


def test_a_last_answer_is_used_for_a_while_only(
    names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def look_up() -> None:
        one = hosts()
        await one.get()
        monkeypatch.setattr(host_addresses, "FRESH_SECONDS", 0.0)
        one._host = "x" * 64 + ".com"
        assert await one.get() == ["8.8.8.8"]
        monkeypatch.setattr(host_addresses, "STALE_SECONDS", 0.0)
        with pytest.raises(OSError):
            await one.get()

    asyncio.run(look_up())


def test_a_name_that_moved_inside_has_no_address_any_more(
    names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_addresses, "FRESH_SECONDS", 0.0)

    async def look_up() -> list[list[str]]:
        one = hosts()
        first = await one.get()
        names.address = "10.0.0.1"
        return [first, await one.get(), await one.get()]

    assert asyncio.run(look_up()) == [["8.8.8.8"], [], []]


def test_an_order_does_not_wait_for_120_hosts_whose_names_are_slow(names: Names) -> None:
    with PushService() as service:
        origin = service.origin.replace("127.0.0.1", "localhost")
        order = message(Subscriber(service, key=public_of(PRIVATE)))
        slow = [
            replace(order, endpoint=f"https://slow{n}.push.example/x", urgency="high")
            for n in range(120)
        ]
        order = replace(order, endpoint=order.endpoint.replace(service.origin, origin))
        services = PushServices.with_extra(["*.push.example", origin])
        webpush.close()
        batch = webpush.Batch(contact=CONTACT, now=datetime.now(UTC))
        webpush.send(batch, enumerate([*slow, order]), services=services)
        ((key, outcome), *_) = batch.take(at_least=1, seconds=3)
        names.release()
        webpush.close()
    # It answered, and found its name in the token wrong: it calls itself 127.0.0.1.
    assert (key, type(outcome)) == (120, Denied)
