"""The messages that one caller has in flight, and their outcomes.

Used by the caller's thread and the event loop's thread.
"""

import threading
import time
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..core.outcome import SendOutcome
from ..core.scenario import Urgency
from .request import Message

# Shorter than the outbox's lease, so that a row is settled before another worker may claim it.
DEADLINE_SECONDS = 90.0
# The event loop completes every message by its deadline; this long after it, the loop is dead.
OVERDUE_SECONDS = 5.0


class Batch:
    """What one caller has sent. Its clock starts at `now` and advances with the monotonic clock."""

    def __init__(self, *, contact: str, now: datetime) -> None:
        self.contact = contact
        self._started, self._now = time.monotonic(), now
        self._changed = threading.Condition()
        self._completed: list[tuple[Hashable, SendOutcome]] = []
        self._in_flight = self._wanted = 0
        self._deadline = self._started

    @property
    def in_flight(self) -> int:
        """Messages whose outcome has not been taken yet."""
        return self._in_flight

    @property
    def is_overdue(self) -> bool:
        return time.monotonic() > self._deadline + OVERDUE_SECONDS

    @property
    def now(self) -> datetime:
        return self._now + timedelta(seconds=time.monotonic() - self._started)

    def begin(self, messages: int) -> float:
        """Count this many more messages; returns their deadline (monotonic seconds)."""
        with self._changed:
            self._in_flight += messages
        self._deadline = time.monotonic() + DEADLINE_SECONDS
        return self._deadline

    def complete(self, key: Hashable, outcome: SendOutcome) -> None:
        with self._changed:
            self._completed.append((key, outcome))
            if len(self._completed) >= self._wanted:
                self._changed.notify()

    def take(self, *, at_least: int, seconds: float) -> list[tuple[Hashable, SendOutcome]]:
        """The completed outcomes: once there are `at_least`, or after `seconds`."""
        with self._changed:
            self._wanted = min(at_least, self._in_flight)
            self._changed.wait_for(lambda: len(self._completed) >= self._wanted, timeout=seconds)
            completed, self._completed = self._completed, []
            self._in_flight -= len(completed)
            return completed


@dataclass(kw_only=True, slots=True, eq=False)
class Job:
    """One message of a batch, from the queue to its outcome.

    `shrunk`: its text was shortened. `resent`: it was posted on a connection that had been idle and
    then broke, so it may have arrived, and is posted once more on another.
    """

    key: Hashable
    message: Message
    batch: Batch
    deadline: float
    shrunk: bool = False
    resent: bool = False

    @property
    def urgent(self) -> bool:
        return self.message.urgency == Urgency.HIGH

    def complete(self, outcome: SendOutcome) -> None:
        self.batch.complete(self.key, outcome)
