"""A campaign from its schedule to its end: who is frozen, what is sent, what is halted."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from saleor.account.models import User
from saleor.plugins.manager import get_plugins_manager

from saleor_push_plugin.campaigns import cutting, freezing, lifecycle, progress, upkeep
from saleor_push_plugin.core.campaigns.schedule import Timing
from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.models import (
    Campaign,
    CampaignChange,
    CampaignRecipient,
    Notification,
    Subscription,
)
from saleor_push_plugin.shop.connections import writer
from tests.hosts.refs import Customer
from tests.hosts.shop import Shop

from .campaigning import (
    DAY,
    EDITOR,
    HOUR,
    MINUTE,
    cut,
    frozen,
    people,
    pushes,
    scheduled,
    state,
    written,
)
from .conftest import Browser, Deliver

Browsers = Callable[..., Browser]
NOON = datetime.combine(timezone.now().date() + 2 * DAY, datetime.min.time(), UTC) + 12 * HOUR


@pytest.fixture
def quiet(push: Shop) -> Shop:
    push.configure_push(quiet_hours="", scenario_welcome=False, scenario_welcome_shipping=False)
    return push


def agree(*browsers: Browser, topics: list[str] | None = None) -> None:
    endpoints = [each.subscriber.endpoint for each in browsers]
    rows = Subscription.objects.filter(endpoint__in=endpoints)
    rows.update(topics=list(Topic) if topics is None else topics)


def key_of(browser: Browser) -> str:
    row = Subscription.objects.get(endpoint=browser.subscriber.endpoint)
    return f"s{row.id}" if row.user_id is None else f"u{row.user_id}"


def test_it_goes_to_all_who_agreed_once_a_browser_in_their_language(
    quiet: Shop, browser: Browsers, ada: Customer, deliver: Deliver
) -> None:
    phone, laptop = browser(ada, language="de-AT"), browser(ada, language="en")
    guest, refuses = browser(language="fr"), browser()
    agree(phone, laptop, guest)
    agree(refuses, topics=["order_updates"])
    campaign = scheduled(NOON)
    frozen(NOON - MINUTE)
    assert state(campaign) == "scheduled"
    frozen(NOON)
    assert state(campaign) == "sending"
    assert people(campaign) == {
        key_of(phone): (NOON, ""),
        key_of(guest): (NOON, ""),
        key_of(refuses): (NOON, "no_consent"),
    }
    assert cut(NOON) == 1
    deliver(NOON)
    assert phone.texts == ["Winterschlussverkauf\nBis zur Hälfte billiger"]
    assert laptop.texts == guest.texts == ["Winter sale\nUp to half off"]
    assert refuses.texts == []


def test_a_run_that_is_repeated_sends_nothing_twice(
    quiet: Shop, browser: Browsers, deliver: Deliver
) -> None:
    phone = browser()
    agree(phone)
    campaign = scheduled(NOON)
    frozen(NOON)
    cut(NOON)
    deliver(NOON)
    Campaign.objects.update(state="freezing", frozen_at=None, frozen_upto="")
    CampaignRecipient.objects.update(cut_at=None)
    frozen(NOON + MINUTE)
    cut(NOON + MINUTE)
    deliver(NOON + MINUTE)
    assert phone.arrivals == 1
    assert CampaignRecipient.objects.count() == 1
    with writer():
        upkeep.finish(NOON + MINUTE)
    assert state(campaign) == "done"


def test_each_zone_gets_it_at_its_hour(quiet: Shop, browser: Browsers, deliver: Deliver) -> None:
    zones = {
        "Asia/Tokyo": timedelta(hours=-9),
        "America/Los_Angeles": timedelta(hours=8),
        "": timedelta(0),
    }
    made = {zone: browser(timeZone=zone) for zone in zones}
    agree(*made.values())
    at = datetime(2026, 12, 3, 18, tzinfo=UTC)
    campaign = scheduled(at, Timing.LOCAL)
    frozen(at - 14 * HOUR - MINUTE)
    assert state(campaign) == "scheduled"
    frozen(at - 14 * HOUR)
    assert people(campaign) == {key_of(one): (at + zones[zone], "") for zone, one in made.items()}
    assert cut(at - 9 * HOUR - MINUTE) == 0
    cut(at - 9 * HOUR)
    deliver(at - 9 * HOUR)
    assert [one.arrivals for one in made.values()] == [1, 0, 0]
    # The clock jumps over the hour of one zone and to that of the next.
    cut(at + 8 * HOUR)
    deliver(at + 8 * HOUR)
    assert [one.arrivals for one in made.values()] == [1, 1, 1]


def test_a_moment_that_was_missed_for_longer_than_it_may_wait_is_too_late(
    quiet: Shop, browser: Browsers
) -> None:
    agree(browser())
    campaign = scheduled(NOON, hours=2)
    frozen(NOON)
    cut(NOON + 2 * HOUR)
    assert [reason for _, reason in people(campaign).values()] == ["too_late"]
    assert pushes() == []


def test_paused_nothing_more_is_sent_and_resumed_nobody_is_forgotten(
    quiet: Shop, browser: Browsers, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cutting, "SLICE", 2)
    made = [browser() for _ in range(5)]
    agree(*made)
    campaign = scheduled(NOON)
    frozen(NOON)
    with writer():
        assert cutting.cut(NOON)
        lifecycle.pause(campaign.pk, EDITOR, NOON)
    assert cut(NOON) == 0
    deliver(NOON + MINUTE)
    assert sum(one.arrivals for one in made) == 0
    assert pushes() == [("pending", "campaign_paused")] * 2
    with writer():
        lifecycle.resume(campaign.pk, EDITOR, NOON + HOUR)
    assert state(campaign) == "sending"
    assert cut(NOON + HOUR) == 2
    deliver(NOON + HOUR)
    assert [one.arrivals for one in made] == [1] * 5


def test_what_a_worker_had_postponed_before_the_pause_waits_too(
    quiet: Shop, browser: Browsers, deliver: Deliver
) -> None:
    phone = browser()
    agree(phone)
    Subscription.objects.update(paused_until=NOON + 2 * HOUR)
    campaign = scheduled(NOON)
    frozen(NOON)
    cut(NOON)
    deliver(NOON)
    Campaign.objects.update(state="paused")
    deliver(NOON + 2 * HOUR)
    assert pushes() == [("pending", "campaign_paused")]
    with writer():
        lifecycle.resume(campaign.pk, EDITOR, NOON + 3 * HOUR)
    deliver(NOON + 3 * HOUR)
    assert phone.arrivals == 1


def test_cancelled_nothing_more_is_sent_and_the_progress_says_so(
    quiet: Shop, browser: Browsers, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cutting, "SLICE", 1)
    made = [browser() for _ in range(3)]
    agree(*made)
    campaign = scheduled(NOON)
    frozen(NOON)
    with writer():
        assert cutting.cut(NOON)
    deliver(NOON)
    with writer():
        assert cutting.cut(NOON + MINUTE)
        lifecycle.cancel(campaign.pk, EDITOR, NOON + MINUTE)
    assert cut(NOON + HOUR) == 0
    deliver(NOON + HOUR)
    assert sum(one.arrivals for one in made) == 1
    counted = progress.of(Campaign.objects.get())
    assert counted["left_out"] == {"campaign_cancelled": 1}
    assert sorted(counted["pushes"]) == [
        ["sent", "", 1],
        ["skipped", "campaign_cancelled", 1],
    ]


def test_over_the_weekly_cap_it_waits_for_room_inside_its_expiry(
    quiet: Shop, browser: Browsers, deliver: Deliver
) -> None:
    quiet.configure_push(weekly_cap=1)
    phone = browser()
    agree(phone)
    for hours, at in ((24, NOON), (24, NOON + HOUR), (7 * 24, NOON + 2 * HOUR)):
        scheduled(at, hours=hours)
        frozen(at)
        cut(at)
        deliver(at)
    assert pushes() == [
        ("sent", ""),
        ("skipped", "weekly_cap_reached"),
        ("pending", "weekly_cap_reached"),
    ]
    waiting = Notification.objects.get(state="pending")
    assert abs(waiting.due_at - (NOON + 7 * DAY)) < MINUTE
    deliver(waiting.due_at + MINUTE)
    assert phone.arrivals == 2


def test_another_customer_in_the_browser_does_not_get_what_was_planned_for_the_first(
    quiet: Shop, browser: Browsers, ada: Customer, deliver: Deliver
) -> None:
    phone = browser(ada)
    agree(phone)
    scheduled(NOON)
    frozen(NOON)
    cut(NOON)
    Subscription.objects.update(user_id=10**6)
    deliver(NOON)
    assert pushes() == [("skipped", "owner_changed")]


def test_who_logs_in_after_the_freeze_gets_it_once_and_who_left_is_told_apart(
    quiet: Shop, browser: Browsers, ada: Customer, deliver: Deliver
) -> None:
    phone, laptop, left = browser(ada), browser(), browser()
    alone = browser()
    agree(phone, laptop, left, alone)
    campaign = scheduled(NOON)
    frozen(NOON)
    gone, guest = key_of(left), key_of(laptop)
    laptop.login(ada)
    alone.login(quiet.register())
    left.leave()
    agree(laptop, alone)
    cut(NOON)
    deliver(NOON)
    assert [each.arrivals for each in (phone, laptop, alone, left)] == [1, 1, 1, 0]
    assert people(campaign)[gone] == (NOON, "no_subscription")
    assert people(campaign)[guest] == (NOON, "is_the_customer")


def test_an_audience_that_cannot_be_found_pauses_it_and_says_why(
    quiet: Shop, browser: Browsers, caplog: pytest.LogCaptureFixture
) -> None:
    agree(browser())
    campaign = scheduled(NOON, where={"noSuchCondition": {"eq": 1}})
    with caplog.at_level("CRITICAL"):
        frozen(NOON)
    assert state(campaign) == "paused"
    assert campaign.problem == "audience_unreadable"
    Campaign.objects.update(where={})
    with writer():
        lifecycle.resume(campaign.pk, EDITOR, NOON + MINUTE)
    frozen(NOON + MINUTE)
    assert state(campaign) == "sending"


def test_slices_of_people_leave_out_nobody(
    quiet: Shop, browser: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freezing, "SLICE", 2)
    agree(*(browser() for _ in range(5)))
    campaign = scheduled(NOON)
    frozen(NOON)
    assert len(people(campaign)) == 5
    assert state(campaign) == "sending"


def test_the_audience_is_asked(quiet: Shop, browser: Browsers) -> None:
    made = [browser(displayMode="STANDALONE"), browser()]
    agree(*made)
    campaign = scheduled(NOON, where={"displayMode": {"eq": "standalone"}})
    frozen(NOON)
    assert set(people(campaign)) == {key_of(made[0])}


def test_only_browsers_of_its_channel_get_it(
    quiet: Shop, browser: Browsers, ada: Customer, deliver: Deliver
) -> None:
    here, there = browser(ada), browser(ada, channel="channel-pln")
    agree(here, there)
    scheduled(NOON, channel="channel-pln")
    frozen(NOON)
    cut(NOON)
    deliver(NOON)
    assert [here.arrivals, there.arrivals] == [0, 1]


def test_everything_done_stands_in_its_log(quiet: Shop, browser: Browsers) -> None:
    campaign = scheduled(NOON)
    frozen(NOON)
    with writer():
        lifecycle.pause(campaign.pk, "App:2", NOON)
        lifecycle.resume(campaign.pk, EDITOR, NOON)
        refused = lifecycle.start(
            campaign.pk, lifecycle.Schedule(timing=Timing.NOW, at=NOON), EDITOR, NOON
        )
    assert refused == lifecycle.Refused(state="sending")
    log = CampaignChange.objects.order_by("id").values_list("action", "who")
    assert list(log) == [
        ("schedule", EDITOR),
        ("freeze", ""),
        ("send", ""),
        ("pause", "App:2"),
        ("resume", EDITOR),
    ]


def test_a_draft_is_not_sent(quiet: Shop, browser: Browsers) -> None:
    agree(browser())
    campaign = written()
    frozen(NOON)
    assert state(campaign) == "draft"
    with writer():
        paused = lifecycle.pause(campaign.pk, EDITOR, NOON)
    assert paused == lifecycle.Refused(state="draft")


def test_of_a_deleted_account_a_pseudonym_stays_in_the_log_and_nothing_among_the_recipients(
    quiet: Shop, browser: Browsers, ada: Customer
) -> None:
    phone, other = browser(ada), browser()
    agree(phone, other)
    campaign = scheduled(NOON)
    frozen(NOON)
    user = User.objects.get(email=ada.email)
    CampaignChange.objects.filter(action="schedule").update(who=f"User:{user.pk}")
    get_plugins_manager(allow_replica=False).customer_deleted(user)
    assert set(people(campaign)) == {key_of(other)}
    (who,) = CampaignChange.objects.filter(action="schedule").values_list("who", flat=True)
    assert who.startswith("Erased:")


@pytest.mark.parametrize(
    ("elsewhere", "topics", "told"),
    [
        (False, [Topic.OFFERS], "app"),
        (True, [Topic.OFFERS], "tab"),
        (False, [Topic.ORDER_UPDATES], "tab"),
    ],
    ids=["both could", "the app is in another channel", "the app did not agree"],
)
def test_a_macs_tab_gives_way_to_an_app_that_gets_the_campaign(
    quiet: Shop,
    browser: Browsers,
    ada: Customer,
    deliver: Deliver,
    elsewhere: bool,
    topics: list[str],
    told: str,
) -> None:
    eur, pln = "channel-eur", "channel-pln"
    tab, app = browser(ada, channel=eur), browser(ada, channel=pln if elsewhere else eur)
    agree(tab)
    agree(app, topics=topics)
    for each, mode in ((tab, "browser"), (app, "standalone")):
        Subscription.objects.filter(endpoint=each.subscriber.endpoint).update(
            platform="macos", origin="https://web.push.apple.com", display_mode=mode
        )
    campaign = scheduled(NOON, channel=eur)
    frozen(NOON)
    cut(NOON)
    assert [reason for _, reason in people(campaign).values()] == [""]
    (row,) = Notification.objects.filter(scenario="campaign")
    got = {"tab": tab, "app": app}[told]
    assert row.subscription == Subscription.objects.get(endpoint=got.subscriber.endpoint)
