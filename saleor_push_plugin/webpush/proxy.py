"""The HTTP proxy through which push services are reached, and its CONNECT (RFC 9110, 9.3.6).

The proxy resolves the push service's name and connects to it, so it is the proxy that must not
connect to private addresses. TLS runs through it, from here to the push service.
"""

import asyncio
import base64
import logging
import re
import socket
import time
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies_environment, proxy_bypass_environment  # type: ignore[attr-defined]

from ..settings.config import setting

logger = logging.getLogger(__name__)
PROXY_SETTING = "SALEOR_PUSH_PROXY"
# As a value: no proxy, whatever the environment says.
DIRECT = "direct"
# The longest head of a response to CONNECT.
HEAD_LIMIT = 16 * 1024
ALARM_SECONDS = 300.0
_STATUS = re.compile(rb"HTTP/1\.[01] ([1-5][0-9]{2})[ \r]")


class ProxyError(Exception):
    """The shop's proxy does not connect: a fault of the shop's network, not of a subscription."""


class ProxyUrlError(ProxyError):
    """The proxy's URL is not http://[user:password@]host:port."""


@dataclass(frozen=True, kw_only=True)
class Proxy:
    """`authorization`: the value of Proxy-Authorization, or empty. `url`: with the credentials."""

    host: str
    port: int
    authorization: str = field(default="", repr=False)
    url: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """Host and port, for logs."""
        return f"{self.host}:{self.port}"


def proxy_for(origin: str) -> Proxy | None:
    """The proxy for a push service, or None for a direct connection. Raises ProxyUrlError.

    SALEOR_PUSH_PROXY goes before HTTPS_PROXY and ALL_PROXY, in either case; NO_PROXY holds for all.
    An http:// origin, which only the operator can allow, uses SALEOR_PUSH_PROXY alone.
    """
    own, environment = setting(PROXY_SETTING), getproxies_environment()
    secure = origin.startswith("https:")
    url = own or (_from_environment(environment) if secure else "")
    if not url or url.lower() == DIRECT or _is_excluded(origin, environment):
        return None
    return parse(url)


def _is_excluded(origin: str, proxies: dict[str, str]) -> bool:
    """Whether NO_PROXY names the host, with or without port, as Python itself reads it."""
    scheme, _, host = origin.partition("://")
    port = "" if host.rpartition(":")[2].isdecimal() else ":443" if scheme == "https" else ":80"
    return bool(proxy_bypass_environment(host + port, proxies))


def _from_environment(proxies: dict[str, str]) -> str:
    return proxies.get("https") or proxies.get("all") or ""


def parse(url: str) -> Proxy:
    """Raises ProxyUrlError, which does not repeat the URL: it may hold a password."""
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        host, port = parts.hostname or "", parts.port or 80
    except ValueError:
        raise ProxyUrlError(ProxyUrlError.__doc__) from None
    if parts.scheme != "http" or not host or parts.path not in ("", "/") or parts.query:
        raise ProxyUrlError(ProxyUrlError.__doc__)
    return Proxy(host=host, port=port, authorization=_authorization(parts), url=parts.geturl())


def _authorization(parts: SplitResult) -> str:
    if parts.username is None:
        return ""
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


async def open_tunnel(connected: socket.socket, proxy: Proxy, host: str, port: int) -> None:
    """Ask a proxy to connect. Raises ProxyError, and OSError if the push service is to blame."""
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(connected, _request(proxy, host, port))
    head = b""
    while b"\r\n\r\n" not in head:
        data = await loop.sock_recv(connected, HEAD_LIMIT)
        head += data
        if not data or len(head) > HEAD_LIMIT:
            raise ProxyError("no HTTP")
    _check(head)


def _request(proxy: Proxy, host: str, port: int) -> bytes:
    target = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
    if proxy.authorization:
        lines.append(f"Proxy-Authorization: {proxy.authorization}")
    return "\r\n".join([*lines, "", ""]).encode("ascii")


def _check(head: bytes) -> None:
    status = int(match[1]) if (match := _STATUS.match(head)) else 0
    if 200 <= status < 300:
        # Neither TLS nor HTTP lets the push service speak first.
        if not head.endswith(b"\r\n\r\n"):
            raise ProxyError("no HTTP")
    elif status >= 500:
        # The proxy works; it could not resolve or reach the push service.
        raise ConnectionError
    else:
        raise ProxyError(str(status) if status else "no HTTP")


_alarmed: dict[tuple[str, str], float] = {}


def alarm(proxy: Proxy | None, error: ProxyError) -> None:
    """Log a proxy's failure, the same one at most every five minutes."""
    name, now = proxy.name if proxy else PROXY_SETTING, time.monotonic()
    if now - _alarmed.get((name, str(error)), -ALARM_SECONDS) < ALARM_SECONDS:
        return
    _alarmed[name, str(error)] = now
    logger.error(
        "The proxy %s does not connect to push services (%s). No subscription is deleted; pushes "
        "wait and are tried again. Check %s, HTTPS_PROXY and NO_PROXY.",
        name,
        error,
        PROXY_SETTING,
    )
