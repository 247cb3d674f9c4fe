"""What a new subscriber is promised: a code of their own or the one all have, once, in budget."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from saleor_push_plugin.core.experiments import assignment
from saleor_push_plugin.core.facts.personal_code import PersonalCode
from saleor_push_plugin.core.global_id import number_of
from saleor_push_plugin.core.person import Person
from saleor_push_plugin.core.subscriber_offer import SubscriberOffer
from saleor_push_plugin.core.voucher_purpose import VoucherPurpose
from saleor_push_plugin.models import CodeBudget, Experiment, Notification, PersonalVoucher
from saleor_push_plugin.shop import config, subscriber_offers
from saleor_push_plugin.shop.connections import writer
from saleor_push_plugin.shop.voucher_eligibility import Use
from tests.hosts.refs import Customer
from tests.hosts.replica import share_in_this_thread
from tests.hosts.shop import Shop

from .conftest import SUBSCRIBE, Browser, Deliver, ask
from .offering import DAY, NAME, OFFERS, SOON, codes, for_all, offered, outcomes, voucher

Browsers = Callable[..., Browser]
Tick = Callable[[timedelta], None]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def open_shop(push: Shop) -> Shop:
    push.configure_push(quiet_hours="", scenario_order_placed=False)
    return push


@pytest.fixture
def ada(open_shop: Shop) -> Customer:
    return open_shop.register()


def unconfirmed(*customers: Customer) -> None:
    from django.contrib.sites.models import Site
    from saleor.account.models import User
    from saleor.site.models import SiteSettings

    SiteSettings.objects.update_or_create(
        site=Site.objects.get_current(), defaults={"enable_account_confirmation_by_email": True}
    )
    User.objects.filter(email__in=[each.email for each in customers]).update(is_confirmed=False)


def promise(text: str) -> str:
    return f"For your next order: 10% off with code {text}"


def test_a_customer_gets_a_code_of_their_own_that_the_shop_takes(
    open_shop: Shop, ada: Customer, browser: Browsers, tick: Tick
) -> None:
    voucher(open_shop)
    offered(open_shop)
    phone = browser(ada, topics=OFFERS)
    tick(SOON)
    (code,) = codes()
    assert code.startswith("HI-")
    assert phone.texts[0].endswith(promise(code))
    assert outcomes("welcome") == [("sent", "")]
    socks = open_shop.catalogue.variant("Wool socks")
    checkout = open_shop.new_checkout(customer=ada, lines=[(socks, 1)])
    open_shop.choose_delivery(checkout)
    open_shop.use_code(checkout, code)


def test_without_an_offer_the_welcome_speaks_of_none(
    open_shop: Shop, ada: Customer, browser: Browsers, tick: Tick
) -> None:
    phone = browser(ada, topics=OFFERS)
    tick(SOON)
    assert len(phone.texts) == 1
    assert "code" not in phone.texts[0]
    assert outcomes("welcome") == [("sent", "")]


def test_a_guest_gets_the_code_that_all_have_and_none_is_made(
    open_shop: Shop, ada: Customer, browser: Browsers, tick: Tick
) -> None:
    for_all(open_shop)
    offered(open_shop)
    guest, phone = browser(topics=OFFERS), browser(ada, topics=OFFERS)
    tick(SOON)
    (code,) = codes()
    assert guest.texts[0].endswith(promise(f"{NAME}-0"))
    assert phone.texts[0].endswith(promise(code))


def test_the_code_that_the_owner_names_is_the_one_that_all_have(
    open_shop: Shop, browser: Browsers, tick: Tick
) -> None:
    for_all(open_shop, addCodes=[f"{NAME}-0", "COME-IN"])
    offered(open_shop, voucher="COME-IN")
    guest = browser(topics=OFFERS)
    tick(SOON)
    assert guest.texts[0].endswith(promise("COME-IN"))


def test_of_single_use_codes_a_guest_gets_none(
    open_shop: Shop, browser: Browsers, tick: Tick
) -> None:
    voucher(open_shop)
    offered(open_shop)
    guest = browser(topics=OFFERS)
    tick(SOON)
    assert "code" not in guest.texts[0]
    assert outcomes("welcome") == [("sent", "voucher_for_customers")]
    assert codes() == []


def test_who_has_to_confirm_the_account_gets_the_code_when_that_is_done(
    open_shop: Shop, ada: Customer, browser: Browsers, tick: Tick
) -> None:
    from saleor.account.models import User
    from saleor.plugins.manager import get_plugins_manager

    voucher(open_shop)
    offered(open_shop)
    unconfirmed(ada)
    phone = browser(ada, topics=OFFERS)
    tick(SOON)
    assert (phone.texts, codes()) == ([], [])
    user = User.objects.get(email=ada.email)
    user.is_confirmed = True
    user.save()
    with writer():
        get_plugins_manager(allow_replica=False).account_confirmed(user)
    tick(2 * SOON)
    (code,) = codes()
    assert phone.texts[0].endswith(promise(code))


def test_who_leaves_comes_back_and_takes_a_second_browser_has_one_code(
    open_shop: Shop, ada: Customer, browser: Browsers, tick: Tick
) -> None:
    voucher(open_shop)
    offered(open_shop)
    phone = browser(ada, topics=OFFERS)
    tick(SOON)
    phone.leave()
    browser(ada, topics=OFFERS)
    browser(ada, topics=OFFERS, returning=True)
    laptop = browser(topics=["ORDER_UPDATES"])
    laptop.login(ada)
    tick(2 * SOON)
    assert len(codes()) == CodeBudget.objects.get().made == 1
    assert len(phone.texts) == 1


def test_a_guest_who_had_the_code_that_all_have_gets_no_own_one_by_logging_in(
    open_shop: Shop, browser: Browsers, tick: Tick
) -> None:
    for_all(open_shop)
    offered(open_shop)
    phone = browser(topics=OFFERS)
    tick(SOON)
    phone.login(open_shop.register())
    tick(2 * SOON)
    assert len(phone.texts) == 1
    assert codes() == []


def test_who_used_the_code_that_all_have_is_told_of_no_other(
    open_shop: Shop, ada: Customer, browser: Browsers, tick: Tick
) -> None:
    from saleor.discount.models import VoucherCode, VoucherCustomer

    for_all(open_shop)
    offered(open_shop)
    with writer():
        used = VoucherCode.objects.get(code=f"{NAME}-0")
        VoucherCustomer.objects.create(voucher_code=used, customer_email=ada.email)
    phone = browser(ada, topics=OFFERS)
    tick(SOON)
    assert "code" not in phone.texts[0]
    assert outcomes("welcome") == [("sent", "voucher_once_per_customer")]
    assert codes() == []


def test_a_code_that_was_used_is_not_replaced_by_one_of_a_later_voucher(
    open_shop: Shop, ada: Customer, browser: Browsers, tick: Tick
) -> None:
    voucher(open_shop)
    offered(open_shop)
    browser(ada, topics=OFFERS)
    tick(SOON)
    with writer():
        again = grant(ada, open_shop)
        assert isinstance(again, PersonalCode)
        assert [again.code] == codes()
    end = (timezone.now() + DAY).isoformat()
    open_shop.make_voucher("Later", value=20, applyOncePerCustomer=True, endDate=end)
    offered(open_shop, voucher="Later")
    with writer():
        found = grant(ada, open_shop)
    assert isinstance(found, subscriber_offers.Refused)
    assert found.reason == "voucher_code_used"
    assert len(codes()) == 1


def grant(customer: Customer, shop: Shop, now: datetime | None = None) -> Any:
    """What the customer gets for subscribing then."""
    user, at = number_of(customer.id, "User"), now or timezone.now() + MINUTE
    person = Person(subscription_id=1, user_id=user)
    use = Use(person=person, channel=shop.catalogue.channel.slug, now=at)
    offer = config.load().offers[VoucherPurpose.WELCOME]
    return subscriber_offers.grant(VoucherPurpose.WELCOME, offer, use, at)


def test_many_subscriptions_of_one_visitor_cost_nothing_and_keep_nobody_from_a_code(
    open_shop: Shop, ada: Customer, browser: Browsers, tick: Tick
) -> None:
    for_all(open_shop)
    offered(open_shop, codes="5", codes_day="5")
    for _ in range(12):
        browser(topics=OFFERS, proven=False)
    tick(SOON)
    assert not CodeBudget.objects.exists()
    phone = browser(ada, topics=OFFERS)
    tick(2 * SOON)
    assert phone.texts[0].endswith(promise(codes()[0]))


def test_who_subscribes_again_and_again_with_one_browser_gets_one_push(
    open_shop: Shop, ada: Customer, browser: Browsers, tick: Tick
) -> None:
    voucher(open_shop)
    offered(open_shop)
    phone = browser(ada, topics=OFFERS)
    sent = {"subscription": phone.subscriber.subscription, "topics": OFFERS}
    sent["channel"] = open_shop.catalogue.channel.slug
    for after in range(1, 4):
        ask(SUBSCRIBE, ada.token, input=sent)
        tick(after * SOON)
    assert len(codes()) == len(phone.texts) == CodeBudget.objects.get().made == 1


def test_no_more_codes_are_made_than_there_are_in_all(
    open_shop: Shop, browser: Browsers, tick: Tick
) -> None:
    voucher(open_shop)
    offered(open_shop, codes="2")
    made = [browser(open_shop.register(), topics=OFFERS) for _ in range(3)]
    tick(SOON)
    assert len(codes()) == CodeBudget.objects.get().made == 2
    assert sorted("code" in each.texts[0] for each in made) == [False, True, True]
    assert outcomes("welcome") == [("sent", ""), ("sent", ""), ("sent", "voucher_budget_spent")]


def test_who_comes_after_the_days_last_code_gets_theirs_the_next_day(
    open_shop: Shop, browser: Browsers, deliver: Deliver, tick: Tick
) -> None:
    voucher(open_shop)
    offered(open_shop, codes_day="1")
    made = [browser(open_shop.register(), topics=OFFERS) for _ in range(2)]
    tick(SOON)
    assert sorted(len(each.texts) for each in made) == [0, 1]
    assert outcomes("welcome") == [("pending", "voucher_budget_spent"), ("sent", "")]
    waits = Notification.objects.get(scenario="welcome", state="pending")
    assert waits.due_at == (timezone.now() + SOON).astimezone(UTC).replace(
        hour=0, minute=0, second=0, microsecond=0
    ) + timedelta(days=1)
    deliver(waits.due_at + MINUTE)
    assert [len(each.texts) for each in made] == [1, 1]
    assert all("with code" in each.texts[0] for each in made)
    assert len(codes()) == 2


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_last_codes_make_no_more_than_there_are(shop: Shop) -> None:
    voucher(shop)
    offer = SubscriberOffer(voucher=NAME, most=3, most_a_day=9)
    slug, now = shop.catalogue.channel.slug, timezone.now() + MINUTE
    people = [
        Person(subscription_id=1, user_id=number_of(shop.register().id, "User")) for _ in range(6)
    ]
    start, found = threading.Barrier(2), []

    def work() -> None:
        share_in_this_thread()
        start.wait()
        try:
            for each in people:
                use = Use(person=each, channel=slug, now=now)
                with writer():
                    found.append(subscriber_offers.grant(VoucherPurpose.WELCOME, offer, use, now))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    granted = {each.code for each in found if isinstance(each, PersonalCode)}
    assert len(found) == 12
    assert len(granted) == PersonalVoucher.objects.count() == CodeBudget.objects.get().made == 3


def test_who_subscribed_in_time_gets_the_code_after_the_offer_has_ended(
    open_shop: Shop, ada: Customer
) -> None:
    voucher(open_shop)
    today = timezone.now().date()
    offered(open_shop, until=today.isoformat())
    person = Person(subscription_id=1, user_id=number_of(ada.id, "User"))
    tomorrow = timezone.now() + DAY
    use = Use(person=person, channel=open_shop.catalogue.channel.slug, now=tomorrow)
    offer = config.load().offers[VoucherPurpose.WELCOME]
    with writer():
        late = subscriber_offers.grant(VoucherPurpose.WELCOME, offer, use, tomorrow)
        in_time = subscriber_offers.grant(
            VoucherPurpose.WELCOME, offer, use, timezone.now() - timedelta(minutes=5)
        )
    assert isinstance(late, subscriber_offers.Refused)
    assert late.reason == "no_offer"
    assert isinstance(in_time, PersonalCode)


def test_what_is_promised_is_never_held_out(
    open_shop: Shop, ada: Customer, browser: Browsers, tick: Tick
) -> None:
    voucher(open_shop)
    offered(open_shop)
    open_shop.configure_push(hold_out=True)
    buckets = assignment.BUCKETS
    Experiment.objects.create(
        scenario="", name="2026Q4", salt="salt", ends=[buckets, buckets], started_at=timezone.now()
    )
    phone = browser(ada, topics=OFFERS)
    tick(SOON)
    assert phone.texts[0].endswith(promise(codes()[0]))


@pytest.mark.parametrize(
    "change", [{"apply_once_per_customer": False}, {"end_date": None}, {"usage_limit": 99}]
)
def test_a_voucher_that_staff_changed_so_that_it_could_cost_more_is_promised_no_more(
    open_shop: Shop, ada: Customer, browser: Browsers, tick: Tick, change: dict[str, Any]
) -> None:
    from saleor.discount.models import Voucher

    for_all(open_shop)
    offered(open_shop)
    with writer():
        Voucher.objects.update(**change)
    phone = browser(ada, topics=OFFERS)
    tick(SOON)
    assert "code" not in phone.texts[0]
    assert outcomes("welcome") == [("sent", "no_offer")]
