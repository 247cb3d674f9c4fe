"""A campaign is halted or ended while pushes of it wait: nobody is lost, and nothing stays."""

import pytest
from django.db import OperationalError

from saleor_push_plugin import outbox
from saleor_push_plugin.campaigns import cutting, freezing, lifecycle, progress, upkeep
from saleor_push_plugin.delivery.eligibility import Eligibility
from saleor_push_plugin.models import Campaign, CampaignRecipient, Notification, Subscription
from saleor_push_plugin.shop.connections import writer
from tests.hosts.refs import Customer
from tests.hosts.shop import Shop

from .campaigning import DAY, EDITOR, HOUR, MINUTE, cut, frozen, pushes, scheduled, state
from .conftest import Deliver
from .test_campaigns import NOON, Browsers, agree, key_of, quiet

__all__ = ["quiet"]


def test_a_resume_that_a_worker_did_not_see_loses_nobody(
    quiet: Shop, browser: Browsers, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = browser()
    agree(phone)
    campaign = scheduled(NOON)
    frozen(NOON)
    cut(NOON)
    load = Eligibility.__post_init__

    def halted_while_it_reads(self: Eligibility) -> None:
        lifecycle.pause(campaign.pk, EDITOR, NOON)
        load(self)
        lifecycle.resume(campaign.pk, EDITOR, NOON)

    with monkeypatch.context() as patch:
        patch.setattr(Eligibility, "__post_init__", halted_while_it_reads)
        deliver(NOON)
    assert pushes() == [("pending", "campaign_paused")]
    deliver(NOON + 6 * MINUTE)
    assert phone.arrivals == 1


def test_staff_do_not_wait_for_the_rows_of_a_campaign(quiet: Shop, browser: Browsers) -> None:
    agree(browser())
    campaign = scheduled(NOON)
    frozen(NOON)
    cut(NOON)
    waiting = Notification.objects.values_list("state", "reason", "due_at")
    before = list(waiting)
    with writer():
        for change in (lifecycle.pause, lifecycle.resume, lifecycle.cancel):
            change(campaign.pk, EDITOR, NOON)
            assert list(waiting.all()) == before


def test_what_waits_of_a_cancelled_campaign_ends_slice_by_slice_and_its_figures_stay(
    quiet: Shop, browser: Browsers, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "SLICE", 2)
    made = [browser() for _ in range(3)]
    agree(*made)
    Subscription.objects.update(paused_until=NOON + 2 * HOUR)
    campaign = scheduled(NOON)
    frozen(NOON)
    cut(NOON)
    deliver(NOON)
    with writer():
        lifecycle.cancel(campaign.pk, EDITOR, NOON)
        upkeep.finish(NOON)
    assert sorted(pushes()) == [("pending", "paused"), *[("skipped", "campaign_cancelled")] * 2]
    with writer():
        upkeep.finish(NOON)
        upkeep.purge(NOON + 400 * DAY, NOON + 400 * DAY)
        outbox.purge(NOON + 400 * DAY, kept=())
    assert not CampaignRecipient.objects.exists()
    kept = progress.of(Campaign.objects.get())
    assert (kept["people"], kept["pushes"]) == (3, [["skipped", "campaign_cancelled", 3]])


def test_no_more_are_cut_while_so_many_wait_unless_half_of_their_time_is_over(
    quiet: Shop, browser: Browsers, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cutting, "SLICE", 1)
    monkeypatch.setattr(cutting, "WAITING", 2)
    agree(*(browser() for _ in range(4)))
    Subscription.objects.update(paused_until=NOON + 20 * HOUR)
    scheduled(NOON, hours=24)
    frozen(NOON)
    assert cut(NOON) == 2
    deliver(NOON)
    assert cut(NOON + 12 * HOUR - MINUTE) == 0
    assert cut(NOON + 12 * HOUR) == 2


def test_a_campaign_that_stays_paused_ends_with_the_retention(
    quiet: Shop, browser: Browsers
) -> None:
    agree(browser())
    campaign = scheduled(NOON)
    frozen(NOON)
    with writer():
        lifecycle.pause(campaign.pk, EDITOR, NOON)
        upkeep.purge(NOON, NOON + 30 * DAY)
    assert (state(campaign), CampaignRecipient.objects.count()) == ("paused", 1)
    with writer():
        upkeep.purge(NOON + MINUTE, NOON + 30 * DAY)
    assert (state(campaign), CampaignRecipient.objects.count()) == ("cancelled", 0)
    assert progress.of(campaign)["people"] == 1


def test_what_passes_does_not_pause_a_campaign_that_freezes(
    quiet: Shop, browser: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    agree(browser())
    campaign = scheduled(NOON)

    def deadlock(*_: object) -> None:
        raise OperationalError("deadlock detected")

    with monkeypatch.context() as patch:
        patch.setattr(freezing, "_slice", deadlock)
        frozen(NOON)
    assert state(campaign) == "freezing"
    frozen(NOON + MINUTE)
    assert state(campaign) == "sending"


def test_who_was_stored_as_a_guest_is_forgotten_with_their_account(
    quiet: Shop, browser: Browsers, ada: Customer
) -> None:
    phone, other = browser(), browser()
    agree(phone, other)
    scheduled(NOON)
    frozen(NOON)
    phone.login(ada)
    owner = Subscription.objects.exclude(user_id=None).get().user_id
    assert owner is not None
    with writer():
        upkeep.forget_user(owner)
    assert [row.person for row in CampaignRecipient.objects.all()] == [key_of(other)]


def test_an_erasure_that_fails_in_part_does_the_rest(
    quiet: Shop, browser: Browsers, ada: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    agree(browser(ada))
    scheduled(NOON)
    frozen(NOON)

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("of a test")

    monkeypatch.setattr(upkeep, "forget_user", fails)
    quiet.delete_account(ada)
    assert not Subscription.objects.exclude(user_id=None).exists()
