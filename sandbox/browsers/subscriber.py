"""A subscriber without a browser: same messages, same rules of showing as our service worker."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from sandbox.pushservice.client import ServiceClient

from .process import PATIENCE

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What a person would have seen, and when (epoch ms)."""

    id: str
    title: str
    body: str
    tag: str
    lang: str
    dir: str
    navigate: str
    actions: tuple[str, ...]
    data: Json
    at_ms: int

    @classmethod
    def from_message(cls, text: str, at_ms: int) -> Self:
        notification = json.loads(text)["notification"]
        data = notification.get("data") or {}
        texts = {
            name: notification.get(name, "")
            for name in ("title", "body", "tag", "lang", "dir", "navigate")
        }
        actions = tuple(one["title"] for one in notification.get("actions", ()))
        return cls(id=data.get("id", ""), data=data, actions=actions, at_ms=at_ms, **texts)


class Subscriber:
    """`subscription` is what `push.js` would send; `shown()` what was on the screen."""

    def __init__(self, service: ServiceClient, key: str = "") -> None:
        made = service.subscribe(key)
        self.token: str = made.pop("token")
        self.subscription: Json = made
        self.received: list[Json] = []
        self._service = service

    @property
    def endpoint(self) -> str:
        return str(self.subscription["endpoint"])

    def shown(self) -> list[Shown]:
        """Each notification that disturbed its owner: a repeated `data.id` does not count."""
        self._fetch(0.0)
        seen: set[str] = set()
        fresh = []
        for one in self._decrypted():
            if not one.id or one.id not in seen:
                fresh.append(one)
            seen.add(one.id)
        return fresh

    def on_screen(self) -> list[Shown]:
        """What lies there now: a later notification takes the place of one with its tag."""
        self._fetch(0.0)
        places: dict[str, Shown] = {}
        for number, one in enumerate(self._decrypted()):
            place = one.tag or f"untagged {number}"
            places.pop(place, None)
            places[place] = one
        return list(places.values())

    def repeats(self) -> int:
        """Messages that came although their notification had been shown before."""
        return len(self.received) - len(self.shown())

    def wait_for(self, count: int = 1, *, timeout: float = PATIENCE) -> list[Shown]:
        """Until that many distinct notifications were shown."""
        return self.wait_until(lambda shown: len(shown) >= count, timeout=timeout)

    def wait_until(
        self, enough: Callable[[list[Shown]], bool], *, timeout: float = PATIENCE
    ) -> list[Shown]:
        deadline = time.monotonic() + timeout
        while not enough(shown := self.shown()):
            left = deadline - time.monotonic()
            if left <= 0:
                raise AssertionError(f"after {timeout} s only this was shown: {shown}")
            self._fetch(min(left, 1.0))
        return shown

    def go_offline(self) -> None:
        self._service.set_online(self.token, False)

    def go_online(self) -> None:
        self._service.set_online(self.token, True)

    def unsubscribe(self) -> None:
        self._service.forget(self.token)

    def _fetch(self, wait: float) -> None:
        known = {one["seq"] for one in self.received}
        after = max(known, default=0)
        came = self._service.messages(self.token, after=after, wait=wait)
        self.received += [one for one in came if one["delivered_at"] and one["seq"] not in known]

    def _decrypted(self) -> list[Shown]:
        """A message that does not open is the sender's fault and must not pass unnoticed."""
        if broken := [one for one in self.received if one["problem"]]:
            raise AssertionError(f"could not be decrypted: {broken}")
        return [
            Shown.from_message(one["plaintext"], one["delivered_at"])
            for one in self.received
            if one["plaintext"]
        ]
