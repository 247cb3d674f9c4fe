"""When a series of campaigns goes out: every so many days, weeks or months at a local hour."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import count, islice
from typing import Any, Self

from . import schedule
from .schedule import FURTHEST_BEHIND, Timing


class Unit(StrEnum):
    """What is counted between two occurrences."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


# At least so many days are in one. MOST_EVERY: so many of a unit may lie between two occurrences.
DAYS: Mapping[Unit, int] = {Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: 28}
MOST_EVERY = 365
_MONTHS, _LAST_YEAR = 12, 2999


@dataclass(frozen=True, kw_only=True)
class Recurrence:
    """The rhythm of a series.

    `first`: the local hour of its first occurrence, written as one of UTC. `zone`: whose hour that
    is; "": that of each person's zone. `until`: the last day, in the same zone; None: no end.
    `start`: the number of the first occurrence. `scheduled_at`: when staff chose it.
    """

    unit: Unit
    every: int
    first: datetime
    scheduled_at: datetime
    zone: str = ""
    until: date | None = None
    start: int = 0

    def hour(self, number: int) -> datetime | None:
        """The local hour of an occurrence, written as one of UTC; None: the series is over.

        In a month that lacks the day it is its last day. Each is reckoned from the first one.
        """
        day = self._day(self.every * (number - self.start))
        if day is None or (self.until is not None and day > self.until):
            return None
        return datetime.combine(day, self.first.time(), UTC)

    def _day(self, steps: int) -> date | None:
        first = self.first.date()
        if self.unit is not Unit.MONTH:
            try:
                day = first + timedelta(days=steps * DAYS[self.unit])
            except OverflowError:
                return None
            return day if day.year <= _LAST_YEAR else None
        years, month = divmod(first.month - 1 + steps, _MONTHS)
        year = first.year + years
        if year > _LAST_YEAR:
            return None
        return date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))

    @property
    def timing(self) -> Timing:
        """That of its occurrences."""
        return Timing.AT if self.zone else Timing.LOCAL

    def at(self, hour: datetime) -> datetime:
        """`at` of the occurrence of an hour, see `schedule.starts_at`."""
        return schedule.in_zone(hour, self.zone) if self.zone else hour

    def starts_at(self, hour: datetime) -> datetime:
        """When the occurrence of an hour is due to be made."""
        return schedule.starts_at(self.timing, self.at(hour))

    def over_at(self, hour: datetime, hours: int) -> datetime:
        """From when on nobody gets it any more, if a push may wait for so many hours."""
        last = self.at(hour) if self.zone else hour + FURTHEST_BEHIND
        return last + timedelta(hours=hours)

    @property
    def least_days(self) -> int:
        """How many days lie between two occurrences, at least."""
        return self.every * DAYS[self.unit]

    @property
    def longest_wait(self) -> int:
        """For how many hours a push may wait, so that it ends by the next: a day may have 23."""
        return 24 * self.least_days - 1

    def from_number(self, number: int) -> Iterator[tuple[int, datetime]]:
        """The occurrences from a number on: number and hour."""
        for each in count(number):
            hour = self.hour(each)
            if hour is None:
                return
            yield each, hour

    def next_hours(self, number: int, now: datetime, hours: int, most: int) -> list[datetime]:
        """The hours of so many occurrences from a number on that are not over."""
        found = (each for _, each in self.from_number(number))
        return list(islice((each for each in found if self.over_at(each, hours) > now), most))

    def as_json(self) -> Mapping[str, Any]:
        """As it is stored."""
        return {
            "unit": self.unit.value,
            "every": self.every,
            "first": self.first.isoformat(),
            "scheduled_at": self.scheduled_at.isoformat(),
            "zone": self.zone,
            "until": self.until.isoformat() if self.until else None,
            "start": self.start,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """What was stored."""
        return cls(
            unit=Unit(stored["unit"]),
            every=stored["every"],
            first=datetime.fromisoformat(stored["first"]),
            scheduled_at=datetime.fromisoformat(stored["scheduled_at"]),
            zone=stored["zone"],
            until=date.fromisoformat(stored["until"]) if stored["until"] else None,
            start=stored["start"],
        )


@dataclass(frozen=True, kw_only=True)
class Due:
    """What is due of a series. `missed`: hours that nobody gets. `newest`: the one that is made."""

    number: int
    newest: datetime | None
    missed: tuple[datetime, ...]


def due(rhythm: Recurrence, number: int, hours: int, now: datetime) -> Due | None:
    """What is due from a number on, of which never more than one is made; None: nothing is.

    The newest one is made unless it is over. `Due.number`: the number after it.
    """
    found: list[tuple[int, datetime]] = []
    for each, hour in rhythm.from_number(number):
        if rhythm.starts_at(hour) > now:
            break
        found.append((each, hour))
    if not found:
        return None
    last, newest = found[-1]
    hours_due = tuple(hour for _, hour in found)
    if rhythm.over_at(newest, hours) <= now:
        return Due(number=last + 1, newest=None, missed=hours_due)
    return Due(number=last + 1, newest=newest, missed=hours_due[:-1])
