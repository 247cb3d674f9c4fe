"""Series: each occurrence is a campaign of its own, made once, also after beat was down."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from saleor_push_plugin.campaigns import drafts, freezing, lifecycle, recurring, scheduling, upkeep
from saleor_push_plugin.core.campaigns.recurrence import Recurrence, Unit
from saleor_push_plugin.core.campaigns.schedule import PastHour
from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.models import (
    Campaign,
    CampaignRecipient,
    Experiment,
    Segment,
    Subscription,
)
from saleor_push_plugin.shop import config, person_facts
from saleor_push_plugin.shop.connections import writer
from tests.hosts.shop import Shop

from .campaigning import DAY, EDITOR, HOUR, MINUTE, TEXTS, cut, frozen, state, written
from .conftest import Browser, Deliver
from .test_campaigns_killed import survives

Browsers = Callable[..., Browser]
EVENING = datetime.combine(timezone.now().date() + 8 * DAY, datetime.min.time(), UTC) + 18 * HOUR
CHOSEN = EVENING - 7 * DAY
# An hour ahead of UTC on every day of the year, so that its evening is an hour earlier.
ZONE = "Etc/GMT-1"
WEEKLY = Recurrence(unit=Unit.WEEK, every=1, first=EVENING, scheduled_at=CHOSEN, zone=ZONE)
EACH_ZONE = replace(WEEKLY, zone="", unit=Unit.DAY)
ARMS = [{"name": "B", "texts": {tag: {"title": "B", "body": ""} for tag in ("en", "de")}}]


def repeated(
    rhythm: Recurrence = WEEKLY, past_hour: PastHour = PastHour.LATE, **values: Any
) -> Campaign:
    return chosen(written(**values), rhythm, past_hour)


def chosen(series: Campaign, rhythm: Recurrence, past_hour: PastHour = PastHour.LATE) -> Campaign:
    with writer():
        when = scheduling.Series(rhythm=rhythm, past_hour=past_hour)
        made = scheduling.repeat(series.pk, when, EDITOR, rhythm.scheduled_at)
    assert isinstance(made, Campaign), made
    return made


def made_of(series: Campaign) -> list[Campaign]:
    return list(Campaign.objects.filter(series_id=series.pk).order_by("occurrence"))


def local(hour: datetime) -> str:
    return hour.replace(tzinfo=None).isoformat()


def log(series: Campaign) -> list[tuple[str, Any]]:
    return [(each.action, each.details) for each in series.changes.order_by("pk")]


def actions(series: Campaign) -> list[str]:
    return [action for action, _ in log(series)]


def sent(now: datetime, deliver: Deliver) -> None:
    """All that ticks, workers and the sweep do at a moment."""
    frozen(now)
    cut(now)
    deliver(now)
    with writer():
        upkeep.finish(now)


@pytest.fixture
def crowd(push: Shop, browser: Browsers, monkeypatch: pytest.MonkeyPatch) -> list[Browser]:
    push.configure_push(quiet_hours="", scenario_welcome=False, scenario_welcome_shipping=False)
    monkeypatch.setattr(freezing, "SLICE", 2)
    made = [browser() for _ in range(3)]
    Subscription.objects.update(topics=list(Topic))
    return made


def test_each_occurrence_is_a_campaign_with_people_and_results_of_its_own(
    crowd: list[Browser], browser: Browsers, deliver: Deliver
) -> None:
    series = repeated(replace(WEEKLY, until=(EVENING + 8 * DAY).date()), name="Thursday")
    sent(EVENING - HOUR - MINUTE, deliver)
    assert made_of(series) == []
    sent(EVENING - HOUR, deliver)
    (first,) = made_of(series)
    assert (first.name, first.state) == (f"Thursday {EVENING.date()}", "done")
    assert first.at == EVENING - HOUR
    browser(topics=["OFFERS"])
    Subscription.objects.update(topics=list(Topic))
    sent(EVENING + 7 * DAY - HOUR, deliver)
    first, second = made_of(series)
    assert [each.result["people"] for each in (first, second)] == [3, 4]
    assert [one.arrivals for one in crowd] == [2, 2, 2]
    assert (state(series), actions(series)) == ("done", ["repeat", "occur", "occur", "finish"])
    assert [each.changes.first().who for each in (first, second)] == ["", ""]
    sent(EVENING + 14 * DAY, deliver)
    assert len(made_of(series)) == 2


def test_an_occurrence_is_for_whom_its_segment_is_about_then(push: Shop) -> None:
    poles, germans = {"country": {"eq": "PL"}}, {"country": {"eq": "DE"}}
    with writer():
        row = Segment.objects.create(name="Some", where=poles, created_at=CHOSEN, updated_at=CHOSEN)
    series = repeated(segment_id=row.pk)
    frozen(EVENING)
    Segment.objects.update(where=germans)
    frozen(EVENING + 7 * DAY)
    assert [each.where for each in made_of(series)] == [poles, germans]


def test_a_change_is_said_by_the_next_one(push: Shop) -> None:
    series = repeated()
    frozen(EVENING)
    with writer():
        lifecycle.pause(series.pk, EDITOR, EVENING + HOUR)
        new = {**TEXTS, "en": {"title": "New", "body": ""}}
        assert drafts.change(series.pk, {"texts": new}, EDITOR, EVENING + HOUR).campaign
        lifecycle.resume(series.pk, EDITOR, EVENING + 2 * HOUR)
    frozen(EVENING + 7 * DAY)
    titles = [each.texts["en"]["title"] for each in made_of(series)]
    assert titles == ["Winter sale", "New"]
    assert actions(series) == ["repeat", "occur", "pause", "update", "resume", "occur"]


def test_another_rhythm_counts_from_its_own_first_day(push: Shop) -> None:
    series = repeated()
    frozen(EVENING)
    first = EVENING + 3 * DAY
    chosen(series, replace(WEEKLY, unit=Unit.DAY, first=first, scheduled_at=EVENING + HOUR))
    assert state(series) == "repeating"
    for days in (3, 4):
        frozen(EVENING + days * DAY)
    found = [(each.occurrence, each.at) for each in made_of(series)]
    assert found == [(n, EVENING + days * DAY - HOUR) for n, days in enumerate((0, 3, 4))]


def test_after_beat_was_down_the_newest_within_its_expiry_goes_out_and_older_are_noted(
    crowd: list[Browser], deliver: Deliver
) -> None:
    series = repeated()
    back = EVENING + 14 * DAY + 20 * HOUR
    sent(back, deliver)
    (only,) = made_of(series)
    assert (only.occurrence, only.state) == (2, "done")
    assert [one.arrivals for one in crowd] == [1, 1, 1]
    missed = {"reason": "too_late", "count": 2}
    days = {"first": local(EVENING), "last": local(EVENING + 7 * DAY)}
    assert log(series)[1:] == [
        ("miss", {**missed, **days}),
        ("occur", {"occurrence": local(EVENING + 14 * DAY)}),
    ]
    assert state(series) == "repeating"
    assert series.starts_at == EVENING + 21 * DAY - HOUR


def test_after_the_expiry_none_goes_out(crowd: list[Browser], deliver: Deliver) -> None:
    series = repeated()
    sent(EVENING + 23 * HOUR, deliver)
    assert made_of(series) == []
    assert actions(series) == ["repeat", "miss"]
    assert [one.arrivals for one in crowd] == [0, 0, 0]


def test_a_series_that_is_paused_makes_none_and_resumed_goes_on(push: Shop) -> None:
    series = repeated()
    with writer():
        lifecycle.pause(series.pk, EDITOR, CHOSEN)
    frozen(EVENING + HOUR)
    assert made_of(series) == []
    with writer():
        lifecycle.resume(series.pk, EDITOR, EVENING + 2 * HOUR)
    assert state(series) == "repeating"
    frozen(EVENING + 2 * HOUR)
    assert [each.occurrence for each in made_of(series)] == [0]
    with writer():
        lifecycle.cancel(series.pk, EDITOR, EVENING + 3 * HOUR)
        upkeep.finish(EVENING + 3 * HOUR)
    frozen(EVENING + 7 * DAY)
    assert len(made_of(series)) == 1
    assert state(series) == "cancelled"
    assert series.result["people"] == 0


def test_a_series_that_is_paused_for_months_is_not_cancelled(push: Shop) -> None:
    series = repeated()
    with writer():
        lifecycle.pause(series.pk, EDITOR, CHOSEN)
        upkeep.purge(EVENING + 300 * DAY, EVENING + 400 * DAY)
    assert state(series) == "paused"


def test_while_an_occurrence_is_paused_no_other_goes_out(push: Shop) -> None:
    series = repeated()
    frozen(EVENING)
    with writer():
        lifecycle.pause(made_of(series)[0].pk, EDITOR, EVENING)
    frozen(EVENING + 7 * DAY)
    assert len(made_of(series)) == 1
    assert log(series)[-1][1]["reason"] == "occurrence_under_way"
    with writer():
        lifecycle.cancel(made_of(series)[0].pk, EDITOR, EVENING + 8 * DAY)
    frozen(EVENING + 14 * DAY)
    assert [each.occurrence for each in made_of(series)] == [0, 2]


def test_nobody_gets_two_at_once_in_any_zone_also_when_beat_was_down(
    push: Shop, browser: Browsers, deliver: Deliver
) -> None:
    push.configure_push(quiet_hours="", scenario_welcome=False, scenario_welcome_shipping=False)
    push.configure_push(weekly_cap=100)
    zones = ["Pacific/Auckland", "Asia/Tokyo", "Europe/Warsaw", "America/Los_Angeles"]
    crowd = [browser(timeZone=zone) for zone in zones]
    Subscription.objects.update(topics=list(Topic))
    series = repeated(EACH_ZONE)
    before = [0] * 4
    # Every six hours; then a day and a half without beat.
    steps = [*range(-14, 58, 6), *range(94, 166, 6)]
    for hours in steps:
        sent(EVENING + hours * HOUR, deliver)
        now = [one.arrivals for one in crowd]
        assert all(late - early <= 1 for early, late in zip(before, now, strict=True)), hours
        before = now
    assert min(before) >= 5
    people = CampaignRecipient.objects.filter(campaign__in=made_of(series))
    assert people.count() == 4 * len(made_of(series))


def test_whose_hour_was_past_when_staff_chose_it_waits_for_the_next_one(
    push: Shop, browser: Browsers, deliver: Deliver
) -> None:
    push.configure_push(quiet_hours="", scenario_welcome=False, scenario_welcome_shipping=False)
    tokyo, here = browser(timeZone="Asia/Tokyo"), browser(timeZone=ZONE)
    Subscription.objects.update(topics=list(Topic))
    chosen_at = EVENING - 6 * HOUR
    repeated(replace(EACH_ZONE, scheduled_at=chosen_at))
    for hours in (-6, -1):
        sent(EVENING + hours * HOUR, deliver)
    assert (tokyo.arrivals, here.arrivals) == (0, 1)
    for hours in (10, 15):
        sent(EVENING + hours * HOUR, deliver)
    assert (tokyo.arrivals, here.arrivals) == (1, 1)


def test_each_occurrence_tries_its_arms_anew(crowd: list[Browser], deliver: Deliver) -> None:
    series = repeated(variants=ARMS, test_share=100)
    sent(EVENING, deliver)
    sent(EVENING + 3 * HOUR, deliver)
    sent(EVENING + 7 * DAY, deliver)
    found = made_of(series)
    assert len({each.experiment_id for each in found}) == Experiment.objects.count() == 2
    assert len({each.salt for each in found}) == 2


@pytest.mark.parametrize(
    ("values", "every", "is_possible"),
    [
        ({"has_canary": True}, 2, False),
        ({"has_canary": True}, 3, True),
        ({"variants": ARMS}, 3, False),
        ({"variants": ARMS}, 4, True),
        ({"variants": ARMS, "goal": "order"}, 5, False),
    ],
)
def test_occurrences_that_would_run_into_each_other_are_refused(
    push: Shop, values: Any, every: int, is_possible: bool
) -> None:
    series = written(**values)
    rhythm = replace(EACH_ZONE, every=every)
    with writer():
        when = scheduling.Series(rhythm=rhythm, past_hour=PastHour.LATE)
        found = scheduling.repeat(series.pk, when, EDITOR, CHOSEN)
    assert isinstance(found, Campaign) is is_possible
    if not is_possible:
        assert [(each.field, each.code) for each in found] == [("repeats", "invalid")]
        assert state(series) == "draft"


def test_a_daily_push_ends_before_the_next_one(push: Shop) -> None:
    series = repeated(replace(WEEKLY, unit=Unit.DAY), hours=168)
    frozen(EVENING)
    assert [each.hours for each in made_of(series)] == [23]


def test_whoever_dies_makes_each_occurrence_exactly_once(
    crowd: list[Browser], deliver: Deliver
) -> None:
    series = repeated(
        replace(WEEKLY, until=(EVENING + 15 * DAY).date()), variants=ARMS, test_share=100
    )
    with writer():
        person_facts.rebuild(EVENING)

    def tick(now: datetime) -> None:
        with writer():
            while upkeep.freeze(config.load(), lambda: now, 60):
                pass

    assert survives(lambda: tick(EVENING)) > 20
    assert actions(series) == ["repeat", "occur"]
    assert [each.occurrence for each in made_of(series)] == [0]
    assert CampaignRecipient.objects.count() == 3
    cut(EVENING)
    deliver(EVENING)
    with writer():
        upkeep.finish(EVENING + 3 * HOUR)
    # Two were due meanwhile; the older one is missed, once.
    back = EVENING + 14 * DAY
    assert survives(lambda: tick(back)) > 20
    assert actions(series) == ["repeat", "occur", "miss", "occur", "finish"]
    assert [each.occurrence for each in made_of(series)] == [0, 2]
    assert [actions(each)[:2] for each in made_of(series)] == [["create", "schedule"]] * 2
    assert Experiment.objects.count() == 2


def test_a_pause_and_a_change_that_die_have_happened_or_not(push: Shop) -> None:
    series = repeated()

    def pause() -> None:
        with writer():
            lifecycle.pause(series.pk, EDITOR, CHOSEN)

    assert survives(pause) > 3
    assert survives(lambda: chosen(series, replace(WEEKLY, every=2))) > 3
    assert state(series) == "paused"
    assert Recurrence.from_json(series.repeats).every == 2
    assert set(actions(series)) == {"repeat", "pause"}


def test_the_database_holds_that_an_occurrence_is_made_once(push: Shop) -> None:
    series = repeated()
    frozen(EVENING)
    with writer(), pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.create(
            name="Twice", language="en", created_at=EVENING, series_id=series.pk, occurrence=0
        )


def test_a_series_that_cannot_be_read_stops_no_other(push: Shop) -> None:
    broken, whole = repeated(), repeated()
    Campaign.objects.filter(pk=broken.pk).update(repeats={"unit": "fortnight"})
    with writer():
        recurring.make_due(EVENING)
    assert (len(made_of(broken)), len(made_of(whole))) == (0, 1)


def test_who_moves_to_another_time_zone_gets_the_next_one_at_the_hour_there(
    push: Shop, browser: Browsers, deliver: Deliver
) -> None:
    push.configure_push(quiet_hours="", scenario_welcome=False, scenario_welcome_shipping=False)
    traveller = browser(timeZone="Asia/Tokyo")
    Subscription.objects.update(topics=list(Topic))
    series = repeated(EACH_ZONE)
    sent(EVENING - 14 * HOUR, deliver)
    sent(EVENING - 9 * HOUR, deliver)
    assert traveller.arrivals == 1
    Subscription.objects.update(time_zone="America/Phoenix")
    sent(EVENING + 10 * HOUR, deliver)
    sent(EVENING + 30 * HOUR, deliver)
    assert traveller.arrivals == 1
    sent(EVENING + 31 * HOUR, deliver)
    assert traveller.arrivals == 2
    moments = CampaignRecipient.objects.filter(campaign__in=made_of(series)[:2]).order_by("id")
    hours = [(moment - EVENING) / HOUR for moment in moments.values_list("planned_at", flat=True)]
    assert hours == [-9, 31]


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_make_it_once(push: Shop) -> None:
    series = repeated()

    def work(_: int) -> None:
        try:
            with writer():
                recurring.make_due(EVENING)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert [each.occurrence for each in made_of(series)] == [0]
    assert actions(series) == ["repeat", "occur"]
