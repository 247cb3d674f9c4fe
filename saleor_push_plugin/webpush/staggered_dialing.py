"""Dials a host's addresses one after the other, a quarter of a second apart (RFC 8305).

An address that drops packets costs 250 ms, not a time-out, however many such addresses there are.
"""

import asyncio
import socket
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import zip_longest

# The Connection Attempt Delay of RFC 8305, section 5.
STAGGER_SECONDS = 0.25
# Longer than two retransmissions of a SYN.
CONNECT_SECONDS = 4.0
# Attempts at once for one connection: each holds an open file.
PARALLEL = 3
# A connection in silence is probed after 20 s, so that firewalls do not forget it, and is closed
# where none of what was sent is acknowledged for five seconds.
KEEPALIVE = {"TCP_KEEPIDLE": 20, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3, "TCP_USER_TIMEOUT": 5000}


@dataclass(frozen=True, kw_only=True)
class Dialed:
    """A connected socket, its address, and the addresses that failed or were slower."""

    socket: socket.socket
    address: str
    slower: list[str] = field(default_factory=list)


def interleaved(addresses: Sequence[str], *, ipv6_first: bool) -> list[str]:
    """The addresses with their families in turn; each family keeps its order (RFC 8305, 4)."""
    first = [one for one in addresses if is_ipv6(one) == ipv6_first]
    second = [one for one in addresses if is_ipv6(one) != ipv6_first]
    return [one for pair in zip_longest(first, second) for one in pair if one]


def is_ipv6(address: str) -> bool:
    return ":" in address


async def dial(addresses: Sequence[str], port: int) -> Dialed:
    """Connect to the first address that answers. Raises OSError, which TimeoutError is."""
    return await _Race(addresses, port).winner()


class _Race:
    """Attempts to connect: the next one starts after a failure, or 250 ms after the last start."""

    def __init__(self, addresses: Sequence[str], port: int) -> None:
        self._waiting, self._port = deque(addresses), port
        self._started: list[str] = []
        self._running: dict[asyncio.Task[socket.socket], str] = {}
        self._error: BaseException = OSError("no address")

    async def winner(self) -> Dialed:
        try:
            while self._waiting or self._running:
                self._start_next()
                if won := self._first_connected(await self._ended()):
                    return won
        finally:
            self._drop_others()
        raise self._error

    @property
    def _may_start(self) -> bool:
        return bool(self._waiting) and len(self._running) < PARALLEL

    def _start_next(self) -> None:
        if self._may_start:
            address = self._waiting.popleft()
            self._started.append(address)
            self._running[asyncio.create_task(_connect(address, self._port))] = address

    async def _ended(self) -> set[asyncio.Task[socket.socket]]:
        """The attempts that have ended; none if it is time for the next one."""
        seconds = STAGGER_SECONDS if self._may_start else None
        first = asyncio.FIRST_COMPLETED
        return (await asyncio.wait(self._running, timeout=seconds, return_when=first))[0]

    def _first_connected(self, ended: set[asyncio.Task[socket.socket]]) -> Dialed | None:
        for attempt in ended:
            address = self._running[attempt]
            if not (error := attempt.exception()):
                del self._running[attempt]
                slower = self._started[: self._started.index(address)]
                return Dialed(socket=attempt.result(), address=address, slower=slower)
            del self._running[attempt]
            self._error = error
        return None

    def _drop_others(self) -> None:
        for attempt in self._running:
            if not attempt.cancel() and not attempt.exception():
                attempt.result().close()


async def _connect(address: str, port: int) -> socket.socket:
    connecting = socket.socket(socket.AF_INET6 if is_ipv6(address) else socket.AF_INET)
    connecting.setblocking(False)
    with closed_on_failure(connecting):
        async with asyncio.timeout(CONNECT_SECONDS):
            await asyncio.get_running_loop().sock_connect(connecting, (address, port))
        _set_options(connecting)
    return connecting


def _set_options(connected: socket.socket) -> None:
    # A request is written at once: nothing is gained by waiting for more.
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in KEEPALIVE.items():
        # Linux has all of them; other systems, where developers work, some.
        if option := getattr(socket, name, None):
            connected.setsockopt(socket.IPPROTO_TCP, option, value)


@contextmanager
def closed_on_failure(opened: socket.socket) -> Iterator[None]:
    try:
        yield
    except BaseException:
        opened.close()
        raise
