"""Encrypts messages and posts them to push services (RFC 8030, 8291, 8292).

pywebpush is not used for sending: it follows redirects, connects to private addresses, sets no
timeout, reads responses of any length, signs every message and sends payloads over the limit.
"""

from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime

from ..core.outcome import Retry, SendOutcome
from ..core.push_subscription import PushServices
from ..core.reason import Reason
from .in_flight import Batch
from .request import Message
from .sender_thread import close, sender_thread

__all__ = ["Batch", "Message", "close", "send", "send_and_wait"]


def send(
    batch: Batch, messages: Iterable[tuple[Hashable, Message]], *, services: PushServices
) -> None:
    """Queue messages and return at once; `batch.take` gives their outcomes as they come."""
    sender_thread().send(batch, messages, services)


def send_and_wait(
    messages: Sequence[Message], *, services: PushServices, contact: str, now: datetime
) -> list[SendOutcome]:
    """Send all messages and return their outcomes in order; never raises for a message."""
    batch = Batch(contact=contact, now=now)
    send(batch, enumerate(messages), services=services)
    outcomes: dict[Hashable, SendOutcome] = {}
    while batch.in_flight and not batch.is_overdue:
        outcomes.update(batch.take(at_least=len(messages), seconds=1.0))
    lost = Retry(reason=Reason.CONNECTION_FAILED, detail="no answer before the deadline")
    return [outcomes.get(number, lost) for number in range(len(messages))]
