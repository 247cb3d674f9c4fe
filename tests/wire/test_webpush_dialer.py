"""SSRF: a name is looked up once, and only addresses that were checked are connected to."""

import asyncio
import socket
import time
from typing import Any

import pytest

from saleor_push_plugin.webpush import dialer, host_addresses, staggered_dialing
from saleor_push_plugin.webpush.resolver import Resolver

pytestmark = pytest.mark.sandbox_only
PUBLIC, PRIVATE = "8.8.8.8", "127.0.0.1"
SIX = [f"2606:4700::{n}" for n in range(1, 7)]
ORIGIN = "https://push.example"


class Net:
    """A resolver whose answers are given one after the other, and a network nobody answers in.

    Addresses refuse to connect, except those in `dropping`, which are silent, and in `answering`.
    """

    def __init__(self, patch: pytest.MonkeyPatch, *answers: list[str]) -> None:
        self._answers, self.asked, self.called = list(answers), 0, list[str]()
        self.dropping, self.answering = set[str](), set[str]()
        self.waiting = self.most_waiting = 0
        patch.setattr(socket, "getaddrinfo", self._look_up)
        patch.setattr(asyncio.SelectorEventLoop, "sock_connect", self._call)

    def _look_up(self, host: str, port: int, **_: object) -> list[Any]:
        self.asked += 1
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kind, (address, port)) for address in answer]

    async def _call(self, _wire: object, address: tuple[str, int]) -> None:
        self.called.append(address[0])
        if address[0] in self.dropping:
            await self._wait()
        if address[0] not in self.answering:
            raise ConnectionRefusedError

    async def _wait(self) -> None:
        self.waiting += 1
        self.most_waiting = max(self.waiting, self.most_waiting)
        try:
            await asyncio.sleep(60)
        finally:
            self.waiting -= 1


def one_dialer(origin: str = ORIGIN, *, trusted: bool = False) -> dialer.Dialer:
    return dialer.Dialer(origin, trusted=trusted, resolver=Resolver())


def dial(*, trusted: bool = False) -> None:
    asyncio.run(one_dialer(trusted=trusted).connect())


def test_a_name_that_changes_its_address_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    net = Net(monkeypatch, [PUBLIC], [PRIVATE])
    with pytest.raises(ConnectionRefusedError):
        dial()
    assert (net.asked, net.called) == (1, [PUBLIC])


def test_of_several_addresses_only_public_ones_are_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    net = Net(monkeypatch, [PRIVATE, PUBLIC, "169.254.169.254"])
    with pytest.raises(ConnectionRefusedError):
        dial()
    assert net.called == [PUBLIC]


def test_a_private_address_is_not_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    net = Net(monkeypatch, [PRIVATE])
    with pytest.raises(dialer.PrivateAddressError):
        dial()
    assert net.called == []


def test_an_origin_that_the_operator_configured_may_be_private(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    net = Net(monkeypatch, [PRIVATE])
    with pytest.raises(ConnectionRefusedError):
        dial(trusted=True)
    assert net.called == [PRIVATE]


def test_hundreds_of_connections_share_one_lookup(monkeypatch: pytest.MonkeyPatch) -> None:
    net = Net(monkeypatch, [PUBLIC])

    async def dial_all() -> list[BaseException | socket.socket]:
        one = one_dialer()
        return await asyncio.gather(*(one.connect() for _ in range(300)), return_exceptions=True)

    assert {type(found) for found in asyncio.run(dial_all())} == {ConnectionRefusedError}
    assert (net.asked, net.called) == (1, [PUBLIC] * 300)


def test_a_failed_lookup_is_repeated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    net = Net(monkeypatch)

    def fail(*_: object, **__: object) -> None:
        net.asked += 1
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", fail)

    async def dial_twice() -> None:
        one = one_dialer()
        for _ in range(2):
            with pytest.raises(socket.gaierror):
                await one.connect()

    asyncio.run(dial_twice())
    assert net.asked == 2


def test_a_lookup_expires_and_its_addresses_are_checked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    net = Net(monkeypatch, [PUBLIC], [PRIVATE])
    monkeypatch.setattr(host_addresses, "FRESH_SECONDS", 0.0)

    async def dial_twice() -> None:
        one = one_dialer()
        with pytest.raises(ConnectionRefusedError):
            await one.connect()
        await asyncio.sleep(0.01)
        with pytest.raises(dialer.PrivateAddressError):
            await one.connect()

    asyncio.run(dial_twice())
    assert (net.asked, net.called) == (2, [PUBLIC])


def test_a_tls_handshake_that_hangs_times_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialer, "HANDSHAKE_SECONDS", 0.1)
    with socket.create_server((PRIVATE, 0)) as silent:
        one = one_dialer(f"https://{PRIVATE}:{silent.getsockname()[1]}", trusted=True)
        with pytest.raises(TimeoutError):
            asyncio.run(one.connect())


async def connected(one: dialer.Dialer) -> float:
    """The seconds that a connection took."""
    began = time.monotonic()
    (await one.connect()).close()
    return time.monotonic() - began


@pytest.mark.parametrize("silent", [3, 6])
def test_ipv6_addresses_that_drop_packets_cost_a_quarter_of_a_second_once(
    monkeypatch: pytest.MonkeyPatch, silent: int
) -> None:
    net = Net(monkeypatch, [*SIX[:silent], PUBLIC])
    net.dropping, net.answering = set(SIX), {PUBLIC}

    async def dial_twice() -> list[float]:
        one = one_dialer("http://push.example")
        return [await connected(one), await connected(one)]

    first, second = asyncio.run(dial_twice())
    assert net.called == [SIX[0], PUBLIC, PUBLIC]
    assert 0.2 < first < 1.5
    assert second < 0.2
    assert net.waiting == 0


def test_ipv4_addresses_that_drop_packets_give_way_to_ipv6(monkeypatch: pytest.MonkeyPatch) -> None:
    four = ["8.8.8.8", "8.8.4.4", "1.1.1.1"]
    net = Net(monkeypatch, [*four, SIX[0]])
    net.dropping, net.answering = set(four), {SIX[0]}
    assert asyncio.run(connected(one_dialer("http://push.example"))) < 1.5
    assert net.called == [four[0], SIX[0]]


def test_an_address_that_answers_is_the_only_one_that_is_dialed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    net = Net(monkeypatch, [*SIX, PUBLIC])
    net.answering = {SIX[0]}
    assert asyncio.run(connected(one_dialer("http://push.example"))) < 0.2
    assert net.called == [SIX[0]]


def test_an_address_that_refuses_is_followed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    net = Net(monkeypatch, [*SIX[:4], PUBLIC])
    net.answering = {SIX[3]}
    assert asyncio.run(connected(one_dialer("http://push.example"))) < 0.2
    assert net.called == [SIX[0], PUBLIC, SIX[1], SIX[2], SIX[3]]


def test_what_worked_is_tried_first_until_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    net = Net(monkeypatch, [*SIX[:2], PUBLIC])
    net.answering = {PUBLIC}

    async def dial_and_move() -> None:
        one = one_dialer("http://push.example")
        await connected(one)
        net.answering = {SIX[1]}
        net.called.clear()
        await connected(one)
        assert net.called == [PUBLIC, SIX[1]]
        net.called.clear()
        await connected(one)
        assert net.called == [SIX[1]]

    asyncio.run(dial_and_move())


def test_one_connection_never_dials_more_than_three_addresses_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(staggered_dialing, "CONNECT_SECONDS", 0.3)
    monkeypatch.setattr(staggered_dialing, "STAGGER_SECONDS", 0.01)
    net = Net(monkeypatch, SIX)
    net.dropping = set(SIX)
    with pytest.raises(TimeoutError):
        asyncio.run(one_dialer("http://push.example").connect())
    assert (net.called, net.most_waiting, net.waiting) == (SIX, 3, 0)


def test_an_address_whose_handshake_hangs_gives_way_to_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    net = Net(monkeypatch, [SIX[0], PUBLIC])
    net.answering = {SIX[0], PUBLIC}

    async def handshake(plain: socket.socket, _host: str) -> socket.socket:
        if plain.family == socket.AF_INET6:
            with staggered_dialing.closed_on_failure(plain):
                await asyncio.sleep(60)
        return plain

    monkeypatch.setattr(dialer, "start_tls", handshake)
    monkeypatch.setattr(dialer, "HANDSHAKE_SECONDS", 0.1)

    async def dial_twice() -> None:
        one = one_dialer()
        await connected(one)
        await connected(one)

    asyncio.run(dial_twice())
    assert net.called == [SIX[0], PUBLIC, PUBLIC]


def test_a_silent_connection_is_probed_and_ends_without_acknowledgement() -> None:
    with socket.create_server((PRIVATE, 0)) as server:
        one = one_dialer(f"http://{PRIVATE}:{server.getsockname()[1]}", trusted=True)
        with asyncio.run(one.connect()) as opened:
            assert opened.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
            for name, value in staggered_dialing.KEEPALIVE.items():
                if option := getattr(socket, name, None):
                    assert opened.getsockopt(socket.IPPROTO_TCP, option) == value
