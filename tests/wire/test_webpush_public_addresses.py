"""SSRF: which addresses a push service may have, whatever form they are written in."""

import random
from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import pytest

from saleor_push_plugin.webpush.public_addresses import is_public

pytestmark = pytest.mark.sandbox_only
Ipv6Form = Callable[[IPv4Address], IPv6Address]


def under(prefix: str, *, shift: int = 0) -> Ipv6Form:
    """The form that puts an IPv4 address, moved left by so many bits, below a prefix."""
    return lambda ip: IPv6Address(int(IPv6Address(prefix)) | int(ip) << shift)


def teredo(ip: IPv4Address) -> IPv6Address:
    """RFC 4380: the client's address is inverted; the server's may be any."""
    return IPv6Address(int(IPv6Address("2001:0:808:808::")) | (int(ip) ^ 0xFFFFFFFF))


# These reach the IPv4 address itself.
DIRECT: dict[str, Ipv6Form] = {
    "mapped, RFC 4291": under("::ffff:0:0"),
    "NAT64, RFC 6052": under("64:ff9b::"),
    "ISATAP, RFC 5214": under("2a00:1450:4001:810:0:5efe::"),
    "ISATAP of a global address": under("2a00:1450:4001:810:200:5efe::"),
}
# These are deprecated, tunnels, or of the own network: never public.
NEVER: dict[str, Ipv6Form] = {
    "compatible, RFC 4291": under("::"),
    "translated, RFC 2765": under("::ffff:0:0:0"),
    "local NAT64, RFC 8215": under("64:ff9b:1::"),
    "6to4, RFC 3056": under("2002::", shift=80),
    "Teredo's server": under("2001::", shift=64),
    "Teredo's client": teredo,
}
PUBLIC_IPV4 = ["8.8.8.8", "1.1.1.1", "142.250.1.188", "17.188.1.1", "223.255.255.254"]
PRIVATE_IPV4 = ["127.0.0.1", "10.0.0.1", "172.16.9.9", "192.168.1.1", "169.254.169.254", "0.0.0.0"]


@pytest.mark.parametrize("address", PUBLIC_IPV4)
def test_public_ipv4_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", ["2606:4700::1111", "2a00:1450:4001:810::200a", "2620:149::1"])
def test_global_unicast_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "::10.0.0.1",
        "::8.8.8.8",
        "::ffff:0:127.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b:1::8.8.8.8",
        "64:ff9b:1:abcd::10.0.0.1",
        "64:ff9b:2::8.8.8.8",
        "::",
        "::1",
        "100::1",
        "100:0:0:1::1",
        "200::1",
        "fd00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "feff::1",
        "ff02::1",
        "ff0e::1",
        "5f00::1",
        "4000::1",
        "3fff::1",
        "3fff:fff::1",
        "2001::1",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2620:4f:8000::1",
    ],
)
def test_other_ipv6_addresses_are_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "100.64.0.1",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.8",
        "192.0.0.9",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "198.19.255.255",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        *PRIVATE_IPV4,
    ],
)
def test_other_ipv4_addresses_are_not_and_no_ipv6_form_makes_them_so(address: str) -> None:
    assert not is_public(address)
    for name, form in (DIRECT | NEVER).items():
        assert not is_public(str(form(IPv4Address(address)))), name


@pytest.mark.parametrize("text", ["", "localhost", "127.1", "0x7f000001", "2130706433", "[::1]"])
def test_what_is_no_address_is_not_public(text: str) -> None:
    assert not is_public(text)


def random_ipv4() -> list[IPv4Address]:
    chance = random.Random(20261127)
    return [IPv4Address(chance.getrandbits(32)) for _ in range(5_000)]


def test_a_direct_form_is_as_public_as_what_it_carries_and_others_never_are() -> None:
    for ip in random_ipv4()[:1_000]:
        for name, form in DIRECT.items():
            assert is_public(str(form(ip))) == is_public(str(ip)), (name, ip)
        for name, form in NEVER.items():
            assert not is_public(str(form(ip))), (name, ip)


def borders(block: str) -> list[IPv4Address | IPv6Address]:
    network = IPv6Network(block) if ":" in block else IPv4Network(block)
    return [network[0], network[-1]]


# The blocks of both registries that are not globally reachable, or whose destination is not valid.
REGISTRIES = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "240.0.0.0/4",
    "255.255.255.255/32",
    "::1/128",
    "::/128",
    "64:ff9b:1::/48",
    "100::/64",
    "100:0:0:1::/64",
    "2001::/32",
    "2001:2::/48",
    "2001:10::/28",
    "2001:db8::/32",
    "2002::/16",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
    "fe80::/10",
]


@pytest.mark.parametrize("block", REGISTRIES)
def test_a_special_block_is_not_public_from_its_first_to_its_last_address(block: str) -> None:
    assert [is_public(str(ip)) for ip in borders(block)] == [False, False]


@pytest.mark.parametrize(
    "address",
    [
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "168.63.129.15",
        "168.63.129.17",
        "223.255.255.255",
        "2001:200::",
        "2003::",
        "3ffe::",
    ],
)
def test_the_neighbours_of_special_blocks_are_public(address: str) -> None:
    assert is_public(address)


def test_nothing_is_public_that_this_python_knows_as_special() -> None:
    """The list is independent of Python's, and never wider; mapped addresses apart (above)."""
    chance = random.Random(20261128)
    sixes = [IPv6Address(chance.getrandbits(128)) for _ in range(5_000)]
    near = [IPv6Address(0x2001 << 112 | chance.getrandbits(112)) for _ in range(5_000)]
    for ip in [*random_ipv4(), *sixes, *near]:
        if is_public(str(ip)):
            assert ip_address(str(ip)).is_global, ip
            assert not ip.is_multicast, ip
