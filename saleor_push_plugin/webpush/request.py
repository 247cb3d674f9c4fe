"""Builds the HTTP request that carries one push message (RFC 8030, 8292)."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from py_vapid import Vapid02

from ..core.push_subscription import origin_of
from .encryption import encrypt

# RFC 8292 allows 24 hours; a token is valid for twelve and is replaced an hour before its end.
TOKEN_LIFE, TOKEN_SPARE = timedelta(hours=12), timedelta(hours=1)
# A value in the request line or in a header must not be able to end it.
_PLAIN = re.compile(r"[!-~]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """One push to one subscription. `ttl` in seconds, `topic` as RFC 8030, keys in base64url.

    Its repr shows no secret, because error trackers store the variables of a traceback.
    """

    endpoint: str = field(repr=False)
    p256dh: str = field(repr=False)
    auth: str = field(repr=False)
    payload: bytes = field(repr=False)
    ttl: int
    urgency: str
    topic: str = field(repr=False)
    vapid_private: str = field(repr=False)
    # Whose answer says something about the push service (core.service_health); else empty.
    witness: str = ""


class InvalidRequestError(ValueError):
    """The endpoint, topic or urgency has characters that an HTTP request cannot carry."""


def build_request(message: Message, contact: str, now: datetime) -> bytes:
    """The whole request, its body encrypted with a new key pair and salt."""
    body = encrypt(message.payload, p256dh=message.p256dh, auth=message.auth)
    return _head(message, len(body), contact, now) + body


def _head(message: Message, length: int, contact: str, now: datetime) -> bytes:
    host, path = _target(message.endpoint)
    if not all(map(_PLAIN.fullmatch, (path, host, message.topic, message.urgency))):
        raise InvalidRequestError(InvalidRequestError.__doc__)
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
    """The VAPID header; one signed token serves all messages to an origin for eleven hours."""
    period = int(now.timestamp() // (TOKEN_LIFE - TOKEN_SPARE).total_seconds())
    return _token(message.vapid_private, origin_of(message.endpoint), contact, period)


@lru_cache(maxsize=1024)
def _token(private: str, audience: str, contact: str, period: int) -> str:
    began = period * (TOKEN_LIFE - TOKEN_SPARE).total_seconds()
    expires = int(began + TOKEN_LIFE.total_seconds())
    claims = {"aud": audience, "exp": expires, "sub": contact}
    return str(Vapid02.from_raw(private.encode()).sign(claims)["Authorization"])
