"""The service's memory: subscriptions, messages waiting for them, and everything that happened."""

import secrets
import time
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from . import base64url
from .decrypt import BadMessageError, Receiver, decrypt
from .rules import Wish


def now_ms() -> int:
    return time.time_ns() // 1_000_000


@dataclass(kw_only=True)
class Message:
    id: str
    seq: int
    token: str
    wish: Wish
    body: bytes
    received_at: int
    fate: str = "waiting"  # delivered, acked, failed, replaced, expired
    delivered_at: int | None = None
    code: int | None = None  # what the browser answered: 100 taken, 302 the worker threw, …

    def is_expired(self, now: int) -> bool:
        return now >= self.received_at + self.wish.ttl * 1000

    def hand_over(self, now: int) -> None:
        self.fate = "delivered"
        self.delivered_at = now


@dataclass(kw_only=True)
class Subscription:
    token: str
    key: bytes | None = None
    receiver: Receiver | None = None  # only a plain subscriber's keys are known here
    browser: str = ""
    channel_id: str = ""
    online: bool = True
    waiting: list[Message] = field(default_factory=list)


@dataclass(kw_only=True)
class Attempt:
    token: str
    status: int
    reason: str
    at: int
    size: int


class State:
    def __init__(self) -> None:
        self.subscriptions: dict[str, Subscription] = {}
        self.gone: set[str] = set()
        self.messages: list[Message] = []
        self.by_id: dict[str, Message] = {}
        self._by_token: defaultdict[str, list[Message]] = defaultdict(list)
        self.attempts: list[Attempt] = []
        self.totals: Counter[str] = Counter()
        self.ahead = 0.0  # seconds its clock is ahead of the machine's
        self._seq = 0

    def add(self, subscription: Subscription) -> Subscription:
        self.subscriptions[subscription.token] = subscription
        return subscription

    def add_plain(self, key: bytes | None) -> Subscription:
        return self.add(Subscription(token=new_token(), key=key, receiver=Receiver.new()))

    def forget(self, token: str) -> bool:
        """From now on the sender is told 410."""
        if self.subscriptions.pop(token, None) is None:
            return False
        self.gone.add(token)
        return True

    def of_channel(self, browser: str, channel_id: str) -> Subscription | None:
        mine = (one for one in self.subscriptions.values() if one.browser == browser)
        return next((one for one in mine if one.channel_id == channel_id), None)

    def of_browser(self, browser: str) -> list[Subscription]:
        return [one for one in self.subscriptions.values() if one.browser == browser]

    def accept(self, to: Subscription, wish: Wish, body: bytes, *, now: int) -> Message:
        self._seq += 1
        message = Message(
            id=new_token(), seq=self._seq, token=to.token, wish=wish, body=body, received_at=now
        )
        _replace_same_topic(to, message)
        to.waiting.append(message)
        self.messages.append(message)
        self.by_id[message.id] = message
        self._by_token[to.token].append(message)
        return message

    def since(self, after: int, *, token: str = "") -> list[Message]:
        """Messages numbered above `after`; benchmarks leave too many of them to look at each."""
        found = self._by_token.get(token, []) if token else self.messages
        return found[bisect_right(found, after, key=lambda one: one.seq) :]

    def done(self, message: Message) -> None:
        subscription = self.subscriptions.get(message.token)
        if subscription and message in subscription.waiting:
            subscription.waiting.remove(message)

    def note(self, attempt: Attempt) -> None:
        self.attempts.append(attempt)
        self.totals[str(attempt.status or "none")] += 1

    def clear_log(self) -> None:
        self.messages.clear()
        self.by_id.clear()
        self._by_token.clear()
        self.attempts.clear()
        self.totals.clear()

    def plaintext(self, message: Message) -> tuple[str | None, str | None]:
        """The text a plain subscriber reads, or why it cannot; a browser keeps its own secret."""
        subscription = self.subscriptions.get(message.token)
        if subscription is None or subscription.receiver is None or not message.body:
            return None, None
        try:
            return decrypt(message.body, subscription.receiver).decode(), None
        except (BadMessageError, UnicodeDecodeError) as problem:
            return None, str(problem)


def new_token() -> str:
    return base64url.encode(secrets.token_bytes(24))


def drop_expired(subscription: Subscription, *, now: int) -> None:
    for message in subscription.waiting:
        if message.is_expired(now) and message.fate == "waiting":
            message.fate = "expired"
    subscription.waiting = [one for one in subscription.waiting if one.fate != "expired"]


def _replace_same_topic(to: Subscription, message: Message) -> None:
    if not message.wish.topic:
        return
    for old in to.waiting:
        if old.wish.topic == message.wish.topic and old.fate == "waiting":
            old.fate = "replaced"
    to.waiting = [one for one in to.waiting if one.fate != "replaced"]


def as_json(message: Message, text: tuple[str | None, str | None]) -> dict[str, Any]:
    return {
        "id": message.id,
        "seq": message.seq,
        "token": message.token,
        "topic": message.wish.topic,
        "ttl": message.wish.ttl,
        "urgency": message.wish.urgency,
        "size": len(message.body),
        "received_at": message.received_at,
        "delivered_at": message.delivered_at,
        "fate": message.fate,
        "code": message.code,
        "plaintext": text[0],
        "problem": text[1],
    }
