"""When a series occurs: months without the day, days of 23 and 25 hours, what was missed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from saleor_push_plugin.core.campaigns import states
from saleor_push_plugin.core.campaigns.recurrence import Due, Recurrence, Unit, due
from saleor_push_plugin.core.campaigns.states import CampaignAction, CampaignState

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIRST = datetime(2026, 12, 3, 18, tzinfo=UTC)
WEEKLY = Recurrence(unit=Unit.WEEK, every=1, first=FIRST, scheduled_at=FIRST - 7 * DAY)
WARSAW = replace(WEEKLY, zone="Europe/Warsaw")


def hours(rhythm: Recurrence, count: int) -> list[datetime | None]:
    return [rhythm.hour(rhythm.start + n) for n in range(count)]


@pytest.mark.parametrize(
    ("unit", "every", "days"), [(Unit.DAY, 1, 1), (Unit.DAY, 10, 10), (Unit.WEEK, 2, 14)]
)
def test_days_and_weeks_are_reckoned_from_the_first(unit: Unit, every: int, days: int) -> None:
    rhythm = replace(WEEKLY, unit=unit, every=every)
    assert hours(rhythm, 3) == [FIRST, FIRST + days * DAY, FIRST + 2 * days * DAY]


def test_a_month_without_the_day_has_it_on_its_last_and_the_next_one_has_it_again() -> None:
    rhythm = replace(WEEKLY, unit=Unit.MONTH, first=datetime(2027, 12, 31, 9, tzinfo=UTC))
    days = [hour.date().isoformat() for hour in hours(rhythm, 5) if hour]
    assert days == ["2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30"]
    assert hours(replace(rhythm, every=3), 2)[1] == datetime(2028, 3, 31, 9, tzinfo=UTC)


def test_the_last_day_has_one_and_after_it_there_is_none() -> None:
    rhythm = replace(WEEKLY, until=date(2026, 12, 10))
    assert hours(rhythm, 3) == [FIRST, FIRST + 7 * DAY, None]
    assert [number for number, _ in rhythm.from_number(0)] == [0, 1]


@pytest.mark.parametrize("unit", Unit)
def test_it_ends_with_the_years_that_can_be_represented(unit: Unit) -> None:
    rhythm = replace(WEEKLY, unit=unit, every=365, first=datetime(2999, 12, 1, tzinfo=UTC))
    assert hours(rhythm, 2)[1] is None
    assert rhythm.hour(10**8) is None


def test_an_hour_of_a_zone_keeps_its_clock_while_the_zone_changes_its_offset() -> None:
    """In Warsaw 28 March 2027 has 23 hours, and 31 October 25."""
    daily = replace(WARSAW, unit=Unit.DAY, first=datetime(2027, 3, 27, 18, tzinfo=UTC))
    spring = [daily.at(hour) for hour in hours(daily, 2) if hour]
    assert spring[1] - spring[0] == 23 * HOUR
    autumn = replace(daily, first=datetime(2027, 10, 30, 18, tzinfo=UTC))
    moments = [autumn.at(hour) for hour in hours(autumn, 2) if hour]
    assert moments[1] - moments[0] == 25 * HOUR
    gap = replace(daily, first=datetime(2027, 3, 28, 2, 30, tzinfo=UTC))
    assert gap.at(gap.first) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_a_push_never_waits_until_the_next_occurrence() -> None:
    daily = replace(WARSAW, unit=Unit.DAY, first=datetime(2027, 3, 27, 18, tzinfo=UTC))
    first, second = (hour for hour in hours(daily, 2) if hour)
    assert daily.over_at(first, daily.longest_wait) <= daily.at(second)
    assert replace(daily, unit=Unit.MONTH).longest_wait == 28 * 24 - 1


def test_each_persons_hour_begins_in_the_first_zone_and_is_over_in_the_last() -> None:
    assert WEEKLY.starts_at(FIRST) == FIRST - 14 * HOUR
    assert WEEKLY.over_at(FIRST, 24) == FIRST + 36 * HOUR
    assert WARSAW.starts_at(FIRST) == WARSAW.at(FIRST) == FIRST - HOUR
    assert WARSAW.over_at(FIRST, 24) == FIRST + 23 * HOUR


def test_nothing_is_due_before_its_moment() -> None:
    assert due(WARSAW, 0, 24, FIRST - HOUR - timedelta(seconds=1)) is None
    assert due(WARSAW, 0, 24, FIRST - HOUR) == Due(number=1, newest=FIRST, missed=())
    assert due(WARSAW, 1, 24, FIRST) is None


def test_what_was_missed_within_its_expiry_is_made_and_older_ones_are_not() -> None:
    second, third = FIRST + 7 * DAY, FIRST + 14 * DAY
    late = third + 22 * HOUR
    assert due(WARSAW, 0, 24, late) == Due(number=3, newest=third, missed=(FIRST, second))
    over = third + 23 * HOUR
    assert due(WARSAW, 0, 24, over) == Due(number=3, newest=None, missed=(FIRST, second, third))


def test_of_a_series_that_is_over_nothing_is_due() -> None:
    assert due(replace(WARSAW, until=date(2026, 12, 9)), 1, 24, FIRST + 30 * DAY) is None


def test_the_next_ones_are_told_by_their_hours() -> None:
    assert WARSAW.next_hours(0, FIRST + 24 * HOUR, 24, 2) == [FIRST + 7 * DAY, FIRST + 14 * DAY]


def test_it_is_stored_and_read() -> None:
    for rhythm in (WEEKLY, replace(WARSAW, until=date(2027, 1, 1), start=4)):
        assert Recurrence.from_json(rhythm.as_json()) == rhythm


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ("repeat", "draft", "repeating"),
        ("repeat", "repeating", "repeating"),
        ("repeat", "paused", "paused"),
        ("update", "repeating", "repeating"),
        ("update", "paused", "paused"),
        ("schedule", "repeating", None),
        ("freeze", "repeating", None),
        ("occur", "paused", None),
        ("pause", "repeating", "paused"),
        ("resume", "paused", "repeating"),
        ("cancel", "repeating", "cancelled"),
        ("finish", "repeating", "done"),
    ],
)
def test_the_states_of_a_series(action: str, before: str, after: str | None) -> None:
    state = states.after(CampaignAction(action), CampaignState(before), repeats=True)
    assert state == after


def test_only_a_series_is_changed_while_it_is_paused() -> None:
    for action in (CampaignAction.UPDATE, CampaignAction.REPEAT):
        assert states.after(action, CampaignState.PAUSED) is None
