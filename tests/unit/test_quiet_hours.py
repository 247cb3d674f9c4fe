"""Quiet hours in the shopper's time zone, also on days when the clock changes."""

from datetime import UTC, datetime

import pytest

from saleor_push_plugin.core.quiet_hours import QuietHours, QuietHoursError

NIGHT = QuietHours.parse("21:00-08:00")
NOON = QuietHours.parse(" 12:00 - 13:30 ")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def over(hours: QuietHours | None, now: str, zone: str) -> str | None:
    assert hours is not None
    found = hours.ends_at(at(now), zone)
    return found and found.astimezone(UTC).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("now", "zone", "until"),
    [
        ("2026-06-10 12:00", "Europe/Warsaw", None),
        ("2026-06-10 18:59", "Europe/Warsaw", None),
        ("2026-06-10 19:00", "Europe/Warsaw", "2026-06-11 06:00"),
        ("2026-06-10 23:30", "Europe/Warsaw", "2026-06-11 06:00"),
        ("2026-06-11 05:59", "Europe/Warsaw", "2026-06-11 06:00"),
        ("2026-06-11 06:00", "Europe/Warsaw", None),
        ("2026-06-10 12:00", "Asia/Tokyo", "2026-06-10 23:00"),
        ("2026-06-10 22:00", "UTC", "2026-06-11 08:00"),
        ("2026-06-10 12:00", "Pacific/Kiritimati", "2026-06-10 18:00"),
    ],
)
def test_the_night_is_quiet_until_the_morning_there(now: str, zone: str, until: str | None) -> None:
    assert over(NIGHT, now, zone) == until


def test_the_night_the_clock_goes_forward_is_an_hour_shorter() -> None:
    # Warsaw, 29 March 2026: 02:00 becomes 03:00; 08:00 is 06:00 UTC instead of 07:00.
    assert over(NIGHT, "2026-03-28 22:00", "Europe/Warsaw") == "2026-03-29 06:00"


def test_the_night_the_clock_goes_back_is_an_hour_longer() -> None:
    assert over(NIGHT, "2026-10-24 21:00", "Europe/Warsaw") == "2026-10-25 07:00"


def test_an_hour_that_comes_twice_is_quiet_both_times() -> None:
    hours = QuietHours.parse("02:00-02:45")
    assert over(hours, "2026-10-25 00:30", "Europe/Warsaw") == "2026-10-25 00:45"
    assert over(hours, "2026-10-25 01:30", "Europe/Warsaw") == "2026-10-25 01:45"


def test_quiet_hours_may_lie_within_a_day() -> None:
    assert over(NOON, "2026-06-10 12:10", "UTC") == "2026-06-10 13:30"
    assert over(NOON, "2026-06-10 13:30", "UTC") is None


def test_no_text_means_no_quiet_hours() -> None:
    assert QuietHours.parse("  ") is None


@pytest.mark.parametrize(
    "text",
    [
        *("21", "21:00", "21:00-25:00", "9pm-8am", "21:00-08:00-09:00"),
        *("21:00Z-08:00Z", "21:00-08:00Z", "21:00+01:00-08:00"),
    ],
)
def test_what_is_no_span_of_hours_is_refused(text: str) -> None:
    with pytest.raises(QuietHoursError, match="21:00-08:00"):
        QuietHours.parse(text)
