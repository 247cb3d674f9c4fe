"""Names that lie: an address is looked up once, and only what was looked at is called."""

import asyncio
import socket
from typing import Any

import pytest

from saleor_push_plugin.sender import guard

pytestmark = pytest.mark.sandbox_only
PUBLIC, PRIVATE = "8.8.8.8", "127.0.0.1"
ORIGIN = "https://push.example"


class Net:
    """A resolver whose answers are given one after the other, and a network nobody answers in."""

    def __init__(self, patch: pytest.MonkeyPatch, *answers: list[str]) -> None:
        self._answers, self.asked, self.called = list(answers), 0, list[str]()
        patch.setattr(asyncio.BaseEventLoop, "getaddrinfo", self._look_up)
        patch.setattr(asyncio.BaseEventLoop, "create_connection", self._call)

    async def _look_up(self, host: str, port: int, **_: object) -> list[Any]:
        self.asked += 1
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kind, (address, port)) for address in self._answers.pop(0)]

    async def _call(self, _factory: object, address: str, _port: int, **_: object) -> Any:
        self.called.append(address)
        raise ConnectionRefusedError


def dial(*, trusted: bool = False) -> None:
    asyncio.run(guard.connect(ORIGIN, asyncio.Protocol, trusted=trusted))


def test_a_name_that_changes_its_mind_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    net = Net(monkeypatch, [PUBLIC], [PRIVATE])
    with pytest.raises(ConnectionRefusedError):
        dial()
    assert (net.asked, net.called) == (1, [PUBLIC])


def test_of_several_addresses_only_public_ones_are_called(monkeypatch: pytest.MonkeyPatch) -> None:
    net = Net(monkeypatch, [PRIVATE, PUBLIC, "169.254.169.254"])
    with pytest.raises(ConnectionRefusedError):
        dial()
    assert net.called == [PUBLIC]


def test_a_name_in_the_shops_own_network_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    net = Net(monkeypatch, [PRIVATE])
    with pytest.raises(guard.PrivateAddressError):
        dial()
    assert net.called == []


def test_what_the_operator_named_may_be_private(monkeypatch: pytest.MonkeyPatch) -> None:
    net = Net(monkeypatch, [PRIVATE])
    with pytest.raises(ConnectionRefusedError):
        dial(trusted=True)
    assert net.called == [PRIVATE]
