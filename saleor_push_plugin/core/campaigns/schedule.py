"""When a campaign is planned for a person: for all at one moment, or at one hour of each zone."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from ..reason import Reason


class Timing(StrEnum):
    """NOW: when staff schedule it. AT: at a moment. LOCAL: at an hour of each person's zone."""

    NOW = "now"
    AT = "at"
    LOCAL = "local"


class PastHour(StrEnum):
    """What happens where the hour of a zone is past: it waits for tomorrow, or is left out, or goes
    out late, as long as a push may wait.
    """

    TOMORROW = "tomorrow"
    LEAVE_OUT = "leave_out"
    LATE = "late"


# No zone's clocks are further ahead (Pacific/Kiritimati).
FURTHEST_AHEAD = timedelta(hours=14)
# No zone's clocks are further behind; later the hour is past everywhere.
FURTHEST_BEHIND = timedelta(hours=12)
# Who is late by less than this, because beat or a worker was away, still gets it.
LATE = timedelta(minutes=15)
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Planned:
    """When a campaign is planned for the people of a zone. `reason`: why they do not get it."""

    at: datetime
    reason: Reason | None = None


def starts_at(timing: Timing, at: datetime) -> datetime:
    """When its recipients are frozen: at the moment, or when the first zone's hour comes.

    `at`: a moment; for LOCAL an hour of every zone, written as one of UTC.
    """
    return at - FURTHEST_AHEAD if timing is Timing.LOCAL else at


def planned(at: datetime, zone: str, since: datetime, past_hour: PastHour) -> Planned:
    """When a campaign for the hour `at` of each zone (see `starts_at`) is planned for one zone.

    `since`: when freezing began. An hour that does not exist, as the clocks go forward, is one
    hour later; of an hour that occurs twice it is the first.
    """
    moment = in_zone(at, zone)
    if moment >= since - LATE or past_hour is PastHour.LATE:
        return Planned(at=moment)
    if past_hour is PastHour.LEAVE_OUT:
        return Planned(at=moment, reason=Reason.ZONE_HOUR_PAST)
    today = since.astimezone(ZoneInfo(zone)).date()
    moment = in_zone(datetime.combine(today, at.time(), UTC), zone)
    late = moment < since - LATE
    return Planned(
        at=in_zone(datetime.combine(today + _DAY, at.time(), UTC), zone) if late else moment
    )


def in_zone(at: datetime, zone: str) -> datetime:
    """The moment of an hour of a zone, which is written as one of UTC."""
    return at.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
