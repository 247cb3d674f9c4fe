"""The address of a visitor, as far as proxies that the operator trusts tell it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import NamedTuple

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

X_FORWARDED_FOR, FORWARDED = "X-Forwarded-For", "Forwarded"
HEADERS = (X_FORWARDED_FOR, FORWARDED)
# A provider gives a household or a server 2^64 addresses: it counts as one visitor.
_IPV6_PREFIX = 64
# RFC 7239: for=192.0.2.1, for="[2001:db8::1]:4711".
_FOR = re.compile(r'\s*for\s*=\s*("[^"]*"|\S*)\s*', re.IGNORECASE)
# Commas and semicolons separate only outside of quoted strings, which must end.
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_WHOLE = re.compile(rf'(?:[^"]|{_QUOTED})*')
_ELEMENT = re.compile(rf'(?:[^",]|{_QUOTED})+')
_PAIR = re.compile(rf'(?:[^";]|{_QUOTED})+')
_WITH_PORT = re.compile(r"\[([^]]*)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+")


class Visitor(NamedTuple):
    """`address`: by which a visitor is counted; None: it cannot be told.

    `certain`: False if it is perhaps that of a proxy, which may bring many visitors.
    """

    address: Address | None
    certain: bool


@dataclass(frozen=True, kw_only=True)
class Proxies:
    """The networks whose proxies are trusted, and the one header that they write.

    Only one header is read: a proxy that writes one passes the other on as the visitor sent it.
    """

    networks: tuple[Network, ...] = ()
    header: str = X_FORWARDED_FOR

    def trusts(self, address: Address) -> bool:
        return any(address in network for network in self.networks)

    def visitor(self, peer: str, headers: Mapping[str, str]) -> Visitor:
        """The visitor of a connection from `peer`; `headers`: what it sent of HEADERS.

        Each proxy adds the address it saw at the right end; what stands further left may be
        forged. So the rightmost one that is no trusted proxy is the visitor. It cannot be told
        behind a private address that is not trusted (most likely a proxy), and behind proxies
        that name nobody. Where the rightmost one is no address, the peer counts: a visitor may
        have spoilt the header to have no limit.
        """
        address = parse_address(peer)
        if address is None or not self.trusts(address):
            known = address if address and address.is_global else None
            all_hops = [hop for name in HEADERS for hop in _hops(name, headers.get(name, ""))]
            return Visitor(known, known is not None and not _names_visitors(all_hops))
        hops = _hops(self.header, headers.get(self.header, ""))
        for hop in hops:
            found = parse_address(hop)
            if found is None:
                return Visitor(address, certain=False)
            if not self.trusts(found):
                return Visitor(found, not _names_visitors(hops))
        return Visitor(None, certain=False)


def _hops(header: str, value: str) -> Iterator[str]:
    """The addresses in a header from right to left; an empty one for what names none."""
    if header == X_FORWARDED_FOR:
        yield from reversed(value.split(",") if value else [])
        return
    for element in reversed(_ELEMENT.findall(value) if _WHOLE.fullmatch(value) else [""]):
        named = filter(None, map(_FOR.fullmatch, _PAIR.findall(element)))
        yield next((match[1].strip('"') for match in named), "")


def _names_visitors(hops: Iterable[str]) -> bool:
    """Whether a public address is among them, as behind a load balancer or CDN."""
    return any(address.is_global for hop in hops if (address := parse_address(hop)))


def parse_address(text: str) -> Address | None:
    """The address in a text, with or without port and brackets; None if there is none."""
    text = text.strip()
    if match := _WITH_PORT.fullmatch(text):
        text = match[1] or match[2]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def parse_network(text: str) -> Network | None:
    """The network `text` names, such as 10.0.0.0/8 or one address; None if it names none."""
    try:
        return ip_network(text.strip(), strict=False)
    except ValueError:
        return None


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """The networks among these texts; what is none is left out."""
    return tuple(network for text in texts if (network := parse_network(text)))


def visitor_key(address: Address) -> str:
    """What counts as one visitor: an IPv4 address, or the /64 of an IPv6 address."""
    if isinstance(address, IPv4Address):
        return str(address)
    return str(IPv6Network((address, _IPV6_PREFIX), strict=False))
