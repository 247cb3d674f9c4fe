"""Few people get a campaign first; what they answer lets it go on, or pauses it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin.campaigns import lifecycle, upkeep
from saleor_push_plugin.core.campaigns import canary as rules
from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.models import (
    Campaign,
    CampaignRecipient,
    Event,
    Notification,
    Subscription,
)
from saleor_push_plugin.shop.connections import writer
from tests.hosts.shop import Shop

from .campaigning import DAY, EDITOR, HOUR, MINUTE, cut, frozen, scheduled, state
from .conftest import Browser, Deliver

Browsers = Callable[..., Browser]
NOON = datetime.combine(timezone.now().date() + 2 * DAY, datetime.min.time(), UTC) + 12 * HOUR
OVER = NOON + 2 * HOUR + MINUTE
OTHER = {"name": "Short", "texts": {t: {"title": "Sale!", "body": ""} for t in ("en", "de")}}


@pytest.fixture
def crowd(push: Shop, browser: Browsers, monkeypatch: pytest.MonkeyPatch) -> list[Browser]:
    """Twenty who agreed, of a shop in which every second one closes what it gets.

    A canary of so few needs signals that are as frequent.
    """
    push.configure_push(quiet_hours="", scenario_welcome=False, scenario_welcome_shipping=False)
    monkeypatch.setattr(rules, "LEAST_USUAL", dict.fromkeys(rules.Signal, 0.5))
    monkeypatch.setattr(rules, "_expected_needed", lambda: 4.0)
    made = [browser() for _ in range(20)]
    Subscription.objects.update(topics=list(Topic))
    return made


def before(pushes: int = 1000, **columns: Any) -> None:
    """Marketing that was sent the day before."""
    at = NOON - DAY
    event = Event.objects.create(key="cart_left:1@2", kind="cart_left", subject="1@2", at=at)
    Notification.objects.bulk_create(
        Notification(
            key=f"before-{n}",
            event=event,
            scenario="abandoned_cart",
            person=f"u{10**6 + n}",
            bulk=True,
            state="sent",
            due_at=at,
            expires_at=at,
            created_at=at,
            sent_at=at,
            **columns,
        )
        for n in range(pushes)
    )


def later(now: datetime) -> None:
    with writer():
        upkeep.finish(now)
    frozen(now)
    cut(now)


def first_ones() -> Any:
    return Notification.objects.filter(scenario="campaign", state="sent")


def begun(deliver: Deliver, **values: Any) -> Campaign:
    campaign = scheduled(NOON, has_canary=True, **values)
    frozen(NOON)
    cut(NOON)
    deliver(NOON)
    campaign.refresh_from_db()
    return campaign


def test_few_people_get_it_first_and_the_rest_if_nothing_is_wrong(
    crowd: list[Browser], deliver: Deliver
) -> None:
    before()
    campaign = begun(deliver)
    assert campaign.stage == "canary"
    assert campaign.canary["people"] == 8
    some = sum(one.arrivals for one in crowd)
    assert some == CampaignRecipient.objects.filter(bucket__lt=4000).count() < 20
    later(OVER - 2 * MINUTE)
    assert first_ones().count() == some
    later(OVER)
    deliver(OVER)
    campaign.refresh_from_db()
    assert (campaign.stage, campaign.canary["watch"]) == ("rest", "passed")
    assert [one.arrivals for one in crowd] == [1] * 20
    later(OVER + MINUTE)
    assert state(campaign) == "done"
    log = campaign.changes.order_by("pk").values_list("action", "details")
    assert list(log)[2:4] == [("send", {"stage": "canary"}), ("stage", {"stage": "rest"})]


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"dismissed_at": NOON + MINUTE}, "canary_dismissed"),
        ({"unsubscribed_at": NOON + MINUTE}, "canary_unsubscribed"),
        ({"state": "pending", "sent_at": None, "reason": "push_rejected"}, "canary_refused"),
    ],
)
def test_it_pauses_itself_and_staff_may_let_it_go_on(
    crowd: list[Browser],
    deliver: Deliver,
    monkeypatch: pytest.MonkeyPatch,
    columns: dict[str, Any],
    reason: str,
) -> None:
    before()
    # Ten people, of whom one is expected.
    monkeypatch.setattr(rules, "LEAST_USUAL", dict.fromkeys(rules.Signal, 0.1))
    monkeypatch.setattr(rules, "_expected_needed", lambda: 1.0)
    campaign = begun(deliver)
    first_ones().update(**columns)
    later(OVER)
    campaign.refresh_from_db()
    assert (campaign.state, campaign.problem) == ("paused", reason)
    assert campaign.canary["watch"] == "stopped"
    assert campaign.changes.latest("pk").details == {"problem": reason}
    assert campaign.changes.latest("pk").who == ""
    later(OVER + HOUR)
    assert CampaignRecipient.objects.filter(planned_at=None).exists()
    with writer():
        lifecycle.resume(campaign.pk, EDITOR, OVER + HOUR)
    later(OVER + HOUR + MINUTE)
    campaign.refresh_from_db()
    assert (campaign.stage, campaign.canary["watch"], campaign.problem) == ("rest", "stopped", "")
    assert not CampaignRecipient.objects.filter(planned_at=None).exists()


def test_after_a_canary_comes_the_test_of_the_arms(crowd: list[Browser], deliver: Deliver) -> None:
    before()
    campaign = begun(deliver, variants=[OTHER], test_share=30)
    later(OVER)
    deliver(OVER)
    campaign.refresh_from_db()
    assert (campaign.stage, campaign.stage_ends) == ("test", 7000)
    decided = OVER + 2 * HOUR + MINUTE
    later(decided)
    deliver(decided)
    campaign.refresh_from_db()
    assert campaign.stage == "rest"
    assert [one.arrivals for one in crowd] == [1] * 20


@pytest.mark.parametrize(
    ("pushes", "watch"), [(999, "nothing_usual"), (1000, "too_few_people")], ids=str
)
def test_without_enough_people_or_figures_there_is_none(
    crowd: list[Browser],
    deliver: Deliver,
    monkeypatch: pytest.MonkeyPatch,
    pushes: int,
    watch: str,
) -> None:
    before(pushes)
    monkeypatch.setattr(rules, "LEAST_USUAL", dict.fromkeys(rules.Signal, 0.3))
    campaign = begun(deliver)
    assert campaign.canary["watch"] == watch
    assert campaign.stage == "rest"
    assert [one.arrivals for one in crowd] == [1] * 20


def test_what_is_usual_is_that_of_the_same_time(crowd: list[Browser], deliver: Deliver) -> None:
    before(dismissed_at=NOON - DAY + timedelta(minutes=45))
    campaign = begun(deliver)
    assert campaign.canary["usual"]["dismissed"] == [0.5, 1.0, 1.0, 1.0]
