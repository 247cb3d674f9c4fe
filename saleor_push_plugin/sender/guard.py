"""Connections to public addresses only: an endpoint must not point into the shop's network."""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Callable
from functools import cache
from urllib.parse import urlsplit

# RFC 6052: a network with this prefix is a door to IPv4, private addresses included.
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# An address that swallows packets (half an IPv6, for one) must leave time for the next one.
ADDRESS_SECONDS = 4.0
Factory = Callable[[], asyncio.BaseProtocol]


class PrivateAddressError(OSError):
    """The push service's name does not resolve to a public address."""


async def connect(origin: str, factory: Factory, *, trusted: bool) -> asyncio.BaseProtocol:
    """Open a connection to an origin, over TLS for https.

    The addresses are looked at once and the connection is made to exactly those, so a name that
    answers differently the second time (DNS rebinding) gains nothing. `trusted` origins were named
    by the operator and may be private.
    """
    parts = urlsplit(origin)
    secure = parts.scheme == "https"
    host, port = parts.hostname or "", parts.port or (443 if secure else 80)
    problem: Exception = PrivateAddressError(PrivateAddressError.__doc__)
    for address in await _addresses(host, port, trusted=trusted):
        try:
            async with asyncio.timeout(ADDRESS_SECONDS):
                return await _dial(factory, address, port, host if secure else None)
        except (OSError, TimeoutError) as error:
            problem = error
    raise problem


async def _dial(
    factory: Factory, address: str, port: int, tls_host: str | None
) -> asyncio.BaseProtocol:
    context = _tls() if tls_host else None
    loop = asyncio.get_running_loop()
    _, protocol = await loop.create_connection(
        factory, address, port, ssl=context, server_hostname=tls_host
    )
    return protocol


async def _addresses(host: str, port: int, *, trusted: bool) -> list[str]:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(address[0]) for *_, address in found]
    return addresses if trusted else [one for one in addresses if is_public(one)]


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
