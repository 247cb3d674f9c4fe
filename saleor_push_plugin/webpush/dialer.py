"""Opens connections to public addresses only: SSRF protection for endpoints that browsers give.

With a proxy the protection is the proxy's: it resolves the name (docs/installation.md).
"""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from .host_addresses import HostAddresses
from .proxy import Proxy, ProxyError, alarm, open_tunnel, proxy_for
from .resolver import Resolver
from .staggered_dialing import Dialed, closed_on_failure, dial, interleaved, is_ipv6
from .tls import start_tls

# A handshake that hangs must leave time for the next address.
HANDSHAKE_SECONDS = 4.0
# A proxy resolves the push service's name and connects to it in this time.
TUNNEL_SECONDS = 6.0


class PrivateAddressError(OSError):
    """The push service's name does not resolve to a public address."""


@dataclass(frozen=True, kw_only=True)
class _Target:
    host: str
    port: int
    secure: bool


class Dialer:
    """Opens connections to one origin, over TLS for https, and remembers which address answered.

    `trusted`: the operator configured the origin, so its address may be private. Connections go to
    exactly the addresses that were checked, so DNS rebinding gains nothing. Hundreds of connections
    at once share one DNS lookup. With a proxy the addresses are the proxy's, and trusted.
    """

    def __init__(self, origin: str, *, trusted: bool, resolver: Resolver) -> None:
        self.origin, self._trusted, self._resolver = origin, trusted, resolver
        self._ipv6_first: bool | None = None
        self._slower: set[str] = set()

    async def connect(self) -> socket.socket:
        """A connected non-blocking socket; over TLS its handshake is done.

        Raises OSError, which PrivateAddressError and TimeoutError are, ProxyError, and ValueError
        for an origin that is not valid.
        """
        try:
            return await self._connect()
        except ProxyError as error:
            alarm(vars(self).get("_proxy"), error)
            raise

    async def _connect(self) -> socket.socket:
        with self._blaming_proxy():
            addresses = self._in_order(await self._addresses.get())
        error: OSError = PrivateAddressError(PrivateAddressError.__doc__)
        while addresses:
            with self._blaming_proxy():
                dialed = await dial(addresses, self._dialed_port)
            try:
                connected = await self._handshake(dialed.socket)
            except OSError as failure:
                error = failure
                self._slower.add(dialed.address)
                addresses.remove(dialed.address)
            else:
                self._remember(dialed)
                return connected
        raise error

    def close(self) -> None:
        if "_addresses" in vars(self):
            self._addresses.close()

    @cached_property
    def _target(self) -> "_Target":
        parts = urlsplit(self.origin)
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        return _Target(host=parts.hostname or "", port=port, secure=secure)

    @cached_property
    def _proxy(self) -> Proxy | None:
        return proxy_for(self.origin)

    @property
    def _dialed_port(self) -> int:
        return self._proxy.port if self._proxy else self._target.port

    @cached_property
    def _addresses(self) -> HostAddresses:
        host = self._proxy.host if self._proxy else self._target.host
        trusted = self._trusted or self._proxy is not None
        return HostAddresses(self._resolver, host, self._dialed_port, trusted=trusted)

    @contextmanager
    def _blaming_proxy(self) -> Iterator[None]:
        """A proxy that cannot be resolved or reached is not the push service's fault."""
        try:
            yield
        except OSError as error:
            if self._proxy:
                raise ProxyError(type(error).__name__) from error
            raise

    async def _handshake(self, connected: socket.socket) -> socket.socket:
        if self._proxy:
            await self._tunnel(connected, self._proxy)
        if not self._target.secure:
            return connected
        async with asyncio.timeout(HANDSHAKE_SECONDS):
            return await start_tls(connected, self._target.host)

    async def _tunnel(self, connected: socket.socket, proxy: Proxy) -> None:
        with closed_on_failure(connected):
            async with asyncio.timeout(TUNNEL_SECONDS):
                await open_tunnel(connected, proxy, self._target.host, self._target.port)

    def _in_order(self, addresses: list[str]) -> list[str]:
        """What worked last comes first: its family, and no address that was slower."""
        self._slower.intersection_update(addresses)
        if not addresses:
            return []
        ipv6_first = self._ipv6_first
        in_turn = interleaved(
            addresses, ipv6_first=is_ipv6(addresses[0]) if ipv6_first is None else ipv6_first
        )
        return sorted(in_turn, key=self._slower.__contains__)

    def _remember(self, dialed: Dialed) -> None:
        self._ipv6_first = is_ipv6(dialed.address)
        self._slower.update(dialed.slower)
        self._slower.discard(dialed.address)
