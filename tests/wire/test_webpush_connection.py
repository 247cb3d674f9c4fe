"""One connection between two sockets: partial reads and writes, and early ends."""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from saleor_push_plugin.webpush.connection import RESPONSE_LIMIT, Connection

pytestmark = pytest.mark.sandbox_only
REQUEST = b"POST /x HTTP/1.1\r\n\r\n"
CREATED = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"


@dataclass
class Heard:
    """What the owner of a connection is told."""

    told: list[tuple[object, ...]] = field(default_factory=list)

    def on_response(
        self, connection: Connection, status: int, retry_after: str, body: bytes
    ) -> None:
        self.told.append((status, retry_after, body, connection.usable))

    def on_failure(self, connection: Connection, detail: str) -> None:
        self.told.append((detail, connection.usable))


@dataclass
class Wire:
    """A connection, its owner, and the far end of its socket."""

    connection: Connection
    owner: Heard
    far: socket.socket

    async def say(self, *pieces: bytes) -> None:
        for piece in pieces:
            await asyncio.get_running_loop().sock_sendall(self.far, piece)
            await asyncio.sleep(0.01)

    async def heard(self, length: int) -> bytes:
        loop, read = asyncio.get_running_loop(), b""
        while len(read) < length:
            read += await loop.sock_recv(self.far, 65536)
        return read


def over_a_wire(story: Callable[[Wire], Awaitable[None]]) -> list[tuple[object, ...]]:
    """Plays a story; gives what the owner was told."""

    async def play() -> list[tuple[object, ...]]:
        near, far = socket.socketpair()
        for end in (near, far):
            end.setblocking(False)
        owner = Heard()
        connection = Connection(owner, near, asyncio.get_running_loop())
        with far:
            await story(Wire(connection, owner, far))
            await asyncio.sleep(0.01)
        connection.close()
        return owner.told

    return asyncio.run(play())


def test_a_request_that_does_not_fit_goes_out_in_pieces() -> None:
    long = REQUEST + b"x" * 2_000_000

    async def story(wire: Wire) -> None:
        wire.connection.post(long, 0)
        assert await wire.heard(len(long)) == long
        await wire.say(CREATED)
        # And the next one goes out on the same connection.
        wire.connection.post(REQUEST, 0)
        assert await wire.heard(len(REQUEST)) == REQUEST
        await wire.say(CREATED)

    assert over_a_wire(story) == [(201, "", b"", True)] * 2


def test_a_response_may_come_byte_by_byte() -> None:
    answer = b"HTTP/1.1 429 Slow\r\nRetry-After: 17\r\nContent-Length: 4\r\n\r\nwait"

    async def story(wire: Wire) -> None:
        wire.connection.post(REQUEST, 0)
        await wire.say(*(answer[n : n + 1] for n in range(len(answer))))

    assert over_a_wire(story) == [(429, "17", b"wait", True)]


def test_100_continue_is_not_the_response() -> None:
    async def story(wire: Wire) -> None:
        wire.connection.post(REQUEST, 0)
        await wire.say(b"HTTP/1.1 100 Continue\r\n\r\n", CREATED)

    assert over_a_wire(story) == [(201, "", b"", True)]


def test_a_connection_with_an_early_response_is_not_reused() -> None:
    async def story(wire: Wire) -> None:
        wire.connection.post(REQUEST + b"x" * 2_000_000, 0)
        await wire.say(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")

    assert over_a_wire(story) == [(413, "", b"", False)]


def test_of_two_responses_to_one_request_the_first_counts() -> None:
    async def story(wire: Wire) -> None:
        wire.connection.post(REQUEST, 0)
        await wire.say(
            CREATED + b"HTTP/1.1 429 Slow\r\nRetry-After: 9\r\nContent-Length: 0\r\n\r\n"
        )

    assert over_a_wire(story) == [(201, "", b"", False)]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (b"", ("ConnectionClosed", False)),
        (b"HTTP/1.1 201 Cre", ("ConnectionClosed", False)),
        (b"HTTP/1.1 410 Gone\r\n\r\nno length", (410, "", b"no length", False)),
        (b"nonsense\r\n\r\n", ("HttpParserError", False)),
    ],
)
def test_a_connection_that_ends_early_is_told_once(answer: bytes, told: tuple[object, ...]) -> None:
    async def story(wire: Wire) -> None:
        wire.connection.post(REQUEST, 0)
        await wire.heard(len(REQUEST))
        await wire.say(answer)
        wire.far.shutdown(socket.SHUT_WR)

    assert over_a_wire(story) == [told]


def test_an_endless_response_is_cut() -> None:
    async def story(wire: Wire) -> None:
        wire.connection.post(REQUEST, 0)
        head = b"HTTP/1.1 500 Oops\r\nX: "
        with contextlib.suppress(BrokenPipeError):
            await wire.say(head, *[b"x" * 16384] * (2 * RESPONSE_LIMIT // 16384))

    ((detail, usable),) = over_a_wire(story)
    assert (detail in {"ResponseTooLong", "HttpParserError"}, usable) == (True, False)


def test_unrequested_data_closes_the_connection() -> None:
    async def story(wire: Wire) -> None:
        await wire.say(CREATED)
        assert not wire.connection.usable

    assert over_a_wire(story) == []


def test_a_request_into_a_closed_connection_is_told_later_and_once() -> None:
    async def story(wire: Wire) -> None:
        wire.far.close()
        wire.connection.post(REQUEST, 0)
        assert wire.owner.told == []

    ((_, usable),) = over_a_wire(story)
    assert usable is False
