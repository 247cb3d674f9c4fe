"""A campaign with several texts: who gets which, who leads, what the rest gets, what is claimed."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin.campaigns import change_log, deciding, lifecycle, staging, upkeep
from saleor_push_plugin.core.campaigns.schedule import Timing
from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.models import (
    Assignment,
    Campaign,
    CampaignRecipient,
    Experiment,
    Notification,
    Subscription,
)
from saleor_push_plugin.shop.connections import writer
from tests.hosts.refs import Customer
from tests.hosts.shop import Shop

from .campaigning import DAY, EDITOR, HOUR, MINUTE, cut, frozen, mixed, scheduled, state
from .conftest import Browser, Deliver

Browsers = Callable[..., Browser]
NOON = datetime.combine(timezone.now().date() + 2 * DAY, datetime.min.time(), UTC) + 12 * HOUR
# Two hours after the last push of a test that goes out at noon.
DECIDED = NOON + 2 * HOUR + MINUTE
OTHER = {
    "name": "Short",
    "texts": {"en": {"title": "Sale!", "body": ""}, "de": {"title": "WSV!", "body": ""}},
}
THIRD = {
    "name": "Long",
    "texts": {
        "en": {"title": "It is cold", "body": ""},
        "de": {"title": "Es ist kalt", "body": ""},
    },
}


@pytest.fixture
def quiet(push: Shop) -> Shop:
    push.configure_push(quiet_hours="", scenario_welcome=False, scenario_welcome_shipping=False)
    return push


def crowd(browser: Browsers, count: int, **given: Any) -> list[Browser]:
    made = [browser(**given) for _ in range(count)]
    Subscription.objects.update(topics=list(Topic))
    return made


def later(now: datetime) -> None:
    """What a sweep and a tick do."""
    with writer():
        upkeep.finish(now)
    frozen(now)
    cut(now)


def rows(**which: Any) -> Any:
    return Notification.objects.filter(scenario="campaign", **which)


def titles(made: list[Browser]) -> Counter[str]:
    return Counter(text.split("\n")[0] for one in made for text in one.texts)


def click(arm: int, count: int, at: datetime) -> None:
    ids = list(rows(arm=arm, state="sent").values_list("id", flat=True)[:count])
    rows(id__in=ids).update(clicked_at=at)


def test_the_share_gets_the_arms_and_the_rest_the_one_that_leads_two_hours_later(
    quiet: Shop, browser: Browsers, deliver: Deliver
) -> None:
    made = crowd(browser, 24)
    campaign = mixed(scheduled(NOON, variants=[OTHER], test_share=50))
    frozen(NOON)
    cut(NOON)
    deliver(NOON)
    tried = rows().count()
    assert 4 <= tried <= 20
    assert CampaignRecipient.objects.filter(planned_at=None).count() == 24 - tried
    got = titles(made)
    assert set(got) == {"Winter sale", "Sale!"}
    assert sum(got.values()) == tried == Assignment.objects.count()
    click(1, 1, NOON + MINUTE)
    later(NOON + 2 * HOUR - MINUTE)
    assert rows().count() == tried
    later(DECIDED)
    deliver(DECIDED)
    campaign.refresh_from_db()
    assert (campaign.stage, campaign.leader) == ("rest", 1)
    assert [one.arrivals for one in made] == [1] * 24
    assert titles(made)["Sale!"] == got["Sale!"] + 24 - tried
    # Who got it after the decision counts for no arm.
    assert rows(experiment_id=campaign.experiment_id).count() == tried
    assert Assignment.objects.count() == tried
    later(DECIDED + MINUTE)
    assert state(campaign) == "done"
    log = campaign.changes.order_by("pk").values_list("action", "details")
    assert list(log)[2:] == [
        ("send", {"stage": "test"}),
        ("stage", {"stage": "rest", "leader": "1"}),
        ("finish", {}),
    ]


def test_without_a_click_the_first_text_goes_on_and_nothing_is_proven(
    quiet: Shop, browser: Browsers, deliver: Deliver
) -> None:
    made = crowd(browser, 12)
    campaign = mixed(scheduled(NOON, variants=[OTHER, THIRD], test_share=50), 3)
    for at in (NOON, DECIDED):
        later(at)
        deliver(at)
    campaign.refresh_from_db()
    assert campaign.leader == 0
    assert [one.arrivals for one in made] == [1] * 12
    experiment = Experiment.objects.get(pk=campaign.experiment_id)
    assert deciding.claim_of(experiment, NOON).verdict == "too_few"
    assert experiment.ended_at is None
    later(DECIDED + DAY)
    experiment.refresh_from_db()
    assert experiment.ended_at == DECIDED + DAY
    assert len(experiment.looks) == 2
    assert experiment.result["arms"]


def test_a_difference_that_is_large_is_proven_at_the_last_look(
    quiet: Shop, browser: Browsers, deliver: Deliver
) -> None:
    crowd(browser, 2)
    campaign = scheduled(NOON, variants=[OTHER], test_share=100)
    later(NOON)
    deliver(NOON)
    event = rows().first().event
    lots = [(arm, n) for arm in (0, 1) for n in range(500)]
    people = [f"u{10**6 + 1000 * arm + n}" for arm, n in lots]
    at = {"due_at": NOON, "expires_at": NOON, "created_at": NOON, "sent_at": NOON, "state": "sent"}
    Notification.objects.bulk_create(
        Notification(
            key=f"x{person}",
            event=event,
            scenario="campaign",
            person=person,
            experiment_id=campaign.experiment_id,
            arm=arm,
            clicked_at=NOON if n < (60, 130)[arm] else None,
            **at,
        )
        for (arm, n), person in zip(lots, people, strict=True)
    )
    Assignment.objects.bulk_create(
        Assignment(experiment_id=campaign.experiment_id, person=person, arm=arm, at=NOON)
        for (arm, _), person in zip(lots, people, strict=True)
    )
    experiment = Experiment.objects.get(pk=campaign.experiment_id)
    assert deciding.claim_of(experiment, NOON).verdict == "leader_not_proven"
    later(DECIDED)
    experiment.refresh_from_db()
    claim = deciding.claim_of(experiment, DECIDED)
    assert (claim.verdict, claim.leader, claim.comparisons[0].proven) == ("proven", 1, 1)
    # Clicks that come after a look change no claim until the next one.
    rows(arm=0).update(clicked_at=NOON)
    assert deciding.claim_of(experiment, NOON + 3 * HOUR) == claim
    assert deciding.results_of(experiment, NOON + 3 * HOUR).clicks[0].mean == 1


def test_each_stage_has_the_hour_of_each_zone(
    quiet: Shop, browser: Browsers, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "SLICE", 3)
    zones = ["Asia/Tokyo", "Europe/Warsaw", "America/Los_Angeles"]
    made = [one for zone in zones for one in crowd(browser, 6, timeZone=zone)]
    at = datetime(2026, 12, 3, 18, tzinfo=UTC)
    campaign = mixed(scheduled(at, Timing.LOCAL, variants=[OTHER], test_share=50))
    for hours in range(-14, 60):
        later(at + hours * HOUR)
        deliver(at + hours * HOUR)
        later(at + hours * HOUR + MINUTE)
        campaign.refresh_from_db()
        tried = CampaignRecipient.objects.filter(bucket__lt=5000)
        last = max(tried.values_list("planned_at", flat=True))
        is_decided = at + hours * HOUR >= last + 2 * HOUR
        assert campaign.stage == ("rest" if is_decided else "test")
    assert [one.arrivals for one in made] == [1] * 18
    moments = CampaignRecipient.objects.values_list("time_zone", "planned_at", "bucket")
    found = {(zone, (moment - at) / HOUR, n >= 5000) for zone, moment, n in moments}
    assert found <= {
        ("Asia/Tokyo", -9, False),
        ("Asia/Tokyo", 15, True),
        ("Europe/Warsaw", -1, False),
        ("Europe/Warsaw", 23, True),
        ("America/Los_Angeles", 8, False),
        ("America/Los_Angeles", 32, True),
    }
    assert {is_rest for _, _, is_rest in found} == {False, True}
    assert state(campaign) == "done"


def one_of_each_stage(tried: Browser) -> Any:
    """Freeze what is due; the guest of this browser is in the test, everybody else in the rest."""
    frozen(NOON)
    guest = Subscription.objects.get(endpoint=tried.subscriber.endpoint)
    CampaignRecipient.objects.filter(person=f"s{guest.pk}").update(planned_at=NOON, bucket=1)
    others = CampaignRecipient.objects.exclude(person=f"s{guest.pk}")
    others.update(planned_at=None, bucket=9999)
    return others


def test_the_arm_stays_after_a_login_and_no_browser_gets_two(
    quiet: Shop, browser: Browsers, ada: Customer, deliver: Deliver
) -> None:
    laptop, phone = browser(ada), browser()
    crowd(browser, 0)
    scheduled(NOON, variants=[OTHER], goal="order", test_share=50)
    user = one_of_each_stage(phone)
    cut(NOON)
    deliver(NOON)
    assert phone.arrivals == 1
    arm = Assignment.objects.get().arm
    phone.login(ada)
    assert Assignment.objects.get(person=user.get().person).arm == arm
    Subscription.objects.update(topics=list(Topic))
    # Three days later nothing but the campaign itself remembers what the guest got.
    later(NOON + 72 * HOUR + MINUTE)
    deliver(NOON + 72 * HOUR + MINUTE)
    assert [phone.arrivals, laptop.arrivals] == [1, 1]
    assert rows().count() == 2


def test_who_got_it_as_a_guest_and_has_no_other_browser_is_told_so(
    quiet: Shop, browser: Browsers, ada: Customer, deliver: Deliver
) -> None:
    laptop, phone = browser(ada), browser()
    crowd(browser, 0)
    scheduled(NOON, variants=[OTHER], test_share=50)
    user = one_of_each_stage(phone)
    cut(NOON)
    deliver(NOON)
    phone.login(ada)
    laptop.leave()
    Subscription.objects.update(topics=list(Topic))
    later(DECIDED)
    assert user.get().reason == "got_it_already"


def test_paused_it_is_not_decided_and_counts_from_its_resume(
    quiet: Shop, browser: Browsers, deliver: Deliver
) -> None:
    made = crowd(browser, 12)
    campaign = mixed(scheduled(NOON, variants=[OTHER], test_share=50))
    later(NOON)
    with writer():
        lifecycle.pause(campaign.pk, EDITOR, NOON + MINUTE)
    deliver(NOON + MINUTE)
    later(NOON + 5 * HOUR)
    with writer():
        lifecycle.resume(campaign.pk, EDITOR, NOON + 5 * HOUR)
    deliver(NOON + 5 * HOUR + MINUTE)
    later(NOON + 7 * HOUR - MINUTE)
    campaign.refresh_from_db()
    assert campaign.stage == "test"
    later(NOON + 7 * HOUR + 2 * MINUTE)
    deliver(NOON + 7 * HOUR + 2 * MINUTE)
    assert [one.arrivals for one in made] == [1] * 12


def test_quiet_hours_of_most_put_the_decision_off(
    quiet: Shop, browser: Browsers, deliver: Deliver
) -> None:
    quiet.configure_push(quiet_hours="11:00-18:00")
    crowd(browser, 12, timeZone="UTC")
    campaign = mixed(scheduled(NOON, variants=[OTHER], test_share=50))
    later(NOON)
    deliver(NOON)
    later(NOON + 3 * HOUR)
    campaign.refresh_from_db()
    assert campaign.stage == "test"
    deliver(NOON + 6 * HOUR + MINUTE)
    later(NOON + 8 * HOUR + 2 * MINUTE)
    campaign.refresh_from_db()
    assert campaign.stage == "rest"


def test_orders_decide_after_three_days_and_a_cancelled_test_ends(
    quiet: Shop, browser: Browsers, deliver: Deliver
) -> None:
    crowd(browser, 4)
    campaign = scheduled(NOON, variants=[OTHER], goal="order", hours=4)
    later(NOON)
    deliver(NOON)
    later(NOON + 71 * HOUR)
    assert Campaign.objects.get().stage == "test"
    with writer():
        lifecycle.cancel(campaign.pk, EDITOR, NOON + 71 * HOUR)
    later(NOON + 71 * HOUR + 96 * HOUR)
    experiment = Experiment.objects.get()
    assert experiment.ended_at is not None
    assert experiment.result["people"]


def test_who_was_refused_as_a_guest_gets_it_as_the_customer(
    quiet: Shop, browser: Browsers, ada: Customer, deliver: Deliver
) -> None:
    laptop, phone = browser(ada), browser()
    crowd(browser, 0)
    scheduled(NOON, variants=[OTHER], test_share=50)
    user = one_of_each_stage(phone)
    cut(NOON)
    rows().update(state="skipped", reason="voucher_unusable")
    phone.login(ada)
    laptop.leave()
    Subscription.objects.update(topics=list(Topic))
    later(DECIDED)
    deliver(DECIDED)
    assert user.get().reason == ""
    assert phone.arrivals == 1


def test_what_the_plugin_itself_resumes_puts_no_decision_off(
    quiet: Shop, browser: Browsers, deliver: Deliver
) -> None:
    crowd(browser, 12)
    campaign = mixed(scheduled(NOON, variants=[OTHER], test_share=50))
    later(NOON)
    deliver(NOON)
    with writer():
        lifecycle.pause(campaign.pk, change_log.NOBODY, NOON + HOUR)
        lifecycle.resume(campaign.pk, change_log.NOBODY, NOON + HOUR + MINUTE)
    later(DECIDED)
    campaign.refresh_from_db()
    assert campaign.stage == "rest"
