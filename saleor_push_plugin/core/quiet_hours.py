"""Quiet hours, by the shopper's own clock."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


class QuietHoursError(ValueError):
    """Quiet hours are written as 21:00-08:00, or left empty for none."""


@dataclass(frozen=True, kw_only=True)
class QuietHours:
    """From one time of day to another; over midnight when `start` is later than `end`."""

    start: time
    end: time

    @classmethod
    def parse(cls, text: str) -> "QuietHours | None":
        """Reads “21:00-08:00”; None for an empty text. Raises QuietHoursError."""
        if not text.strip():
            return None
        try:
            start, end = (time.fromisoformat(part.strip()) for part in text.split("-"))
        except ValueError as error:
            raise QuietHoursError(QuietHoursError.__doc__) from error
        if start.tzinfo or end.tzinfo:  # “21:00Z”: the clock is the shopper's, in no zone of ours.
            raise QuietHoursError(QuietHoursError.__doc__)
        return cls(start=start, end=end) if start != end else None

    def over_at(self, now: datetime, zone: str) -> datetime | None:
        """When the quiet hours that `now` (aware) falls into are over there; None outside them.

        The end is a time on the wall clock, so days of 23 and 25 hours come out right.
        """
        local = now.astimezone(ZoneInfo(zone or "UTC"))
        if not self._holds(local.time()):
            return None
        day = local.date() + timedelta(days=local.time() >= self.end)
        over = datetime.combine(day, self.end, tzinfo=local.tzinfo).astimezone(UTC)
        # A wall clock set back shows the same hour twice: the second one is still quiet.
        return over if over > now else over + timedelta(hours=1)

    def _holds(self, clock: time) -> bool:
        if self.start < self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end
