"""The plaintext of a push: JSON for `sw.js` and for Declarative Web Push.

The format is version 1 and described in docs/payload.md. RFC 8291 leaves 3,993 bytes of plaintext.
The limit here is 3,000, because push services count differently.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .hygiene import closed

VERSION = 1
MAX_BYTES = 3000
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
    """Build the payload. To fit MAX_BYTES, it drops the image, then shortens the body."""
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
        notification["actions"] = [{"action": n, "title": label} for n, label in text.buttons]
    if icon:
        notification["icon"] = icon
    if image and len(whole := _encode({**notification, "image": image})) <= MAX_BYTES:
        return whole
    whole = _encode(notification)
    return whole if len(whole) <= MAX_BYTES else _encode(_fit(notification))


def smaller(payload: bytes) -> bytes:
    """The same push with title, link and data only, for a push service that answered 413."""
    notification = json.loads(payload)["notification"]
    kept = ("title", "navigate", "lang", "dir", "tag", "mutable", "data")
    return _encode({name: notification[name] for name in kept})


def _fit(notification: Mapping[str, object]) -> Mapping[str, object]:
    """Shorten the body; if that is not enough, drop the buttons and shorten the title.

    Shipped texts need a shorter body at most. An owner's texts may need more.
    """
    fitting = _shortened(notification, "body")
    if len(_encode(fitting)) > MAX_BYTES:
        fitting = {name: value for name, value in fitting.items() if name != "actions"}
    return _shortened(fitting, "title")


def _shortened(notification: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = str(notification[name])
    while value and (excess := len(_encode(notification)) - MAX_BYTES) > 0:
        # A character is seldom more than 4 bytes. The loop drops what a quarter leaves.
        value = value[: max(0, len(value) - max(1, excess // 4) - 1)]
        notification = {**notification, name: closed(f"{value}…") if value else ""}
    return notification


def _encode(notification: Mapping[str, object]) -> bytes:
    message = {"web_push": 8030, "notification": notification, "mutable": True}
    return _JSON.encode(message).encode()


def tag_for(channel: str, subject: str) -> str:
    """The `tag` of pushes about a subject: the same for all, as only the device reads it."""
    return hashlib.sha256(f"{channel}/{subject}".encode()).hexdigest()[:32]
