"""Connections to public addresses only: an endpoint must not point into the shop's network."""

import ipaddress
import socket
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from ..core.device import PushServices

# RFC 6052: a network with this prefix is a door to IPv4, private addresses included.
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class PrivateAddressError(OSError):
    """The push service's name does not resolve to a public address."""


class GuardedResolver(AbstractResolver):
    """Resolves names, and gives only public addresses; the connection is made to exactly those.

    So a name that answers differently the second time (DNS rebinding) gains nothing.
    """

    def __init__(self, services: PushServices) -> None:
        self._inner = ThreadedResolver()
        self._trusted = {urlsplit(origin).hostname for origin in services.origins}

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if host in self._trusted:
            return found
        public = [result for result in found if is_public(result["host"])]
        if not public:
            raise PrivateAddressError(PrivateAddressError.__doc__)
        return public

    async def close(self) -> None:
        await self._inner.close()


class GuardedConnector(aiohttp.TCPConnector):
    """A pool of connections that resolves through GuardedResolver."""

    def __init__(self, services: PushServices, limit: int) -> None:
        super().__init__(resolver=GuardedResolver(services), limit=limit, ttl_dns_cache=60)


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
