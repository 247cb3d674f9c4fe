"""The plaintext of a push: JSON for `sw.js` and for Declarative Web Push.

The format is version 1 and described in docs/payload.md. RFC 8291 leaves 3,993 bytes of plaintext.
Firefox for Android takes about 3,070 bytes, encrypted (103 more): the limit here is 2,900.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .cleaning import closed
from .graphemes import cut

VERSION = 1
MAX_BYTES = 2900
# For a push service that answered 413. The least that is known takes 2,048 bytes, encrypted.
SMALL_BYTES = 1900
# To make a payload fit, in this order: a text is shortened, to so many characters at least, and
# buttons are dropped. Shipped texts need the first step at most, an owner's may need more.
_STEPS = (("body", 150), ("title", 60), ("actions", 0), ("body", 0), ("title", 0))
# One encoder for all pushes; json.dumps would create one per call.
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


@dataclass(frozen=True, kw_only=True)
class Text:
    """The text of a notification in one language (a BCP 47 tag). `direction` is HTML's `dir`."""

    title: str = field(repr=False)
    body: str = field(repr=False)
    language: str
    direction: str = "ltr"
    # (name, label) of the buttons. A platform without buttons opens the link instead.
    buttons: tuple[tuple[str, str], ...] = ()
    # Where buttons lead, by name; one without an address answers a question.
    links: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """Where `sw.js` reports shown, clicked and dismissed, and the token for that.

    `answer`: the token that the answer to a question needs as well; empty if nothing is asked.
    """

    url: str
    token: str = field(repr=False)
    answer: str = field(default="", repr=False)


def build(
    text: Text,
    *,
    id: str,
    url: str,
    tag: str,
    receipt: Receipt | None,
    at: datetime,
    icon: str = "",
    image: str = "",
) -> bytes:
    """Build the payload. To fit MAX_BYTES, it drops the image, then shortens the texts."""
    notification: dict[str, Any] = {
        "title": text.title,
        "body": text.body,
        "navigate": url,
        "lang": text.language,
        "dir": text.direction,
        "tag": tag,
        "timestamp": int(at.timestamp() * 1000),
        # Safari reads it here, the draft of the Push API beside the notification.
        "mutable": True,
        "data": {"v": VERSION, "id": id},
    }
    if receipt:
        answer = {"answer": receipt.answer} if receipt.answer else {}
        notification["data"]["receipt"] = {"url": receipt.url, "token": receipt.token, **answer}
    if text.buttons:
        notification["actions"] = [
            _without_none(action=name, title=label, navigate=text.links.get(name))
            for name, label in text.buttons
        ]
    if icon:
        notification["icon"] = icon
    if image and len(whole := _encode({**notification, "image": image})) <= MAX_BYTES:
        return whole
    return _fit(notification, limit=MAX_BYTES)


def _without_none(**values: str | None) -> dict[str, str]:
    return {name: value for name, value in values.items() if value is not None}


def smaller(payload: bytes) -> bytes:
    """The same push in SMALL_BYTES, for a push service that answered 413.

    What fitted already goes with title, link and data only.
    """
    notification = json.loads(payload)["notification"]
    if len(payload) > SMALL_BYTES:
        notification.pop("image", None)
        return _fit(notification, limit=SMALL_BYTES)
    kept = ("title", "navigate", "lang", "dir", "tag", "mutable", "data")
    return _encode({name: notification[name] for name in kept})


def _fit(notification: Mapping[str, object], *, limit: int) -> bytes:
    """The payload of a notification, shortened until it has at most `limit` bytes."""
    for name, least in _STEPS:
        if len(whole := _encode(notification)) <= limit:
            return whole
        if name == "actions":
            notification = {key: value for key, value in notification.items() if key != name}
        else:
            notification = _shortened(notification, name, limit=limit, least=least)
    return _encode(notification)


def _shortened(
    notification: Mapping[str, object], name: str, *, limit: int, least: int
) -> Mapping[str, object]:
    """Cut a text until it fits, or until another cut would leave fewer than `least` characters."""
    value = str(notification[name])
    while value and (excess := len(_encode(notification)) - limit) > 0:
        # A character is seldom more than 4 bytes. The loop drops what a quarter leaves.
        value = cut(value, len(value) - max(1, excess // 4) - 1).rstrip()
        if len(value) < least:
            break
        notification = {**notification, name: closed(f"{value}…") if value else ""}
    return notification


def _encode(notification: Mapping[str, object]) -> bytes:
    message = {"web_push": 8030, "notification": notification, "mutable": True}
    return _JSON.encode(message).encode()


def tag_for(channel: str, subject: str) -> str:
    """The `tag` of pushes about a subject: the same for all, as only the device reads it."""
    return hashlib.sha256(f"{channel}/{subject}".encode()).hexdigest()[:32]
