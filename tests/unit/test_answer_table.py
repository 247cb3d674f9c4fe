"""The table of answers in docs/reliability.md says what the code does."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from saleor_push_plugin.core.outcome import Outcome, Quarantining, Unexpected, outcome_of_status
from saleor_push_plugin.core.service_health import GONE_PERSONS, PERSONS, Witnesses
from saleor_push_plugin.delivery.next_state import next_state
from saleor_push_plugin.outbox import Claimed

PAGE = Path(__file__).parents[2] / "docs/reliability.md"
NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
RETRY_AFTER = " with `Retry-After`"
OTHER = "any other"


def table() -> list[list[str]]:
    """The cells of the rows about statuses."""
    section = PAGE.read_text().split("## What a push service's answer means")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if re.match(r"\| (\d|any other)", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def statuses(cell: str) -> set[int]:
    found: set[int] = set()
    for first, last in re.findall(r"(\d{3})(?:–(\d{3}))?", cell):
        found |= set(range(int(first), int(last or first) + 1))
    return found


ROWS = table()
NAMED = set[int]().union(*(statuses(row[0]) for row in ROWS))


def cases() -> Iterator[tuple[list[str], int]]:
    """Each row with each status it is about; 1xx only announce an answer."""
    for row in ROWS:
        meant = set(range(300, 600)) - NAMED if row[0] == OTHER else statuses(row[0])
        yield from ((row, status) for status in sorted(meant))


def outcome(row: list[str], status: int) -> Outcome:
    asked = "7" if row[0].endswith(RETRY_AFTER) else ""
    return outcome_of_status(status, retry_after=asked, now=NOW)


def claimed() -> Claimed:
    values = dict.fromkeys(Claimed._fields)
    values |= {"id": 1, "attempts": 1, "refusals": 0, "lease": NOW}
    return Claimed(**{**values, "expires": (NOW + timedelta(days=1)).timestamp()})


def test_the_table_is_found_and_names_each_status_once() -> None:
    assert [row[0] for row in ROWS].count(OTHER) == 1
    counted = [s for row in ROWS if RETRY_AFTER not in row[0] for s in statuses(row[0])]
    assert len(counted) == len(set(counted))


@pytest.mark.parametrize("number", range(len(ROWS)))
def test_each_status_is_what_its_row_says(number: int) -> None:
    seen = 0
    for row, status in cases():
        if row is ROWS[number]:
            answered = outcome(row, status)
            assert f"`{type(answered).__name__.lower()}`" == row[1], status
            assert isinstance(answered, Quarantining) is (row[3] == "is quarantined"), status
            seen += 1
    assert seen


@pytest.mark.parametrize("number", range(len(ROWS)))
def test_what_waits_is_due_again_and_what_ends_is_not(number: int) -> None:
    (row, status), *_ = [case for case in cases() if case[0] is ROWS[number]]
    if row[1] == "`toolarge`":
        return  # the sender itself sends it again
    state = next_state(claimed(), outcome(row, status), NOW).state
    assert {"waits": "pending", "ends": "failed", "is": "sent"}[re.split(r"\W", row[2])[0]] == state


@pytest.mark.parametrize("number", range(len(ROWS)))
def test_a_service_is_left_alone_after_as_many_persons_as_its_row_says(number: int) -> None:
    (row, status), *_ = [case for case in cases() if case[0] is ROWS[number]]
    heard = Witnesses()
    agreed = [heard.hear(f"u{n}", outcome(row, status), NOW) for n in range(PERSONS)]
    assert agreed[:-1] == [None] * (PERSONS - 1)
    assert bool(agreed[-1]) is (row[4] == "after three persons")


@pytest.mark.parametrize("number", range(len(ROWS)))
def test_what_deletes_is_doubted_after_as_many_persons_as_its_row_says(number: int) -> None:
    (row, status), *_ = [case for case in cases() if case[0] is ROWS[number]]
    heard = Witnesses()
    told = [
        heard.unless_doubted(f"u{n}", outcome(row, status), NOW) for n in range(GONE_PERSONS + 1)
    ]
    assert told[:-1] == [outcome(row, status)] * GONE_PERSONS
    doubted = isinstance(told[-1], Unexpected) and row[1] != "`unexpected`"
    assert doubted is row[4].startswith("after five persons it is doubted")
