"""Which IP addresses are public: a list of our own, because Python's depends on its version.

Sources: IANA's IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890) and IPv6 Address Space,
as of 2025. Blocks that are reachable from everywhere but answered by the nearest network (AS112,
AMT, PCP and TURN anycast) are left out, too: no push service is there.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_NOT_PUBLIC_IPV4 = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this network (RFC 791)
        "10.0.0.0/8",  # private (RFC 1918)
        "100.64.0.0/10",  # shared by a provider's customers (RFC 6598)
        "127.0.0.0/8",  # loopback (RFC 1122)
        "168.63.129.16/32",  # the virtual machine's host in Azure, by Microsoft's documentation
        "169.254.0.0/16",  # link-local (RFC 3927); metadata of cloud machines
        "172.16.0.0/12",  # private (RFC 1918)
        "192.0.0.0/24",  # protocol assignments (RFC 6890): DS-Lite, dummy, NAT64 discovery
        "192.0.2.0/24",  # documentation (RFC 5737)
        "192.31.196.0/24",  # AS112 (RFC 7535)
        "192.52.193.0/24",  # AMT relays (RFC 7450)
        "192.88.99.0/24",  # 6to4 relays, deprecated (RFC 7526)
        "192.168.0.0/16",  # private (RFC 1918)
        "192.175.48.0/24",  # AS112 (RFC 7534)
        "198.18.0.0/15",  # benchmarks (RFC 2544)
        "198.51.100.0/24",  # documentation (RFC 5737)
        "203.0.113.0/24",  # documentation (RFC 5737)
        "224.0.0.0/4",  # multicast (RFC 5771)
        "240.0.0.0/4",  # reserved (RFC 1112), broadcast (RFC 919)
    )
)
# All other blocks of IPv6 are local, special or not assigned: ::/8, 64:ff9b:1::/48, 100::/64,
# 5f00::/16, fc00::/7, fe80::/10, fec0::/10, ff00::/8 and what may be defined later.
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NOT_PUBLIC_IPV6 = tuple(
    IPv6Network(block)
    for block in (
        "2001::/23",  # protocol assignments (RFC 2928): Teredo, benchmarks, AMT, ORCHID, DRIP
        "2001:db8::/32",  # documentation (RFC 3849)
        "2002::/16",  # 6to4, deprecated (RFC 3056, 7526)
        "2620:4f:8000::/48",  # AS112 (RFC 7534)
        "3fff::/20",  # documentation (RFC 9637)
    )
)
# Forms that reach an IPv4 address without a tunnel: mapped (RFC 4291) and NAT64 (RFC 6052).
_CARRIES_IPV4 = (IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"))
# ISATAP (RFC 5214): the first half of an interface identifier that carries an IPv4 address.
_ISATAP = (b"\x00\x00\x5e\xfe", b"\x02\x00\x5e\xfe")


def is_public(address: str) -> bool:
    """Whether an IP address, and the IPv4 address embedded in it, is public; False for a name."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return _is_public_ipv4(ip) if isinstance(ip, IPv4Address) else _is_public_ipv6(ip)


def _is_public_ipv4(ip: IPv4Address) -> bool:
    return not any(ip in block for block in _NOT_PUBLIC_IPV4)


def _is_public_ipv6(ip: IPv6Address) -> bool:
    if any(ip in block for block in _CARRIES_IPV4):
        return _is_public_ipv4(_last_ipv4(ip))
    if ip not in _GLOBAL_UNICAST or any(ip in block for block in _NOT_PUBLIC_IPV6):
        return False
    return ip.packed[8:12] not in _ISATAP or _is_public_ipv4(_last_ipv4(ip))


def _last_ipv4(ip: IPv6Address) -> IPv4Address:
    return IPv4Address(ip.packed[12:])
