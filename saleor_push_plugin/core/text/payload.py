"""The plaintext of a push: JSON that our worker reads, and Declarative Web Push understands.

The format is version 1 and described in docs/payload.md. RFC 8291 leaves 3,993 bytes of plaintext;
we stay under 3,000, because push services count differently.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

VERSION = 1
MAX_BYTES = 3000
# json.dumps would make an encoder for every push.
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


@dataclass(frozen=True, kw_only=True)
class Text:
    """What is shown, in one language (a BCP 47 tag); `direction` is HTML's `dir` for it."""

    title: str
    body: str
    language: str
    direction: str = "ltr"
    # (name, label) of the buttons; a platform without them leads to the link instead.
    buttons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """Where the worker reports shown, clicked and dismissed, and the token it shows there."""

    url: str
    token: str


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
    """The payload; to fit MAX_BYTES it loses its picture first, then the end of its body."""
    notification: dict[str, Any] = {
        "title": text.title,
        "body": text.body,
        "navigate": url,
        "lang": text.language,
        "dir": text.direction,
        "tag": tag,
        "timestamp": int(at.timestamp() * 1000),
        "data": {"v": VERSION, "id": id},
    }
    if receipt:
        notification["data"]["receipt"] = {"url": receipt.url, "token": receipt.token}
    if text.buttons:
        notification["actions"] = [{"action": n, "title": label} for n, label in text.buttons]
    if icon:
        notification["icon"] = icon
    if image and len(whole := _encode({**notification, "image": image})) <= MAX_BYTES:
        return whole
    whole = _encode(notification)
    return whole if len(whole) <= MAX_BYTES else _encode(_fit(notification))


def smaller(payload: bytes) -> bytes:
    """The same push with title, link and data only, for a service that answered 413."""
    notification = json.loads(payload)["notification"]
    kept = ("title", "navigate", "lang", "dir", "tag", "data")
    return _encode({name: notification[name] for name in kept})


def _fit(notification: Mapping[str, object]) -> Mapping[str, object]:
    """The shipped texts never need more than a shorter body; an owner's own may."""
    fitting = _shortened(notification, "body")
    if len(_encode(fitting)) > MAX_BYTES:
        fitting = {name: value for name, value in fitting.items() if name != "actions"}
    return _shortened(fitting, "title")


def _shortened(notification: Mapping[str, object], name: str) -> Mapping[str, object]:
    said = str(notification[name])
    while said and (excess := len(_encode(notification)) - MAX_BYTES) > 0:
        # Dropping as many characters as there are bytes too many never drops too few for long.
        said = said[: max(0, len(said) - max(1, excess // 4) - 1)]
        notification = {**notification, name: f"{said}…" if said else ""}
    return notification


def _encode(notification: Mapping[str, object]) -> bytes:
    message = {"web_push": 8030, "notification": notification, "mutable": True}
    return _JSON.encode(message).encode()


def tag_for(channel: str, subject: str) -> str:
    """A push about the same subject gets the same tag; also a valid Topic of RFC 8030 (≤ 32)."""
    return hashlib.sha256(f"{channel}/{subject}".encode()).hexdigest()[:32]
