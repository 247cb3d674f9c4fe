"""The post office: encrypts messages and posts them to push services (RFC 8030, 8291, 8292).

What pywebpush's own `send` would do and this does not: follow redirects, speak to private
addresses, wait for ever, read endless answers, sign every message anew, send more than fits.
"""

from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime

from ..core.outcome import Answer, Retry
from ..core.push_subscription import PushServices
from .batch import Flight
from .event_loop import close, line
from .request import Message

__all__ = ["Flight", "Message", "close", "depart", "send"]


def depart(
    flight: Flight, messages: Iterable[tuple[Hashable, Message]], *, services: PushServices
) -> None:
    """Put messages on their way; `flight.take` gives their answers as they come."""
    line().send(flight, messages, services)


def send(
    messages: Sequence[Message], *, services: PushServices, contact: str, now: datetime
) -> list[Answer]:
    """Post all messages and give each one's answer, in order; never raises for a message."""
    flight = Flight(contact=contact, now=now)
    depart(flight, enumerate(messages), services=services)
    answers: dict[Hashable, Answer] = {}
    while flight.under_way and not flight.is_overdue:
        answers.update(flight.take(at_least=len(messages), seconds=1.0))
    lost = Retry(detail="no answer before the deadline")
    return [answers.get(number, lost) for number in range(len(messages))]
