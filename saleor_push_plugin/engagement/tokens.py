"""Tokens in a push: its name, and the rights to report on it and to answer its question.

A token is good for one purpose only: each purpose has a signing key of its own. The rights end some
time after the push has expired, so that an old one proves nothing. A link's token stands in an
address, which people share, so it is good for its click alone, and for a week. The name gives no
right at all: staff look up with it what a shopper read them from the browser.
"""

import base64
import binascii
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from ..settings import signing

_ID, _TIME, _SIGNATURE = 8, 4, 16


class Purpose(StrEnum):
    """What a token is good for."""

    NAME = "notification"
    RECEIPT = "receipt"
    ANSWER = "answer"
    CLICK = "click"


# How long after its push has expired a right may be used. A notification stays on a screen for
# days, and a survey is open for a month.
LIVES = {Purpose.RECEIPT: timedelta(days=7), Purpose.ANSWER: timedelta(days=30)}
# How long after it was made the page that a click led to may report it.
CLICK_LIFE = timedelta(days=7)


def name(notification_id: int) -> str:
    """The name of a notification: 32 base64url characters, the same at each attempt to send it."""
    return _encode(Purpose.NAME, notification_id.to_bytes(_ID, "big"))


def right(purpose: Purpose, notification_id: int, *, expires_at: datetime) -> str:
    """A right of 38 base64url characters. `expires_at`: when the push expires."""
    return _encode(purpose, _body(notification_id, expires_at + LIVES[purpose]))


def click(notification_id: int, *, now: datetime) -> str:
    """What the link of a push says of it: 38 base64url characters, good for reporting a click."""
    return _encode(Purpose.CLICK, _body(notification_id, now + CLICK_LIFE))


def named(token: str) -> int | None:
    """The id of the notification with this name; None if it is malformed or not ours."""
    body = _decode(Purpose.NAME, token, _ID)
    return int.from_bytes(body, "big") if body else None


def holder(purpose: Purpose, token: str, *, now: datetime) -> int | None:
    """The id of the notification that a right is about; None if it is not ours or has ended."""
    body = _decode(purpose, token, _ID + _TIME)
    if not body:
        return None
    until = datetime.fromtimestamp(int.from_bytes(body[_ID:], "big"), UTC)
    return int.from_bytes(body[:_ID], "big") if now < until else None


def _body(notification_id: int, until: datetime) -> bytes:
    return notification_id.to_bytes(_ID, "big") + int(until.timestamp()).to_bytes(_TIME, "big")


def _encode(purpose: Purpose, body: bytes) -> str:
    return _spelled(body + signing.sign(purpose, body, size=_SIGNATURE))


def _spelled(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decode(purpose: Purpose, token: str, size: int) -> bytes:
    """The signed bytes of a token; empty if it is malformed or not signed for this purpose."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return b""
    body, signature = raw[:size], raw[size:]
    # base64 has many spellings of the same bytes; a token has the one it was made with.
    if len(signature) != _SIGNATURE or token != _spelled(raw):
        return b""
    return body if signing.is_signed(purpose, body, signature) else b""
