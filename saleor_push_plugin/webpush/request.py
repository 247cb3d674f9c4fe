"""One push to one device, and the HTTP request that carries it (RFC 8030, 8292)."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from py_vapid import Vapid02

from ..core.push_subscription import origin_of
from .encryption import encrypt

# RFC 8292 allows 24 hours; a signature serves twelve, and is renewed an hour before.
TOKEN_LIFE, TOKEN_SPARE = timedelta(hours=12), timedelta(hours=1)
# What stands in a request line or header must not be able to end it.
_PLAIN = re.compile(r"[!-~]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """One push to one device. `ttl` in seconds; `topic` as RFC 8030, 5.4; keys in base64url."""

    endpoint: str
    p256dh: str
    auth: str
    payload: bytes
    ttl: int
    urgency: str
    topic: str
    vapid_private: str


class UnspeakableError(ValueError):
    """The endpoint, topic or urgency cannot stand in an HTTP request."""


def request(message: Message, contact: str, now: datetime) -> bytes:
    """The bytes to post, encrypted with a key pair and salt of their own."""
    body = encrypt(message.payload, p256dh=message.p256dh, auth=message.auth)
    return _head(message, len(body), contact, now) + body


def _head(message: Message, length: int, contact: str, now: datetime) -> bytes:
    host, path = _target(message.endpoint)
    if not all(map(_PLAIN.fullmatch, (path, host, message.topic, message.urgency))):
        raise UnspeakableError(UnspeakableError.__doc__)
    return (
        f"POST {path} HTTP/1.1\r\n"
        f"Host: {host}\r\n"
        f"Authorization: {authorization(message, contact, now)}\r\n"
        f"Content-Encoding: aes128gcm\r\n"
        f"Content-Type: application/octet-stream\r\n"
        f"Content-Length: {length}\r\n"
        f"TTL: {message.ttl}\r\n"
        f"Urgency: {message.urgency}\r\n"
        f"Topic: {message.topic}\r\n\r\n"
    ).encode("ascii")


def _target(endpoint: str) -> tuple[str, str]:
    origin = origin_of(endpoint)
    path = endpoint[len(origin) :].partition("#")[0]
    return origin.partition("://")[2], path if path.startswith("/") else f"/{path}"


def authorization(message: Message, contact: str, now: datetime) -> str:
    """Signed anew in the first minute of every eleventh hour, not for every message."""
    period = int(now.timestamp() // (TOKEN_LIFE - TOKEN_SPARE).total_seconds())
    return _token(message.vapid_private, origin_of(message.endpoint), contact, period)


@lru_cache(maxsize=1024)
def _token(private: str, audience: str, contact: str, period: int) -> str:
    began = period * (TOKEN_LIFE - TOKEN_SPARE).total_seconds()
    expires = int(began + TOKEN_LIFE.total_seconds())
    claims = {"aud": audience, "exp": expires, "sub": contact}
    return str(Vapid02.from_raw(private.encode()).sign(claims)["Authorization"])
