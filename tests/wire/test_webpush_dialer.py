"""SSRF: a name is looked up once, and only addresses that were checked are connected to."""

import asyncio
import socket
from typing import Any

import pytest

from saleor_push_plugin.webpush import dialer

pytestmark = pytest.mark.sandbox_only
PUBLIC, PRIVATE = "8.8.8.8", "127.0.0.1"
ORIGIN = "https://push.example"


class Net:
    """A resolver whose answers are given one after the other, and a network nobody answers in."""

    def __init__(self, patch: pytest.MonkeyPatch, *answers: list[str]) -> None:
        self._answers, self.asked, self.called = list(answers), 0, list[str]()
        patch.setattr(asyncio.BaseEventLoop, "getaddrinfo", self._look_up)
        patch.setattr(asyncio.SelectorEventLoop, "sock_connect", self._call)

    async def _look_up(self, host: str, port: int, **_: object) -> list[Any]:
        self.asked += 1
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kind, (address, port)) for address in self._answers.pop(0)]

    async def _call(self, _wire: object, address: tuple[str, int]) -> None:
        self.called.append(address[0])
        raise ConnectionRefusedError


def dial(*, trusted: bool = False) -> None:
    asyncio.run(dialer.Dialer(ORIGIN, trusted=trusted).connect())


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
        one = dialer.Dialer(ORIGIN, trusted=False)
        return await asyncio.gather(*(one.connect() for _ in range(300)), return_exceptions=True)

    assert {type(found) for found in asyncio.run(dial_all())} == {ConnectionRefusedError}
    assert (net.asked, net.called) == (1, [PUBLIC] * 300)


def test_a_failed_lookup_is_repeated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    net = Net(monkeypatch)

    async def fail(*_: object, **__: object) -> None:
        net.asked += 1
        raise socket.gaierror

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", fail)

    async def dial_twice() -> None:
        one = dialer.Dialer(ORIGIN, trusted=False)
        for _ in range(2):
            with pytest.raises(socket.gaierror):
                await one.connect()

    asyncio.run(dial_twice())
    assert net.asked == 2


def test_a_lookup_expires_and_its_addresses_are_checked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    net = Net(monkeypatch, [PUBLIC], [PRIVATE])
    monkeypatch.setattr(dialer, "DNS_SECONDS", 0.0)

    async def dial_twice() -> None:
        one = dialer.Dialer(ORIGIN, trusted=False)
        with pytest.raises(ConnectionRefusedError):
            await one.connect()
        await asyncio.sleep(0.01)
        with pytest.raises(dialer.PrivateAddressError):
            await one.connect()

    asyncio.run(dial_twice())
    assert (net.asked, net.called) == (2, [PUBLIC])


def test_a_tls_handshake_that_hangs_times_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialer, "CONNECT_SECONDS", 0.1)
    with socket.create_server((PRIVATE, 0)) as silent:
        one = dialer.Dialer(f"https://{PRIVATE}:{silent.getsockname()[1]}", trusted=True)
        with pytest.raises(TimeoutError):
            asyncio.run(one.connect())
