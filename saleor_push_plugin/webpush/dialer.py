"""Opens connections to public addresses only: SSRF protection for endpoints that browsers give."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from urllib.parse import urlsplit

from .public_addresses import is_public

# An address that drops packets (broken IPv6, for one) must leave time for the next address.
CONNECT_SECONDS = 4.0
# How long a DNS answer is reused; not longer than a usual TTL.
DNS_SECONDS = 10.0


class PrivateAddressError(OSError):
    """The push service's name does not resolve to a public address."""


class Dialer:
    """Opens connections to one origin, over TLS for https.

    `trusted`: the operator configured the origin, so its address may be private. Connections go to
    exactly the addresses that were checked, so DNS rebinding gains nothing. Hundreds of connections
    at once share one DNS lookup.
    """

    def __init__(self, origin: str, *, trusted: bool) -> None:
        self._origin, self._trusted = origin, trusted
        self._lookup: asyncio.Task[list[str]] | None = None
        self._stale_at = 0.0

    async def connect(self) -> socket.socket:
        """A connected non-blocking socket; over TLS its handshake is done.

        Raises OSError, TimeoutError, and ValueError for an origin that is not valid.
        """
        parts = urlsplit(self._origin)
        secure, host = parts.scheme == "https", parts.hostname or ""
        port = parts.port or (443 if secure else 80)
        last_error: Exception = PrivateAddressError(PrivateAddressError.__doc__)
        for address in await self._addresses(host, port):
            try:
                async with asyncio.timeout(CONNECT_SECONDS):
                    connected = await _connect(address, port)
                    return await _start_tls(connected, host) if secure else connected
            except (OSError, TimeoutError) as error:
                last_error = error
        raise last_error

    def close(self) -> None:
        if self._lookup:
            self._lookup.cancel()

    async def _addresses(self, host: str, port: int) -> list[str]:
        loop = asyncio.get_running_loop()
        if self._lookup is None or self._stale_at < loop.time():
            self._lookup = loop.create_task(self._look_up(host, port))
            # Reads the exception also if every caller was cancelled meanwhile.
            self._lookup.add_done_callback(lambda task: task.cancelled() or task.exception())
            self._stale_at = loop.time() + DNS_SECONDS
        try:
            return await asyncio.shield(self._lookup)
        except OSError:
            self._lookup = None
            raise

    async def _look_up(self, host: str, port: int) -> list[str]:
        loop = asyncio.get_running_loop()
        answers = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(address[0]) for *_, address in answers]
        return addresses if self._trusted else [one for one in addresses if is_public(one)]


async def _connect(address: str, port: int) -> socket.socket:
    connecting = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    connecting.setblocking(False)
    with _closed_on_failure(connecting):
        await asyncio.get_running_loop().sock_connect(connecting, (address, port))
        # A request is written at once: nothing is gained by waiting for more.
        connecting.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connecting


async def _start_tls(plain: socket.socket, host: str) -> ssl.SSLSocket:
    with _closed_on_failure(plain):
        secure = _tls().wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
    with _closed_on_failure(secure):
        while not await _handshake_step(secure):
            pass
    return secure


async def _handshake_step(secure: ssl.SSLSocket) -> bool:
    """Advance the handshake until it is done (True) or the socket was waited for (False)."""
    loop, ready = asyncio.get_running_loop(), asyncio.Event()
    try:
        secure.do_handshake()
    except ssl.SSLWantReadError:
        loop.add_reader(secure.fileno(), ready.set)
    except ssl.SSLWantWriteError:
        loop.add_writer(secure.fileno(), ready.set)
    else:
        return True
    try:
        await ready.wait()
    finally:
        loop.remove_reader(secure.fileno())
        loop.remove_writer(secure.fileno())
    return False


@contextmanager
def _closed_on_failure(opened: socket.socket) -> Iterator[None]:
    try:
        yield
    except BaseException:
        opened.close()
        raise


@cache
def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context
