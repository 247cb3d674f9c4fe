"""What the answers that several persons got say about their push service."""

from datetime import UTC, datetime, timedelta

import pytest

from saleor_push_plugin.core.outcome import (
    Busy,
    Denied,
    Gone,
    Outcome,
    Quarantining,
    Sent,
    Unexpected,
)
from saleor_push_plugin.core.service_health import (
    GONE_PERSONS,
    GUESTS_ALONE,
    REFUSED_FOR,
    Witnesses,
)

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
GONE = Gone(status=410)


def wait(outcome: Quarantining, *persons: str) -> timedelta:
    heard = Witnesses()
    *first, last = [heard.hear(person, outcome, NOW) for person in persons]
    assert first == [None] * 2
    assert last is not None
    return last.wait


@pytest.mark.parametrize("asked", [HOUR, GUESTS_ALONE, timedelta(seconds=7)])
def test_guests_alone_stop_a_service_for_two_minutes_at_most(asked: timedelta) -> None:
    busy = Busy(wait=asked, status=429)
    assert wait(busy, "s1", "s2", "s3") == min(asked, timedelta(minutes=2))
    assert wait(busy, "s1", "u2", "s3") == asked


@pytest.mark.parametrize("outcome", [Denied(status=403), Unexpected(status=302)])
def test_guests_alone_who_are_refused_as_well(outcome: Quarantining) -> None:
    assert wait(outcome, "s1", "s2", "s3") == GUESTS_ALONE
    assert wait(outcome, "s1", "s2", "u3") == REFUSED_FOR


def told(heard: Witnesses, *answers: tuple[str, Outcome], at: datetime = NOW) -> list[bool]:
    """Whether each is believed."""
    return [heard.unless_doubted(who, outcome, at) == outcome for who, outcome in answers]


def gone(first: int, count: int) -> list[tuple[str, Outcome]]:
    return [(f"s{number}", GONE) for number in range(first, first + count)]


def doubting() -> Witnesses:
    heard = Witnesses()
    assert told(heard, *gone(0, GONE_PERSONS)) == [True] * GONE_PERSONS
    return heard


def test_after_five_persons_who_are_gone_nobody_is_believed_to_be() -> None:
    heard = doubting()
    assert told(heard, *gone(10, 3), ("", GONE)) == [False] * 4
    assert isinstance(heard.unless_doubted("", GONE, NOW), Unexpected)


def test_one_accepted_push_ends_the_doubt() -> None:
    heard = doubting()
    told(heard, ("u9", Sent(at=NOW)))
    assert told(heard, *gone(10, GONE_PERSONS)) == [True] * GONE_PERSONS


def test_in_a_list_of_which_two_thirds_are_gone_all_are_believed() -> None:
    some = [*gone(0, 2), ("u9", Sent(at=NOW))]
    assert all(told(Witnesses(), *some * 40))


@pytest.mark.parametrize("who", ["", "u7"])
def test_strangers_and_the_devices_of_one_person_are_no_reason_to_doubt(who: str) -> None:
    assert all(told(Witnesses(), *[(who, GONE)] * 40))


def test_a_doubt_lasts_for_a_day_after_the_last_answer_and_outlasts_a_verdict() -> None:
    heard = doubting()
    late = NOW + timedelta(hours=23)
    verdicts = [heard.hear(f"u{n}", Unexpected(status=410), late) for n in range(20, 23)]
    assert verdicts[2] is not None
    assert told(heard, ("", GONE), at=late + timedelta(hours=23)) == [False]
    assert told(heard, ("", GONE), at=late + timedelta(hours=48)) == [True]


def test_however_many_are_gone_little_is_stored() -> None:
    heard = doubting()
    told(heard, *gone(100, 1000))
    assert len(heard.heard[Gone.__name__]) == GONE_PERSONS
