"""Instead of the network: a push service and browsers in this process, with bad days of their own.

It stands where the plugin hands messages to its connections. Nothing is encrypted; a browser shows
the same push once, as the worker in it does.
"""

import base64
import json
import random
from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from saleor_push_plugin import webpush
from saleor_push_plugin.core.outcome import Busy, Retry, SendOutcome, Sent
from saleor_push_plugin.core.reason import Reason

from .clock import Clock
from .faults import Faults
from .log import Shown, Write

ORIGIN = "https://updates.push.services.mozilla.com"
# How often a push is taken and the answer lost, so that it is sent again.
LOST_ANSWERS = 0.01
REPORTING = 0.6


def endpoint(device: int) -> str:
    return f"{ORIGIN}/wpush/v2/{device}"


def auth(device: int) -> str:
    """Its secret: nothing is encrypted here, but no two browsers have the same."""
    return base64.urlsafe_b64encode(device.to_bytes(16, "big")).rstrip(b"=").decode()


@dataclass(kw_only=True)
class Wire:
    clock: Clock
    write: Write
    faults: Faults
    chance: random.Random
    # Tokens of pushes whose browsers will report that they were shown.
    receipts: list[str] = field(default_factory=list)
    shown: int = 0
    _ids: set[tuple[int, str]] = field(default_factory=set)

    def send(
        self, batch: Any, messages: Iterable[tuple[Hashable, webpush.Message]], _services: object
    ) -> None:
        found = list(messages)
        batch.begin(len(found))
        for key, message in found:
            batch.complete(key, self._answer(message))

    def _answer(self, message: webpush.Message) -> SendOutcome:
        if wait := self.faults.push_service_is_down(self.clock.now):
            asks = self.chance.random() < 0.5
            if asks:
                return Busy(wait=wait, status=503)
            return Retry(reason=Reason.PUSH_SERVICE_ERROR, detail="503", posted=False)
        device = int(message.endpoint.rpartition("/")[2])
        notification = json.loads(message.payload)["notification"]
        if (device, notification["data"]["id"]) not in self._ids:
            self._ids.add((device, notification["data"]["id"]))
            self._show(device, notification)
        if self.chance.random() < LOST_ANSWERS:
            return Retry(reason=Reason.CONNECTION_FAILED, detail="ConnectionResetError")
        return Sent(at=self.clock.now)

    def _show(self, device: int, notification: dict[str, Any]) -> None:
        code, about, channel = _read(notification)
        text = f"{notification['title']}\n{notification['body']}"
        words = {"code": code, "about": about, "channel": channel, "text": text}
        self.write(Shown(at=self.clock.now, device=device, **words))
        self.shown += 1
        if self.chance.random() < REPORTING:
            self.receipts.append(notification["data"]["receipt"]["token"])


def _read(notification: dict[str, Any]) -> tuple[str, str, str]:
    """Of which scenario, about what and in which channel, by the page it leads to."""
    parts = urlsplit(notification["navigate"])
    if "/answer/" in parts.path:
        return "survey", f"survey:{notification['timestamp']}", ""
    words = {name: values[0] for name, values in parse_qs(parts.query).items()}
    channel = parts.path.split("/")[1]
    for name, kind in (("order", "order"), ("checkout", "cart"), ("variant", "variant")):
        if name in words:
            return words["utm_campaign"], f"{kind}:{_pk(words[name])}", channel
    return words["utm_campaign"], f"page:{parts.path}", channel


def _pk(global_id: str) -> str:
    return base64.b64decode(global_id).decode().partition(":")[2]


@contextmanager
def connected(wire: Wire) -> Iterator[None]:
    """Until the end of the block nothing leaves this process."""
    real = webpush.sender_thread  # type: ignore[attr-defined]
    webpush.sender_thread = lambda: wire  # type: ignore[attr-defined]
    try:
        yield
    finally:
        webpush.sender_thread = real  # type: ignore[attr-defined]
