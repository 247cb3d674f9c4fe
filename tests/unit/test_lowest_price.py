"""The lowest price of the 30 days before a reduction, from what was seen of a price."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saleor_push_plugin.core.lowest_price import GAP, PERIOD, Stretch, lowest_before_reduction

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# Prices with the days for which each stood, oldest first; the last is the current one.
Story = list[tuple[str, float]]


def told(story: Story, *, unit: str = "EUR gross") -> tuple[list[Stretch], Stretch]:
    """What a look every night, and one at each change, leaves behind."""
    record, at = [], NOW - sum((days * DAY for _, days in story), timedelta(0))
    for amount, days in story:
        until = at + days * DAY
        price = Decimal(amount)
        record.append(Stretch(amount=price, unit=unit, first_at=at, last_at=until))
        at = until
    return record, Stretch(amount=Decimal(story[-1][0]), unit=unit, first_at=NOW, last_at=NOW)


def low(story: Story, *, progressive: bool = False) -> str | None:
    found = lowest_before_reduction(*told(story), progressive=progressive)
    return None if found is None else str(found)


@pytest.mark.parametrize(
    ("story", "lowest"),
    [
        # A plain reduction, as long as it lasts while the record reaches 30 days before it.
        ([("39", 31), ("29", 1)], "39"),
        ([("39", 31), ("29", 25)], "39"),
        ([("39", 29), ("29", 1)], None),
        # It was cheaper within the 30 days, and longer ago.
        ([("25", 10), ("39", 29), ("29", 1)], "25"),
        ([("25", 10), ("39", 31), ("29", 1)], "39"),
        # It was raised the day before.
        ([("30", 40), ("39", 1), ("29", 0)], "30"),
        # It was raised to the current price: that is no reduction.
        ([("39", 40), ("20", 3), ("29", 3)], "20"),
        # The price never changed; there is no record.
        ([("29", 60)], None),
        ([("29", 0)], None),
        # Noise of an hour counts.
        ([("39", 20), ("19", 1 / 24), ("39", 15), ("29", 2)], "19"),
    ],
)
def test_it_is_that_of_the_30_days_before_the_current_reduction_began(
    story: Story, lowest: str | None
) -> None:
    assert low(story) == lowest


@pytest.mark.parametrize(
    ("story", "plain", "progressive"),
    [
        ([("39", 31), ("35", 3), ("29", 3)], "35", "39"),
        ([("39", 31), ("35", 3), ("32", 3), ("29", 3)], "32", "39"),
        # A rise between ends the reduction before it.
        ([("39", 31), ("32", 3), ("35", 3), ("29", 3)], "32", "32"),
        # What stood for 30 days is the price, and no reduction any more.
        ([("45", 31), ("39", 30), ("29", 3)], "39", "39"),
        # The record reaches far enough for the last step only.
        ([("39", 20), ("35", 12), ("29", 3)], "35", "35"),
        ([("39", 10), ("35", 3), ("29", 3)], None, None),
        # Lower before the first step, and not in the 30 days before the last.
        ([("20", 10), ("39", 15), ("35", 20), ("29", 3)], "35", "35"),
    ],
)
def test_reductions_that_follow_each_other_are_one_where_the_law_says_so(
    story: Story, plain: str | None, progressive: str | None
) -> None:
    assert low(story) == plain
    assert low(story, progressive=True) == progressive


def test_a_gap_in_the_record_hides_what_was_before_it() -> None:
    record, current = told([("39", 31), ("29", 1)])
    long_ago = [
        Stretch(
            amount=each.amount,
            unit=each.unit,
            first_at=each.first_at - 30 * DAY,
            last_at=each.last_at - GAP - HOUR,
        )
        for each in record[:1]
    ]
    assert lowest_before_reduction([*long_ago, record[1]], current) is None
    assert lowest_before_reduction(long_ago, current) is None


def test_what_was_last_seen_too_long_ago_may_have_changed_since() -> None:
    record, current = told([("39", 31), ("29", 1)])
    later = Stretch(
        amount=current.amount,
        unit=current.unit,
        first_at=NOW + GAP + HOUR,
        last_at=NOW + GAP + HOUR,
    )
    assert lowest_before_reduction(record, later) is None


def test_amounts_with_tax_and_without_are_not_compared() -> None:
    record, current = told([("39", 31), ("29", 1)])
    net = [Stretch(**{**vars(record[0]), "unit": "EUR net"}), record[1]]
    assert lowest_before_reduction(net, current) is None
    between = told([("39", 31)])[0] + told([("30", 0)], unit="EUR net")[0]
    assert lowest_before_reduction(between, current) is None


def test_what_a_clock_that_was_ahead_left_behind_is_not_believed() -> None:
    record, current = told([("39", 31), ("29", 1)])
    ahead = Stretch(
        amount=Decimal(29), unit="EUR gross", first_at=NOW - DAY, last_at=NOW + 300 * DAY
    )
    assert lowest_before_reduction([record[0], ahead], current) is None


@pytest.mark.parametrize(("first", "lowest"), [(32.5, 39), (31.5, 20)])
def test_the_reduction_may_have_begun_at_any_moment_between_two_looks(
    first: float, lowest: int
) -> None:
    """39 was last seen two days ago and 29 one day ago; 20 was seen until 39 was, or a day less."""
    looks = [("20", 40.0, first + 1), ("39", first, 2.0), ("29", 1.0, 1.0)]
    record = [
        Stretch(
            amount=Decimal(amount), unit="EUR gross", first_at=NOW - a * DAY, last_at=NOW - b * DAY
        )
        for amount, a, b in looks
    ]
    current = Stretch(amount=Decimal(29), unit="EUR gross", first_at=NOW, last_at=NOW)
    assert lowest_before_reduction(record, current) == lowest


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 30)), min_size=1, max_size=8))
def test_it_is_what_counting_day_by_day_gives(story: list[tuple[int, int]]) -> None:
    days = [amount for amount, length in story for _ in range(length)]
    found = low([(str(amount), length) for amount, length in story])
    assert found == (None if (counted := _counted(days)) is None else str(counted))


def _counted(days: list[int]) -> int | None:
    """The lowest of the 30 days before the last change, of prices by day."""
    changed = next((n for n in range(len(days) - 1, 0, -1) if days[n - 1] != days[n]), None)
    if changed is None or changed < PERIOD // DAY:
        return None
    return min(days[changed - PERIOD // DAY : changed])


@given(
    st.lists(st.tuples(st.integers(1, 6), st.integers(1, 30)), min_size=1, max_size=8),
    st.integers(0, 7),
)
def test_a_shorter_record_never_says_more(story: list[tuple[int, int]], lost: int) -> None:
    record, current = told([(str(amount), length) for amount, length in story])
    whole = lowest_before_reduction(record, current)
    assert lowest_before_reduction(record[lost:], current) in (None, whole)
