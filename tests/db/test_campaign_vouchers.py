"""A campaign's code: valid in the shop, said with its worth and end, and never over its budget."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from saleor_push_plugin.campaigns import daily_budget, lifecycle, upkeep
from saleor_push_plugin.core.campaigns.voucher import CampaignVoucher
from saleor_push_plugin.core.experiments import assignment
from saleor_push_plugin.core.facts.personal_code import PersonalCode
from saleor_push_plugin.core.global_id import number_of
from saleor_push_plugin.core.person import Person
from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.models import (
    Assignment,
    Campaign,
    CodeBudget,
    Experiment,
    Notification,
    PersonalVoucher,
    Subscription,
)
from saleor_push_plugin.shop import campaign_codes
from saleor_push_plugin.shop.connections import writer
from saleor_push_plugin.shop.voucher_eligibility import Use
from sandbox.pushservice import PushService
from tests.hosts.refs import Customer
from tests.hosts.replica import share_in_this_thread
from tests.hosts.shop import Shop

from .campaigning import DAY, EDITOR, HOUR, MINUTE, cut, frozen, pushes, scheduled, state
from .conftest import Browser, Deliver

Browsers = Callable[..., Browser]
NOON = datetime.combine(timezone.now().date() + 2 * DAY, datetime.min.time(), UTC) + 12 * HOUR
NAME = "Winter"
TEXTS = {"en": {"title": "Winter sale", "body": "For you: {voucher}\nUntil {voucher_ends}"}}
ENDS = (NOON + 9 * DAY).replace(hour=0)


@pytest.fixture
def quiet(push: Shop) -> Shop:
    push.configure_push(quiet_hours="", scenario_welcome=False, scenario_welcome_shipping=False)
    return push


def voucher(shop: Shop, **limits: Any) -> int:
    """A voucher of 15 %; returns Saleor's number of it."""
    number = number_of(shop.make_voucher(NAME, **{"value": 15, **limits}), "Voucher")
    assert number is not None
    return number


def sends(at: datetime, offer: CampaignVoucher, **values: Any) -> Campaign:
    """What is scheduled, frozen and cut for that moment."""
    campaign = scheduled(at, texts=TEXTS, voucher=offer.as_json(), **values)
    frozen(at)
    cut(at)
    return campaign


def all_agree() -> None:
    Subscription.objects.update(topics=list(Topic))


def codes() -> list[str]:
    return list(PersonalVoucher.objects.order_by("pk").values_list("code", flat=True))


def test_a_code_of_their_own_is_said_with_its_worth_and_end_and_the_shop_takes_it(
    quiet: Shop, browser: Browsers, ada: Customer, deliver: Deliver
) -> None:
    phone, laptop = browser(ada), browser(ada)
    all_agree()
    offer = CampaignVoucher(id=voucher(quiet, endDate=ENDS.isoformat()), most=5)
    sends(NOON, offer)
    deliver(NOON)
    (code,) = codes()
    last = ENDS - MINUTE
    said = f"Winter sale\nFor you: 15% off with code {code}\nUntil {last:%B} {last.day}"
    assert phone.texts == laptop.texts == [said]
    checkout = quiet.new_checkout(customer=ada, lines=[(quiet.catalogue.variant("Wool socks"), 1)])
    quiet.choose_delivery(checkout)
    quiet.use_code(checkout, code)


def test_no_more_codes_are_made_than_the_budget_has_and_the_others_get_no_push(
    quiet: Shop, browser: Browsers, deliver: Deliver
) -> None:
    made = [browser(quiet.register()) for _ in range(3)]
    all_agree()
    offer = CampaignVoucher(id=voucher(quiet), most=2)
    campaign = sends(NOON, offer)
    deliver(NOON)
    assert len(codes()) == campaign_codes.made(campaign.pk) == 2
    assert sorted(each.arrivals for each in made) == [0, 1, 1]
    assert sorted(pushes()) == [("sent", ""), ("sent", ""), ("skipped", "voucher_budget_spent")]


def test_beyond_a_days_budget_they_wait_for_the_next_day(
    quiet: Shop, browser: Browsers, deliver: Deliver
) -> None:
    made = [browser(quiet.register()) for _ in range(2)]
    all_agree()
    sends(NOON, CampaignVoucher(id=voucher(quiet), most=9, most_a_day=1))
    deliver(NOON)
    assert sorted(pushes()) == [("pending", "voucher_budget_spent"), ("sent", "")]
    assert Notification.objects.get(state="pending").due_at == NOON + 12 * HOUR
    deliver(NOON + 12 * HOUR)
    assert [each.arrivals for each in made] == [1, 1]
    assert len(codes()) == 2


def test_nobody_waits_for_a_day_that_comes_after_their_push_has_expired(
    quiet: Shop, browser: Browsers, deliver: Deliver
) -> None:
    for _ in range(2):
        browser(quiet.register())
    all_agree()
    sends(NOON, CampaignVoucher(id=voucher(quiet), most=9, most_a_day=1), hours=11)
    deliver(NOON)
    assert sorted(pushes()) == [("sent", ""), ("skipped", "voucher_budget_spent")]


def test_where_staff_want_it_who_has_no_code_gets_the_push_that_does_not_speak_of_one(
    quiet: Shop, browser: Browsers, deliver: Deliver
) -> None:
    guest = browser()
    all_agree()
    sends(NOON, CampaignVoucher(id=voucher(quiet), most=9, needed=False))
    deliver(NOON)
    assert guest.texts == ["Winter sale\n"]
    assert pushes() == [("sent", "voucher_for_customers")]
    assert codes() == []


def test_a_guest_who_never_paid_gets_no_code_of_their_own(
    quiet: Shop, browser: Browsers, deliver: Deliver
) -> None:
    browser()
    all_agree()
    sends(NOON, CampaignVoucher(id=voucher(quiet), most=9))
    deliver(NOON)
    assert pushes() == [("skipped", "voucher_unusable")]
    assert codes() == []


def test_the_code_for_all_goes_to_guests_too_and_is_made_for_nobody(
    quiet: Shop, browser: Browsers, ada: Customer, deliver: Deliver
) -> None:
    guest, phone = browser(), browser(ada)
    all_agree()
    offer = CampaignVoucher(id=voucher(quiet, singleUse=False), code=f"{NAME}-0")
    sends(NOON, offer)
    deliver(NOON)
    assert guest.texts == phone.texts == [f"Winter sale\nFor you: 15% off with code {NAME}-0"]
    assert codes() == []
    assert not CodeBudget.objects.exists()


def test_who_has_used_the_code_for_all_where_it_is_once_for_each_is_not_told_of_it(
    quiet: Shop, browser: Browsers, ada: Customer, deliver: Deliver
) -> None:
    from saleor.discount.models import VoucherCode, VoucherCustomer

    bob = quiet.register()
    phone, other = browser(ada), browser(bob)
    all_agree()
    offer = CampaignVoucher(
        id=voucher(quiet, singleUse=False, applyOncePerCustomer=True), code=f"{NAME}-0"
    )
    with writer():
        used = VoucherCode.objects.get(code=offer.code)
        VoucherCustomer.objects.create(voucher_code=used, customer_email=ada.email)
    sends(NOON, offer)
    deliver(NOON)
    assert (phone.arrivals, other.arrivals) == (0, 1)
    assert sorted(pushes()) == [("sent", ""), ("skipped", "voucher_unusable")]


def test_a_voucher_that_has_ended_meanwhile_promises_nothing(
    quiet: Shop, browser: Browsers, ada: Customer, deliver: Deliver
) -> None:
    browser(ada)
    all_agree()
    sends(NOON, CampaignVoucher(id=voucher(quiet, endDate=(NOON - MINUTE).isoformat()), most=9))
    deliver(NOON)
    assert pushes() == [("skipped", "voucher_unusable")]
    assert codes() == []


def test_what_says_a_code_is_not_delivered_after_the_codes_end(
    quiet: Shop, browser: Browsers, ada: Customer, deliver: Deliver, push_service: PushService
) -> None:
    phone = browser(ada)
    all_agree()
    end = NOON + HOUR
    sends(NOON, CampaignVoucher(id=voucher(quiet, endDate=end.isoformat()), most=9))
    deliver(NOON)
    (message,) = push_service.messages(phone.subscriber.token)
    assert message["ttl"] == 3599


def test_who_is_held_out_costs_no_code(
    quiet: Shop, browser: Browsers, ada: Customer, deliver: Deliver
) -> None:
    quiet.configure_push(hold_out=True)
    buckets = assignment.BUCKETS
    Experiment.objects.create(
        scenario="", name="2026Q4", salt="salt", ends=[buckets, buckets], started_at=timezone.now()
    )
    browser(ada)
    all_agree()
    sends(NOON, CampaignVoucher(id=voucher(quiet), most=9))
    deliver(NOON)
    assert pushes() == [("skipped", "held_out")]
    assert codes() == []


@pytest.mark.parametrize(("answer", "kept"), [(400, 0), (201, 1)])
def test_what_was_refused_gives_its_code_back_when_the_campaign_ends(
    quiet: Shop,
    browser: Browsers,
    ada: Customer,
    deliver: Deliver,
    push_service: PushService,
    answer: int,
    kept: int,
) -> None:
    from saleor.discount.models import VoucherCode

    browser(ada)
    all_agree()
    push_service.answer(answer)
    campaign = sends(NOON, CampaignVoucher(id=voucher(quiet), most=9))
    deliver(NOON)
    (code,) = codes()
    deliver(NOON + DAY)
    with writer():
        upkeep.finish(NOON + DAY)
    assert state(campaign) == "done"
    assert len(codes()) == campaign_codes.made(campaign.pk) == kept
    assert VoucherCode.objects.filter(code=code).count() == kept


def test_what_may_have_arrived_unnoticed_keeps_its_code_and_what_was_cancelled_does_not(
    quiet: Shop, browser: Browsers, deliver: Deliver, push_service: PushService
) -> None:
    ann, bea = quiet.register(), quiet.register()
    lost, busy = browser(ann), browser(bea)
    all_agree()
    push_service.answer(503, token=busy.subscriber.token)
    campaign = sends(NOON, CampaignVoucher(id=voucher(quiet), most=9))
    deliver(NOON)
    assert (lost.arrivals, busy.arrivals) == (1, 0)
    number = number_of(ann.id, "User")
    Notification.objects.filter(person=f"u{number}").update(
        state="pending", sent_at=None, posted_at=NOON
    )
    with writer():
        lifecycle.cancel(campaign.pk, EDITOR, NOON + MINUTE)
        upkeep.finish(NOON + MINUTE)
    assert list(PersonalVoucher.objects.values_list("person", flat=True)) == [f"u{number}"]
    assert campaign_codes.made(campaign.pk) == 1


@pytest.mark.django_db(transaction=True)
def test_workers_that_make_codes_at_once_make_no_more_than_the_budget_has(shop: Shop) -> None:
    offer = CampaignVoucher(id=voucher(shop), most=7)
    slug, now = shop.catalogue.channel.slug, timezone.now() + MINUTE
    start, found = threading.Barrier(2), []

    def work(first: int) -> None:
        share_in_this_thread()
        start.wait()
        try:
            for user in range(first, first + 10):
                use = Use(person=Person(subscription_id=1, user_id=user), channel=slug, now=now)
                with writer():
                    found.append(campaign_codes.personal(1, offer, use))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=[first]) for first in (1000, 1005)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    granted = {each.code for each in found if isinstance(each, PersonalCode)}
    assert len(found) == 20
    assert len(granted) == PersonalVoucher.objects.count() == campaign_codes.made(1) == 7


def test_a_spent_budget_is_asked_without_a_lock_and_without_the_voucher(
    quiet: Shop, browser: Browsers, deliver: Deliver
) -> None:
    for _ in range(3):
        browser(quiet.register())
    all_agree()
    sends(NOON, CampaignVoucher(id=voucher(quiet), most=1, most_a_day=1))
    Notification.objects.filter(pk__gt=Notification.objects.order_by("pk")[0].pk).update(
        due_at=NOON + MINUTE
    )
    deliver(NOON)
    with CaptureQueriesContext(connection) as asked:
        deliver(NOON + MINUTE)
    assert sorted(pushes()) == [("sent", ""), *[("skipped", "voucher_budget_spent")] * 2]
    statements = [each["sql"] or "" for each in asked]
    assert not [each for each in statements if "pg_advisory" in each]
    assert not [each for each in statements if 'FROM "discount_voucher"' in each]
    assert not [each for each in statements if "codebudget" in each and "FOR UPDATE" in each]
    assert len([each for each in statements if 'FROM "saleor_push_plugin_codebudget"' in each]) <= 2


def test_who_has_a_code_gets_the_push_also_when_the_budget_is_spent(
    quiet: Shop, browser: Browsers, ada: Customer, deliver: Deliver
) -> None:
    phone, laptop = browser(ada), browser(ada)
    all_agree()
    sends(NOON, CampaignVoucher(id=voucher(quiet), most=1))
    last = Notification.objects.order_by("-pk")[0]
    Notification.objects.filter(pk=last.pk).update(due_at=NOON + MINUTE)
    deliver(NOON)
    deliver(NOON + MINUTE)
    assert (phone.arrivals, laptop.arrivals) == (1, 1)
    assert phone.texts == laptop.texts


def test_not_many_more_are_cut_than_a_days_budget_has_left(
    quiet: Shop, browser: Browsers, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daily_budget, "MORE", 1)
    made = [browser(quiet.register()) for _ in range(5)]
    all_agree()
    sends(NOON, CampaignVoucher(id=voucher(quiet), most=9, most_a_day=2))
    assert len(pushes()) == 3
    deliver(NOON)
    assert cut(NOON + MINUTE) == 0
    midnight = NOON + 12 * HOUR
    assert cut(midnight) == 1
    deliver(midnight)
    assert [each.arrivals for each in made].count(1) == 4


def test_who_can_have_no_code_is_not_held_out_and_gets_no_arm(
    quiet: Shop, browser: Browsers, deliver: Deliver
) -> None:
    quiet.configure_push(hold_out=True)
    buckets = assignment.BUCKETS
    Experiment.objects.create(
        scenario="", name="2026Q4", salt="salt", ends=[buckets, buckets], started_at=timezone.now()
    )
    browser()
    all_agree()
    sends(NOON, CampaignVoucher(id=voucher(quiet), most=9))
    deliver(NOON)
    assert pushes() == [("skipped", "voucher_unusable")]
    assert not Assignment.objects.exists()


def test_who_comes_after_the_budget_is_spent_gets_no_arm(
    quiet: Shop, browser: Browsers, deliver: Deliver
) -> None:
    for _ in range(2):
        browser(quiet.register())
    all_agree()
    arm = {"name": "Short", "texts": {"en": {"title": "Sale!", "body": "{voucher}"}}}
    sends(NOON, CampaignVoucher(id=voucher(quiet), most=1), variants=[arm], test_share=100)
    last = Notification.objects.order_by("-pk")[0]
    Notification.objects.filter(pk=last.pk).update(due_at=NOON + MINUTE)
    deliver(NOON)
    deliver(NOON + MINUTE)
    assert sorted(pushes()) == [("sent", ""), ("skipped", "voucher_budget_spent")]
    assert Assignment.objects.count() == 1
