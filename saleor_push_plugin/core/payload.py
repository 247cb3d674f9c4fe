"""The plaintext of a push: JSON that our worker reads, and Declarative Web Push understands.

The format is version 1 and described in docs/payload.md. RFC 8291 leaves 3,993 bytes of plaintext;
we stay under 3,000, because push services count differently.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

VERSION = 1
MAX_BYTES = 3000
RTL = frozenset({"ar", "dv", "fa", "he", "ps", "ur", "yi"})


@dataclass(frozen=True, kw_only=True)
class Text:
    """What is shown, in one language (a BCP 47 tag)."""

    title: str
    body: str
    language: str
    # (name, label) of the buttons; a platform without them leads to the link instead.
    buttons: tuple[tuple[str, str], ...] = ()

    @property
    def direction(self) -> str:
        return "rtl" if self.language.split("-")[0] in RTL else "ltr"


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """Where the worker reports shown, clicked and dismissed, and the token it shows there."""

    url: str
    token: str


def build(
    text: Text, *, id: str, url: str, tag: str, receipt: Receipt, at: datetime, icon: str = ""
) -> bytes:
    """The payload, its body shortened until it fits MAX_BYTES."""
    notification = {
        "title": text.title,
        "body": text.body,
        "navigate": url,
        "lang": text.language,
        "dir": text.direction,
        "tag": tag,
        "timestamp": int(at.timestamp() * 1000),
        "data": {
            "v": VERSION,
            "id": id,
            "receipt": {"url": receipt.url, "token": receipt.token},
        },
    }
    if text.buttons:
        notification["actions"] = [{"action": n, "title": label} for n, label in text.buttons]
    if icon:
        notification["icon"] = icon
    return _fit(notification)


def smaller(payload: bytes) -> bytes:
    """The same push with title, link and data only, for a service that answered 413."""
    notification = json.loads(payload)["notification"]
    kept = ("title", "navigate", "lang", "dir", "tag", "data")
    return _encode({name: notification[name] for name in kept})


def _fit(notification: dict[str, object]) -> bytes:
    encoded = _encode(notification)
    body = str(notification["body"])
    while len(encoded) > MAX_BYTES and body:
        # Dropping as many characters as there are bytes too many never drops too few for long.
        body = body[: max(0, len(body) - max(1, (len(encoded) - MAX_BYTES) // 4) - 1)]
        encoded = _encode({**notification, "body": f"{body}…" if body else ""})
    return encoded


def _encode(notification: Mapping[str, object]) -> bytes:
    message = {"web_push": 8030, "notification": notification, "mutable": True}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def tag_for(channel: str, subject: str) -> str:
    """A push about the same subject gets the same tag; also a valid Topic of RFC 8030 (≤ 32)."""
    return hashlib.sha256(f"{channel}/{subject}".encode()).hexdigest()[:32]
