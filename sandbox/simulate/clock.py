"""The simulated time, for everybody who asks Django what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo

from django.utils import timezone


class Clock:
    """Only moves when told to, and a little with every look: no two moments are the same."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    @property
    def now(self) -> datetime:
        self._now += timedelta(microseconds=1)
        return self._now

    def move(self, to: datetime) -> None:
        self._now = max(self._now, to)


@contextmanager
def running(clock: Clock) -> Iterator[None]:
    """Until the end of the block Django's `timezone.now` is the clock's.

    Models hold that function itself as a default, so it is what stands beneath it that changes.
    """

    class Simulated(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "datetime":  # type: ignore[override]
            return clock.now.astimezone(tz)

    real = timezone.datetime  # type: ignore[attr-defined]
    timezone.datetime = Simulated  # type: ignore[attr-defined]
    try:
        yield
    finally:
        timezone.datetime = real  # type: ignore[attr-defined]
