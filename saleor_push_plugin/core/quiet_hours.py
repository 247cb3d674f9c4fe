"""Quiet hours in the shopper's local time."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


class QuietHoursError(ValueError):
    """Quiet hours that are not two times. Follows the name of the field in a message."""

    def __init__(self) -> None:
        super().__init__("must be two times such as 21:00-08:00, or empty for none.")


@dataclass(frozen=True, kw_only=True)
class QuietHours:
    """A daily period. It spans midnight if `start` is later than `end`."""

    start: time
    end: time

    @classmethod
    def parse(cls, text: str) -> "QuietHours | None":
        """Parse “21:00-08:00”; None for an empty text. Raises QuietHoursError."""
        if not text.strip():
            return None
        try:
            start, end = (time.fromisoformat(part.strip()) for part in text.split("-"))
        except ValueError as error:
            raise QuietHoursError from error
        if start.tzinfo or end.tzinfo:  # “21:00Z”: quiet hours have no time zone of their own.
            raise QuietHoursError
        return cls(start=start, end=end) if start != end else None

    def ends_at(self, now: datetime, zone: str) -> datetime | None:
        """The end of the quiet hours that contain `now` (aware) in `zone`; None outside them.

        The end is a local time, so days of 23 and 25 hours are handled.
        """
        local = now.astimezone(ZoneInfo(zone))
        if not self._contains(local.time()):
            return None
        day = local.date() + timedelta(days=local.time() >= self.end)
        end = datetime.combine(day, self.end, tzinfo=local.tzinfo).astimezone(UTC)
        # When clocks go back, one hour occurs twice. The second one is still quiet.
        return end if end > now else end + timedelta(hours=1)

    def _contains(self, clock: time) -> bool:
        if self.start < self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end
