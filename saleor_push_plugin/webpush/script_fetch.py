"""Fetches one script over HTTPS from a public address, as a browser would get it."""

import http.client
import socket
import ssl
from http import HTTPStatus
from urllib.parse import SplitResult, urlsplit

from .public_addresses import is_public

SECONDS, MAX_BYTES = 10.0, 512 * 1024
_TYPES = ("text/javascript", "application/javascript", "application/x-javascript")


class CannotFetchError(Exception):
    """The script was not fetched; the message says why."""


def fetch(url: str, *, trusted: bool = False) -> str:
    """The text of a script. Redirects are not followed: browsers refuse them for workers.

    `trusted`: the operator listed its origin, so http and private addresses are allowed. Raises
    CannotFetchError.
    """
    parts = _parsed(url, trusted=trusted)
    secure = parts.scheme == "https"
    host, port = parts.hostname or "", parts.port or (443 if secure else 80)
    address = _address(host, port, trusted=trusted)
    try:
        connection = _Pinned(host, port, address, secure=secure)
        return _answer(connection, parts.path or "/", parts.query)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise CannotFetchError(str(error) or type(error).__name__) from None


def _parsed(url: str, *, trusted: bool) -> SplitResult:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  raises for one that is no number
    except ValueError:
        raise CannotFetchError("it is no URL") from None
    allowed = ("https", "http") if trusted else ("https",)
    if parts.scheme not in allowed or not parts.hostname or "@" in parts.netloc:
        raise CannotFetchError("it is no https URL")
    if not (url.isascii() and url.isprintable() and " " not in url):
        raise CannotFetchError("it is no URL")
    return parts


def _address(host: str, port: int, *, trusted: bool) -> str:
    """An address of the host, which is public unless it is trusted."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise CannotFetchError("its host is not known") from None
    addresses = [str(address[0]) for *_, address in found]
    if not trusted and not all(map(is_public, addresses)):
        raise CannotFetchError("its host has an address that is not public")
    return addresses[0]


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was checked, whatever the name resolves to meanwhile."""

    def __init__(self, host: str, port: int, address: str, *, secure: bool) -> None:
        super().__init__(host, port, timeout=SECONDS)
        self._address, self._secure = address, secure

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), SECONDS)
        context = ssl.create_default_context() if self._secure else None
        self.sock = context.wrap_socket(plain, server_hostname=self.host) if context else plain


def _answer(connection: _Pinned, path: str, query: str) -> str:
    try:
        connection.request("GET", f"{path}?{query}" if query else path)
        response = connection.getresponse()
        if response.status != HTTPStatus.OK:
            raise CannotFetchError(f"it is answered by {response.status}")
        kind = (response.getheader("Content-Type") or "").partition(";")[0].strip().lower()
        if kind not in _TYPES:
            raise CannotFetchError("it is no JavaScript")
        body = response.read(MAX_BYTES + 1)
    finally:
        connection.close()
    if len(body) > MAX_BYTES:
        raise CannotFetchError(f"it has more than {MAX_BYTES} bytes")
    return body.decode(errors="replace")
