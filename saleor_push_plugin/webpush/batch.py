"""Messages under way, and their answers as they come: where two threads meet."""

import threading
import time
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..core.outcome import Answer
from ..core.scenario import Urgency
from .request import Message

# Shorter than the outbox's lease, so that a row is settled before others may take it.
DEADLINE_SECONDS = 90.0
# By then the loop has answered for what it could not send; if not, it is gone.
OVERDUE_SECONDS = 5.0


class Flight:
    """What one caller has sent. Its clock begins at `now` and runs by itself."""

    def __init__(self, *, contact: str, now: datetime) -> None:
        self.contact = contact
        self._began, self._now = time.monotonic(), now
        self._changed = threading.Condition()
        self._landed: list[tuple[Hashable, Answer]] = []
        self._under_way = self._wanted = 0
        self._deadline = self._began

    @property
    def under_way(self) -> int:
        """Messages whose answers nobody has taken yet."""
        return self._under_way

    @property
    def is_overdue(self) -> bool:
        return time.monotonic() > self._deadline + OVERDUE_SECONDS

    @property
    def now(self) -> datetime:
        return self._now + timedelta(seconds=time.monotonic() - self._began)

    def depart(self, messages: int) -> float:
        """So many more; by when (monotonic) they must have an answer."""
        with self._changed:
            self._under_way += messages
        self._deadline = time.monotonic() + DEADLINE_SECONDS
        return self._deadline

    def land(self, key: Hashable, answer: Answer) -> None:
        with self._changed:
            self._landed.append((key, answer))
            if len(self._landed) >= self._wanted:
                self._changed.notify()

    def take(self, *, at_least: int, seconds: float) -> list[tuple[Hashable, Answer]]:
        """The answers that have come: as soon as there are so many, at the latest in `seconds`."""
        with self._changed:
            self._wanted = min(at_least, self._under_way)
            self._changed.wait_for(lambda: len(self._landed) >= self._wanted, timeout=seconds)
            landed, self._landed = self._landed, []
            self._under_way -= len(landed)
            return landed


@dataclass(kw_only=True, slots=True)
class Job:
    """One message on its way."""

    key: Hashable
    message: Message
    flight: Flight
    deadline: float
    shrunk: bool = False

    @property
    def urgent(self) -> bool:
        return self.message.urgency == Urgency.HIGH

    def land(self, answer: Answer) -> None:
        self.flight.land(self.key, answer)
