"""Whose request it is: what a visitor can forge, and what trusted proxies say."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from saleor_push_plugin.core.client_address import (
    FORWARDED,
    HEADERS,
    X_FORWARDED_FOR,
    Proxies,
    networks,
    parse_address,
    visitor_key,
)

OURS = networks(["10.0.0.0/8", "2001:db8:1::/48"])
PROXIES = Proxies(networks=OURS)
RFC_7239 = Proxies(networks=OURS, header=FORWARDED)


def told(peer: str, forwarded: str, proxies: Proxies = PROXIES) -> str:
    return str(proxies.visitor(peer, {proxies.header: forwarded}).address)


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("8.8.8.8", "", "8.8.8.8"),
        # Nobody is believed who is no trusted proxy.
        ("8.8.8.8", "1.1.1.1", "8.8.8.8"),
        ("10.0.0.1", "1.1.1.1", "1.1.1.1"),
        # What stands left of the visitor was sent by the visitor.
        ("10.0.0.1", "9.9.9.9, 10.9.9.9, 1.1.1.1", "1.1.1.1"),
        ("10.0.0.1", "9.9.9.9,1.1.1.1 ,10.0.0.2", "1.1.1.1"),
        ("10.0.0.1", "1.1.1.1:4711", "1.1.1.1"),
        ("::ffff:10.0.0.1", "::ffff:1.1.1.1", "1.1.1.1"),
        ("10.0.0.1", "[2600::1]:80", "2600::1"),
        ("10.0.0.1", "2600::1%eth0", "2600::1"),
        ("2001:db8:1::5", "2600::1", "2600::1"),
        # A visitor inside the company, named by its proxy.
        ("10.0.0.1", "192.168.1.7", "192.168.1.7"),
        # Who spoils the header is counted by the proxy that it came through.
        ("10.0.0.1", "1.1.1.1, unknown", "10.0.0.1"),
        ("10.0.0.1", "1.1.1.1,", "10.0.0.1"),
        # Not told: a proxy names nobody; a private peer that is not trusted.
        ("10.0.0.1", "", "None"),
        ("10.0.0.1", "10.0.0.2, 10.0.0.3", "None"),
        ("192.168.0.1", "1.1.1.1", "None"),
        ("127.0.0.1", "1.1.1.1", "None"),
        ("100.64.0.1", "", "None"),
        ("fe80::1", "", "None"),
        ("", "1.1.1.1", "None"),
        ("unix:", "1.1.1.1", "None"),
    ],
)
def test_the_rightmost_address_that_is_no_trusted_proxy(
    peer: str, forwarded: str, client: str
) -> None:
    assert told(peer, forwarded) == client


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        ("for=1.1.1.1", "1.1.1.1"),
        ('for="[2600::1]:4711";proto=https', "2600::1"),
        ("for=9.9.9.9, proto=https ; FOR = 1.1.1.1;by=10.0.0.1", "1.1.1.1"),
        ('for=1.1.1.1, for="10.0.0.7:80"', "1.1.1.1"),
        ("for=1.1.1.1, for=_hidden", "10.0.0.1"),
        ("for=1.1.1.1, proto=https", "10.0.0.1"),
        ("1.1.1.1", "10.0.0.1"),
        # What a visitor wrote into another value, such as the host, separates nothing.
        ('for=1.1.1.1;host="x,for=8.8.8.8"', "1.1.1.1"),
        ('host="x;for=8.8.8.8";for=1.1.1.1', "1.1.1.1"),
        ('for=1.1.1.1;host="x,"', "1.1.1.1"),
        (r'for=1.1.1.1;host="x\",for=8.8.8.8"', "1.1.1.1"),
        # A quote that the visitor left open swallows what the proxy adds.
        ('for=8.8.8.8;host=", for=1.1.1.1', "10.0.0.1"),
        ('for=8.8.8.8;host=", for="[2600::1]:80"', "10.0.0.1"),
        ("", "None"),
    ],
)
def test_the_header_of_rfc_7239(forwarded: str, client: str) -> None:
    assert told("10.0.0.1", forwarded, RFC_7239) == client


def test_without_trusted_proxies_the_header_is_never_read() -> None:
    assert told("8.8.8.8", "1.1.1.1", Proxies()) == "8.8.8.8"
    assert told("10.0.0.1", "1.1.1.1", Proxies()) == "None"


@pytest.mark.parametrize(
    ("peer", "header", "value", "certain"),
    [
        ("8.8.8.8", X_FORWARDED_FOR, "", True),
        # A CDN or a load balancer with a public address that nobody named.
        ("8.8.8.8", X_FORWARDED_FOR, "1.1.1.1", False),
        ("8.8.8.8", X_FORWARDED_FOR, "1.1.1.1, 10.0.0.7", False),
        ("8.8.8.8", FORWARDED, "for=1.1.1.1", False),
        ("10.0.0.1", X_FORWARDED_FOR, "1.1.1.1, 8.8.8.8", False),
        ("10.0.0.1", X_FORWARDED_FOR, "1.1.1.1", True),
        # A company's proxy that tells the addresses in its own network.
        ("8.8.8.8", X_FORWARDED_FOR, "192.168.1.7", True),
        ("10.0.0.1", X_FORWARDED_FOR, "192.168.1.7, 8.8.8.8", True),
        ("10.0.0.1", X_FORWARDED_FOR, "unknown", False),
        ("10.0.0.1", X_FORWARDED_FOR, "", False),
        ("192.168.0.1", X_FORWARDED_FOR, "", False),
    ],
)
def test_who_names_other_visitors_may_be_a_proxy_that_nobody_named(
    peer: str, header: str, value: str, certain: bool
) -> None:
    sent = {**dict.fromkeys(HEADERS, ""), header: value}
    assert PROXIES.visitor(peer, sent).certain is certain


def test_a_household_of_ipv6_is_one_visitor() -> None:
    first, same, other = "2600:1:2:3::1", "2600:1:2:3:ffff::9", "2600:1:2:4::1"
    assert visitor_key(ip_address(first)) == visitor_key(ip_address(same)) == "2600:1:2:3::/64"
    assert visitor_key(ip_address(first)) != visitor_key(ip_address(other))
    assert visitor_key(ip_address("8.8.8.8")) == "8.8.8.8"


@pytest.mark.parametrize(
    "text", ["", " ", "1.1.1", "a" * 5000, "\0", "[::1", "1.1.1.1:x", "٣.1.1.1"]
)
def test_what_is_no_address_is_none(text: str) -> None:
    assert parse_address(text) is None
