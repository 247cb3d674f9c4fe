"""The states of a campaign, its moment in each time zone, and the pages it may open."""

from datetime import UTC, datetime, timedelta

import pytest

from saleor_push_plugin.core.campaigns import schedule, states
from saleor_push_plugin.core.campaigns.schedule import PastHour, Planned, Timing, planned
from saleor_push_plugin.core.campaigns.states import FINAL, CampaignAction, CampaignState
from saleor_push_plugin.core.links import Link, path_problem, resolve
from saleor_push_plugin.core.reason import Reason
from saleor_push_plugin.delivery.frequency_cap import RecentPush, free_at
from saleor_push_plugin.language_tags import written_in

HOUR = timedelta(hours=1)
EVENING = datetime(2026, 12, 3, 18, tzinfo=UTC)
BEGUN = EVENING - 14 * HOUR


@pytest.mark.parametrize("state", CampaignState)
def test_nothing_happens_after_the_end(state: CampaignState) -> None:
    possible = [action for action in CampaignAction if states.after(action, state)]
    assert (possible == []) is (state in FINAL) or state is CampaignState.DRAFT
    assert CampaignState.DRAFT not in {
        states.after(action, state) for action in possible if action is not CampaignAction.UPDATE
    }


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        ({}, "scheduled"),
        ({"began_to_freeze": True}, "freezing"),
        ({"began_to_freeze": True, "is_frozen": True}, "sending"),
    ],
)
def test_what_is_resumed_goes_on_where_it_was(done: dict[str, bool], expected: str) -> None:
    assert states.after(CampaignAction.RESUME, CampaignState.PAUSED, **done) == expected
    assert states.after(CampaignAction.RESUME, CampaignState.SENDING, **done) is None


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("Pacific/Kiritimati", BEGUN),
        ("Europe/Warsaw", EVENING - HOUR),
        ("America/Los_Angeles", EVENING + 8 * HOUR),
        ("UTC", EVENING),
    ],
)
def test_its_hour_comes_in_each_zone(zone: str, at: datetime) -> None:
    assert schedule.starts_at(Timing.LOCAL, EVENING) == BEGUN
    assert planned(EVENING, zone, BEGUN, PastHour.TOMORROW) == Planned(at=at)


def test_an_hour_that_is_past_waits_for_tomorrow_or_is_left_out() -> None:
    late = EVENING - HOUR + schedule.LATE + timedelta(seconds=1)
    warsaw = "Europe/Warsaw"
    tomorrow = EVENING + 23 * HOUR
    assert planned(EVENING, warsaw, late, PastHour.TOMORROW) == Planned(at=tomorrow)
    left_out = planned(EVENING, warsaw, late, PastHour.LEAVE_OUT)
    assert left_out.reason is Reason.ZONE_HOUR_PAST
    just = EVENING - HOUR + schedule.LATE
    assert planned(EVENING, warsaw, just, PastHour.TOMORROW) == Planned(at=EVENING - HOUR)


def test_after_days_without_a_worker_it_is_the_next_such_hour() -> None:
    since = EVENING + timedelta(days=3, hours=-2)
    assert planned(EVENING, "Europe/Warsaw", since, PastHour.TOMORROW) == Planned(
        at=EVENING + timedelta(days=3) - HOUR
    )


def test_tomorrow_is_the_same_hour_also_when_the_clocks_change() -> None:
    spring = datetime(2027, 3, 27, 18, tzinfo=UTC)
    late = spring + HOUR
    assert planned(spring, "Europe/Berlin", late, PastHour.TOMORROW) == Planned(
        at=datetime(2027, 3, 28, 16, tzinfo=UTC)
    )


def test_an_hour_that_does_not_exist_is_the_next_and_of_two_it_is_the_first() -> None:
    gap = datetime(2027, 3, 28, 2, 30, tzinfo=UTC)
    since = gap - 14 * HOUR
    assert planned(gap, "Europe/Berlin", since, PastHour.TOMORROW).at == datetime(
        2027, 3, 28, 1, 30, tzinfo=UTC
    )
    twice = datetime(2026, 10, 25, 2, 30, tzinfo=UTC)
    since = twice - 14 * HOUR
    assert planned(twice, "Europe/Berlin", since, PastHour.TOMORROW).at == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


@pytest.mark.parametrize(
    "path",
    [
        "sale",
        "",
        "//evil.example",
        "/\\evil.example",
        "/a b",
        "/a\n",
        "/a\u00a0b",
        "/" + "x" * 1000,
    ],
)
def test_a_path_leads_nowhere_else(path: str) -> None:
    assert path_problem(path)


def test_a_path_keeps_its_query_and_fragment_and_says_the_campaign() -> None:
    assert path_problem("/{channel}/sale?x=1#top") is None
    link = Link(path="/{channel}/sale?x=1#top", words={"channel": "eur"}, campaign="campaign-7")
    assert resolve(link, storefront_url="https://shop.example/", paths={}, campaign="campaign") == (
        "https://shop.example/eur/sale?x=1&utm_source=web_push&utm_medium=push"
        "&utm_campaign=campaign-7#top"
    )


@pytest.mark.parametrize(
    ("reads", "expected"), [("de-CH", "de"), ("fr", "pl"), ("", "pl"), ("EN_gb", "en")]
)
def test_a_reader_gets_a_language_that_it_is_written_in(reads: str, expected: str) -> None:
    assert written_in({"de": {}, "en": {}, "pl": {}}, reads, "pl-PL", "en") == expected


def test_without_the_shops_language_it_is_the_campaigns_own() -> None:
    assert written_in({"de": {}}, "fr", "en", "de") == "de"


def test_room_for_one_more_comes_when_enough_are_a_week_old() -> None:
    days = [EVENING + timedelta(days=n) for n in range(3)]
    recent = {RecentPush(event_id=n, scenario="x", about="", at=at) for n, at in enumerate(days)}
    week = timedelta(days=7)
    assert free_at(recent, 3) == days[0] + week
    assert free_at(recent, 1) == days[2] + week
    assert free_at(recent, 0) is None
    assert free_at(recent, 4) is None
