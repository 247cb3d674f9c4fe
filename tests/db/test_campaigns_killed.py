"""A worker dies at any statement while a campaign freezes, cuts, sends, pauses: nobody is lost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from saleor_push_plugin.campaigns import canary, cutting, freezing, lifecycle, staging, upkeep
from saleor_push_plugin.campaigns.canary import Usual
from saleor_push_plugin.core.campaigns import canary as rules
from saleor_push_plugin.core.campaigns.canary import Signal
from saleor_push_plugin.core.campaigns.schedule import Timing
from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.models import (
    Campaign,
    CampaignRecipient,
    Experiment,
    Notification,
    Subscription,
)
from saleor_push_plugin.shop import config, person_facts
from saleor_push_plugin.shop.connections import writer
from tests.hosts.shop import Shop

from .campaigning import DAY, EDITOR, HOUR, MINUTE, cut, frozen, mixed, scheduled, state
from .conftest import Browser, Deliver

Browsers = Callable[..., Browser]
NOON = datetime.combine(timezone.now().date() + 2 * DAY, datetime.min.time(), UTC) + 12 * HOUR


class Killed(BaseException):
    """The worker is no more."""


@contextmanager
def killed_at(statement: int) -> Iterator[None]:
    """The worker dies when it begins its n-th statement; what it had committed stays."""
    numbers = count(1)

    def execute(run: Any, *given: Any) -> Any:
        if next(numbers) == statement:
            raise Killed
        return run(*given)

    with connection.execute_wrapper(execute):
        yield


def survives(work: Callable[[], object]) -> int:
    """Do it again and again, each time killed one statement later; returns how often it died."""
    for statement in count(1):
        try:
            with killed_at(statement):
                work()
        except Killed:
            continue
        return statement - 1
    raise AssertionError


@pytest.fixture
def crowd(push: Shop, browser: Browsers, monkeypatch: pytest.MonkeyPatch) -> list[Browser]:
    """Five who agreed, in slices of two."""
    push.configure_push(quiet_hours="", scenario_welcome=False, scenario_welcome_shipping=False)
    monkeypatch.setattr(freezing, "SLICE", 2)
    monkeypatch.setattr(cutting, "SLICE", 2)
    made = [browser() for _ in range(5)]
    Subscription.objects.update(topics=list(Topic))
    return made


def freeze(now: datetime) -> None:
    with writer():
        while upkeep.freeze(config.load(), lambda: now, 60):
            pass


def test_whoever_dies_while_freezing_loses_and_doubles_nobody(crowd: list[Browser]) -> None:
    campaign = scheduled(NOON)
    with writer():
        person_facts.rebuild(NOON)
    assert survives(lambda: freeze(NOON)) > 10
    assert state(campaign) == "sending"
    assert CampaignRecipient.objects.count() == 5


def test_whoever_dies_while_cutting_loses_and_doubles_nobody(crowd: list[Browser]) -> None:
    scheduled(NOON)
    frozen(NOON)
    assert survives(lambda: cut(NOON)) > 10
    assert Notification.objects.filter(scenario="campaign").count() == 5
    assert not CampaignRecipient.objects.exclude(cut_at__isnull=False, reason="").exists()


def test_whoever_dies_while_sending_leaves_it_to_the_next(
    crowd: list[Browser], deliver: Deliver
) -> None:
    campaign = scheduled(NOON)
    frozen(NOON)
    cut(NOON)
    clock = iter(NOON + n * 3 * MINUTE for n in count())
    assert survives(lambda: deliver(next(clock))) > 10
    later = next(clock)
    deliver(later)
    rows = Notification.objects.filter(scenario="campaign")
    assert list(rows.values_list("state", flat=True)) == ["sent"] * 5
    assert {one.arrivals > 0 for one in crowd} == {True}
    with writer():
        upkeep.finish(later)
    assert state(campaign) == "done"
    assert Campaign.objects.get().result["people"] == 5


def test_a_pause_and_a_resume_that_die_have_happened_or_not(
    crowd: list[Browser], deliver: Deliver
) -> None:
    campaign = scheduled(NOON)
    frozen(NOON)
    with writer():
        assert cutting.cut(NOON)
    for change, expected in ((lifecycle.pause, "paused"), (lifecycle.resume, "sending")):

        def once(change: Any = change, expected: str = expected) -> None:
            with writer():
                done = change(campaign.pk, EDITOR, NOON)
            # Refused in this state: it had happened before the worker died.
            assert done.state == expected

        assert survives(once) > 3
    cut(NOON)
    deliver(NOON)
    assert [one.arrivals for one in crowd] == [1] * 5
    log = campaign.changes.order_by("pk").values_list("action", flat=True)
    assert list(log) == ["schedule", "freeze", "send", "pause", "resume"]


def test_clocks_that_jump_over_a_zones_hour_forget_nobody(
    push: Shop, browser: Browsers, deliver: Deliver
) -> None:
    push.configure_push(quiet_hours="", scenario_welcome=False, scenario_welcome_shipping=False)
    zones = ["Pacific/Auckland", "Asia/Tokyo", "Europe/Warsaw", "America/Los_Angeles"]
    made = [browser(timeZone=zone) for zone in zones]
    Subscription.objects.update(topics=list(Topic))
    at = datetime(2026, 12, 3, 18, tzinfo=UTC)
    scheduled(at, Timing.LOCAL)
    # Nobody works from before the first zone's hour until after that of Auckland and Tokyo.
    begun = at - 6 * HOUR
    for passed in (timedelta(0), 5 * HOUR, 14 * HOUR, 13 * HOUR, 24 * HOUR, 24 * HOUR):
        frozen(begun + passed)
        cut(begun + passed)
        deliver(begun + passed)
    assert [one.arrivals for one in made] == [1] * 4
    moments = dict(CampaignRecipient.objects.values_list("person", "planned_at"))
    hours = sorted((moment - at) / HOUR for moment in moments.values())
    assert hours == [-1, 8, 11, 15]


ARMS: list[dict[str, Any]] = [
    {"name": name, "texts": {tag: {"title": name, "body": ""} for tag in ("en", "de")}}
    for name in ("B", "C")
]


def test_whoever_dies_in_a_test_of_arms_loses_and_doubles_nobody_and_decides_once(
    crowd: list[Browser], deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "SLICE", 2)
    campaign = mixed(scheduled(NOON, variants=ARMS, test_share=50), 3)
    with writer():
        person_facts.rebuild(NOON)
    assert survives(lambda: freeze(NOON)) > 15
    tried = CampaignRecipient.objects.filter(planned_at__isnull=False)
    assert tried.count() == CampaignRecipient.objects.filter(bucket__lt=5000).count()
    assert survives(lambda: cut(NOON)) > 3
    clock = iter(NOON + n * 3 * MINUTE for n in count())
    assert survives(lambda: deliver(next(clock))) > 3
    decided = next(clock) + 2 * HOUR + MINUTE

    def decide() -> None:
        with writer():
            upkeep.finish(decided)
        freeze(decided)

    assert survives(decide) > 15
    cut(decided)
    deliver(decided)
    # A push whose worker died is sent again; its tag replaces the first one on the screen.
    assert {one.arrivals > 0 for one in crowd} == {True}
    rows = Notification.objects.filter(scenario="campaign", state="sent")
    assert len(set(rows.values_list("subscription_id", flat=True))) == len(rows) == 5
    assert CampaignRecipient.objects.count() == 5
    log = campaign.changes.order_by("pk").values_list("action", flat=True)
    assert list(log) == ["schedule", "freeze", "send", "stage"]
    assert len(Experiment.objects.get().looks) == 1
    ended = decided + 24 * HOUR

    def look_last() -> None:
        with writer():
            upkeep.finish(ended)

    assert survives(look_last) > 5
    experiment = Experiment.objects.get()
    assert (len(experiment.looks), experiment.ended_at) == (2, ended)
    assert state(campaign) == "done"


def test_clocks_that_jump_over_hours_of_a_test_forget_nobody(
    push: Shop, browser: Browsers, deliver: Deliver
) -> None:
    push.configure_push(quiet_hours="", scenario_welcome=False, scenario_welcome_shipping=False)
    zones = ["Pacific/Auckland", "Asia/Tokyo", "Europe/Warsaw", "America/Los_Angeles"]
    made = [browser(timeZone=zone) for zone in zones for _ in range(4)]
    Subscription.objects.update(topics=list(Topic))
    at = datetime(2026, 12, 3, 18, tzinfo=UTC)
    campaign = mixed(scheduled(at, Timing.LOCAL, variants=ARMS, test_share=50), 3)
    # Jumps over hours of the test, then over the decision and hours of the rest.
    for hours in (-14, -6, -1, 14, 16, 16.1, 43, 60, 90):
        now = at + hours * HOUR
        with writer():
            upkeep.finish(now)
        frozen(now)
        cut(now)
        deliver(now)
    assert [one.arrivals for one in made] == [1] * 16
    assert campaign.changes.filter(action="stage").count() == 1
    assert state(campaign) == "done"


def test_whoever_dies_while_a_canary_is_watched_lets_it_go_on_once(
    crowd: list[Browser], deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = Usual(shares=dict.fromkeys(Signal, (0.5, 0.5, 0.5, 0.5)))
    monkeypatch.setattr(canary, "usual", lambda _: usual)
    monkeypatch.setattr(rules, "_expected_needed", lambda: 1.0)
    campaign = scheduled(NOON, has_canary=True)
    with writer():
        person_facts.rebuild(NOON)
    assert survives(lambda: freeze(NOON)) > 10
    assert state(campaign) == "sending"
    assert campaign.stage == "canary"
    cut(NOON)
    deliver(NOON)
    over = NOON + 2 * HOUR + MINUTE

    def watch() -> None:
        with writer():
            upkeep.finish(over)
        freeze(over)

    assert survives(watch) > 15
    cut(over)
    deliver(over)
    assert [one.arrivals for one in crowd] == [1] * 5
    log = campaign.changes.order_by("pk").values_list("action", flat=True)
    assert list(log) == ["schedule", "freeze", "send", "stage"]
