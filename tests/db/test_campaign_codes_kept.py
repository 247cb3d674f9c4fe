"""A code that somebody may have stays valid; one that nobody was told of is given back."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from saleor_push_plugin import tasks
from saleor_push_plugin.campaigns import lifecycle, upkeep
from saleor_push_plugin.core.campaigns.voucher import CampaignVoucher
from saleor_push_plugin.core.global_id import number_of
from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.models import Campaign, Notification, PersonalVoucher, Subscription
from saleor_push_plugin.shop import campaign_codes
from saleor_push_plugin.shop.connections import writer
from sandbox.pushservice import PushService
from tests.hosts.refs import Customer
from tests.hosts.shop import Shop

from .campaigning import DAY, EDITOR, HOUR, cut, frozen, scheduled, state
from .conftest import Browser, Deliver

Browsers = Callable[..., Browser]
NOON = datetime.combine(timezone.now().date() + 2 * DAY, datetime.min.time(), UTC) + 12 * HOUR
TEXTS = {"en": {"title": "Winter sale", "body": "For you: {voucher}"}}


@pytest.fixture
def quiet(push: Shop) -> Shop:
    push.configure_push(quiet_hours="", scenario_welcome=False, scenario_welcome_shipping=False)
    return push


def sends(shop: Shop, **values: Any) -> Campaign:
    """What promises each a code of 15 %, and is cut at NOON."""
    Subscription.objects.update(topics=list(Topic))
    number = number_of(shop.make_voucher("Winter", value=15), "Voucher")
    assert number is not None
    offer = CampaignVoucher(id=number, most=9)
    campaign = scheduled(NOON, texts=TEXTS, voucher=offer.as_json(), **values)
    frozen(NOON)
    cut(NOON)
    return campaign


def paying_guest(shop: Shop, browser: Browsers) -> Browser:
    laptop = browser()
    checkout = shop.new_checkout(email="guest@example.com")
    laptop.use(checkout)
    shop.mark_paid(shop.complete(checkout))
    return laptop


def valid() -> list[str]:
    """The codes that were made and are in the shop still."""
    from saleor.discount.models import VoucherCode

    made = PersonalVoucher.objects.values_list("code", flat=True)
    return list(
        VoucherCode.objects.filter(code__in=made, is_active=True).values_list("code", flat=True)
    )


def finish(at: datetime) -> None:
    with writer():
        upkeep.finish(at)


def test_who_logs_in_after_they_got_a_code_keeps_it(
    quiet: Shop, browser: Browsers, ada: Customer, deliver: Deliver
) -> None:
    laptop = paying_guest(quiet, browser)
    campaign = sends(quiet)
    deliver(NOON)
    (code,) = valid()
    assert code in laptop.texts[-1]
    laptop.login(ada)
    finish(NOON + HOUR)
    assert state(campaign) == "done"
    assert valid() == [code]
    assert campaign_codes.made(campaign.pk) == 1


def test_a_code_that_was_made_while_its_guest_logged_in_is_kept(
    quiet: Shop, browser: Browsers, ada: Customer, deliver: Deliver
) -> None:
    """The login did not see it yet: its push is the customer's, and the code is the guest's."""
    laptop = paying_guest(quiet, browser)
    sends(quiet)
    deliver(NOON)
    guest = PersonalVoucher.objects.values_list("person", flat=True).get()
    laptop.login(ada)
    PersonalVoucher.objects.update(person=guest)
    finish(NOON + HOUR)
    assert len(valid()) == 1


def test_who_logs_in_has_one_code_on_all_their_browsers(
    quiet: Shop, browser: Browsers, ada: Customer, deliver: Deliver
) -> None:
    phone, laptop = browser(ada), paying_guest(quiet, browser)
    campaign = sends(quiet)
    customer = f"u{number_of(ada.id, 'User')}"
    Notification.objects.filter(person=customer, scenario="campaign").update(due_at=NOON + HOUR)
    deliver(NOON)
    laptop.login(ada)
    deliver(NOON + HOUR)
    (code,) = valid()
    assert code in laptop.texts[-1]
    assert code in phone.texts[-1]
    assert campaign_codes.made(campaign.pk) == 1


def test_what_was_told_of_long_ago_is_kept_when_its_paused_campaign_is_cancelled(
    quiet: Shop, browser: Browsers, ada: Customer, deliver: Deliver
) -> None:
    browser(ada)
    campaign = sends(quiet)
    deliver(NOON)
    long_ago = timezone.now() - 91 * DAY
    Campaign.objects.update(state="paused", starts_at=long_ago)
    Notification.objects.update(created_at=long_ago, sent_at=long_ago)
    tasks.purge()
    assert state(campaign) == "cancelled"
    assert not Notification.objects.filter(scenario="campaign").exists()
    assert len(valid()) == 1


def test_what_was_told_of_before_the_retention_is_kept_when_its_campaign_ends(
    quiet: Shop, browser: Browsers, ada: Customer, deliver: Deliver
) -> None:
    """Its push is deleted by then, and nobody can say who knows the code."""
    browser(ada)
    campaign = sends(quiet)
    deliver(NOON)
    Notification.objects.filter(scenario="campaign").delete()
    finish(NOON + 91 * DAY)
    assert state(campaign) == "done"
    assert len(valid()) == 1


def test_a_code_that_was_used_is_not_deleted(
    quiet: Shop,
    browser: Browsers,
    ada: Customer,
    deliver: Deliver,
    push_service: PushService,
) -> None:
    from saleor.discount.models import VoucherCode

    browser(ada)
    push_service.answer(400)
    campaign = sends(quiet)
    deliver(NOON)
    (code,) = valid()
    checkout = quiet.new_checkout(customer=ada, lines=[(quiet.catalogue.variant("Wool socks"), 1)])
    quiet.choose_delivery(checkout)
    quiet.use_code(checkout, code)
    quiet.finish(checkout)
    deliver(NOON + DAY)
    finish(NOON + DAY)
    assert state(campaign) == "done"
    assert VoucherCode.objects.filter(code=code).exists()
    assert campaign_codes.made(campaign.pk) == 1


def test_codes_of_a_large_budget_are_given_back_page_by_page(
    quiet: Shop, browser: Browsers, deliver: Deliver, push_service: PushService
) -> None:
    for _ in range(3):
        browser(quiet.register())
    push_service.answer(503)
    campaign = sends(quiet)
    deliver(NOON)
    assert len(valid()) == 3
    with writer():
        lifecycle.cancel(campaign.pk, EDITOR, NOON + HOUR)
    with CaptureQueriesContext(connections["default"]) as asked:
        finish(NOON + HOUR)
    lists = [q["sql"] for q in asked if 'FROM "saleor_push_plugin_personalvoucher"' in q["sql"]]
    assert lists
    assert all("LIMIT" in each for each in lists if " LIKE " in each)
    assert valid() == []
    assert campaign_codes.made(campaign.pk) == 0
