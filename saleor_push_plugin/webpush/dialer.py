"""Connections to public addresses only: an endpoint must not point into the shop's network."""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from urllib.parse import urlsplit

# RFC 6052: a network with this prefix is a door to IPv4, private addresses included.
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# An address that swallows packets (half an IPv6, for one) must leave time for the next one.
ADDRESS_SECONDS = 4.0
# No longer than names usually live.
NAME_SECONDS = 10.0


class PrivateAddressError(OSError):
    """The push service's name does not resolve to a public address."""


class Way:
    """How to get to one origin, over TLS for https. `trusted`: the operator named it, so it may be
    private.

    Connections are made to exactly the addresses that were looked at, so a name that answers
    differently the second time (DNS rebinding) gains nothing. Hundreds of connections at once ask
    for the name once.
    """

    def __init__(self, origin: str, *, trusted: bool) -> None:
        self._origin, self._trusted = origin, trusted
        self._asked: asyncio.Task[list[str]] | None = None
        self._stale_at = 0.0

    async def connect(self) -> socket.socket:
        """A socket that does not block, its handshake done.

        Raises OSError, TimeoutError, and ValueError for an origin that is none.
        """
        parts = urlsplit(self._origin)
        secure, host = parts.scheme == "https", parts.hostname or ""
        port = parts.port or (443 if secure else 80)
        problem: Exception = PrivateAddressError(PrivateAddressError.__doc__)
        for address in await self._addresses(host, port):
            try:
                async with asyncio.timeout(ADDRESS_SECONDS):
                    wire = await _dial(address, port)
                    return await _secure(wire, host) if secure else wire
            except (OSError, TimeoutError) as error:
                problem = error
        raise problem

    def close(self) -> None:
        if self._asked:
            self._asked.cancel()

    async def _addresses(self, host: str, port: int) -> list[str]:
        loop = asyncio.get_running_loop()
        if self._asked is None or self._stale_at < loop.time():
            self._asked = loop.create_task(self._look_up(host, port))
            # Also where all who asked have given up meanwhile.
            self._asked.add_done_callback(lambda asked: asked.cancelled() or asked.exception())
            self._stale_at = loop.time() + NAME_SECONDS
        try:
            return await asyncio.shield(self._asked)
        except OSError:
            self._asked = None
            raise

    async def _look_up(self, host: str, port: int) -> list[str]:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(address[0]) for *_, address in found]
        return addresses if self._trusted else [one for one in addresses if is_public(one)]


async def _dial(address: str, port: int) -> socket.socket:
    wire = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    wire.setblocking(False)
    with _closed_on_failure(wire):
        await asyncio.get_running_loop().sock_connect(wire, (address, port))
        # A request is one piece and waits for no other.
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return wire


async def _secure(wire: socket.socket, host: str) -> ssl.SSLSocket:
    with _closed_on_failure(wire):
        secure = _tls().wrap_socket(wire, server_hostname=host, do_handshake_on_connect=False)
    with _closed_on_failure(secure):
        while not await _hands_shaken(secure):
            pass
    return secure


async def _hands_shaken(secure: ssl.SSLSocket) -> bool:
    """One step of the handshake; False if the other side has to do its part first."""
    loop, awake = asyncio.get_running_loop(), asyncio.Event()
    try:
        secure.do_handshake()
    except ssl.SSLWantReadError:
        loop.add_reader(secure.fileno(), awake.set)
    except ssl.SSLWantWriteError:
        loop.add_writer(secure.fileno(), awake.set)
    else:
        return True
    try:
        await awake.wait()
    finally:
        loop.remove_reader(secure.fileno())
        loop.remove_writer(secure.fileno())
    return False


@contextmanager
def _closed_on_failure(wire: socket.socket) -> Iterator[None]:
    try:
        yield
    except BaseException:
        wire.close()
        raise


@cache
def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


def is_public(address: str) -> bool:
    """Whether an IP address, and an IPv4 address wrapped in it, belongs to the public internet."""
    ip = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    return all(part.is_global and not part.is_multicast for part in (_wrapped(ip) or ip, ip))


def _wrapped(
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> ipaddress.IPv4Address | None:
    if isinstance(ip, ipaddress.IPv4Address):
        return None
    if ip in NAT64:
        return ipaddress.IPv4Address(ip.packed[12:])
    return ip.ipv4_mapped or ip.sixtofour
