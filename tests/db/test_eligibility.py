"""Eligibility of marketing: consent, pause, quiet hours, weekly limit, steps of a sequence."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from saleor_push_plugin.core.audience import Owner
from saleor_push_plugin.core.event import ORDER_CREATED
from saleor_push_plugin.core.facts.common import OrderFacts
from saleor_push_plugin.core.links import Link, order_link
from saleor_push_plugin.core.scenario import Priority, Scenario, Topic
from saleor_push_plugin.engagement import receipts, tokens
from saleor_push_plugin.models import Notification, Subscription
from saleor_push_plugin.scenarios import SCENARIOS
from sandbox.pushservice import PushService
from tests.hosts.refs import Customer
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver

Browsers = Callable[..., Browser]


class Offer(Scenario[OrderFacts]):
    """A marketing push an hour after an order, as another package might bring it."""

    code = "offer"
    label = "Offer"
    trigger = ORDER_CREATED
    topic = Topic.OFFERS
    delay = timedelta(hours=1)
    ttl = timedelta(days=3)
    title = "Offer after {number}"
    body = "Something nice"
    sample = SCENARIOS["order_placed"].sample

    def audience(self, facts: OrderFacts) -> Owner:
        return Owner(user_id=facts.user_id)

    def words(self, facts: OrderFacts) -> Mapping[str, object]:
        return {"number": facts.number}

    def about(self, facts: OrderFacts) -> str:
        return f"offer:{facts.id}"

    def link(self, facts: OrderFacts) -> Link:
        return order_link(facts)


class OfferAgain(Offer):
    code = "offer_again"
    title = "Once more after {number}"
    after = "offer"
    delay = timedelta(hours=24)


@pytest.fixture
def offers(push: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """A shop with no quiet hours whose only scenario is Offer."""
    push.configure_push(scenario_order_placed=False, quiet_hours="")
    _switch_off_others(push)
    monkeypatch.setitem(SCENARIOS, "offer", Offer())
    return push


def _switch_off_others(shop: Shop) -> None:
    shop.configure_push(**{f"scenario_{code}": False for code in SCENARIOS})


@pytest.fixture
def phone(browser: Browsers, ada: Customer) -> Browser:
    made = browser(ada, timeZone="Europe/Warsaw")
    agree(*Topic)
    return made


def agree(*topics: Topic) -> None:
    Subscription.objects.update(topics=list(topics))


def order_at(shop: Shop, ada: Customer, hour: datetime) -> None:
    """An order whose offer is due at `hour`."""
    known = set(Notification.objects.values_list("id", flat=True))
    shop.place_order(customer=ada)
    Notification.objects.exclude(id__in=known).update(
        due_at=hour, expires_at=hour + timedelta(days=3)
    )


def states() -> list[tuple[str, str]]:
    return list(Notification.objects.order_by("id").values_list("state", "reason"))


NOON = datetime.combine(timezone.now().date() + timedelta(days=2), datetime.min.time(), UTC)
NOON = NOON + timedelta(hours=12)


def test_marketing_waits_for_its_time_and_goes_to_who_agreed(
    offers: Shop, ada: Customer, phone: Browser, deliver: Deliver
) -> None:
    order = offers.place_order(customer=ada)
    deliver(timezone.now() + timedelta(minutes=59))
    assert phone.texts == []
    deliver(timezone.now() + timedelta(minutes=61))
    assert phone.texts == [f"Offer after {order.number}\nSomething nice"]


def test_who_agreed_to_order_updates_only_gets_no_offers(
    offers: Shop, ada: Customer, phone: Browser, deliver: Deliver
) -> None:
    agree(Topic.ORDER_UPDATES)
    order_at(offers, ada, NOON)
    deliver(NOON)
    assert states() == [("skipped", "no_consent")]


def test_quiet_hours_move_a_push_to_the_shoppers_morning(
    offers: Shop, ada: Customer, phone: Browser, deliver: Deliver
) -> None:
    offers.configure_push(quiet_hours="21:00-08:00")
    evening = NOON + timedelta(hours=9)
    order_at(offers, ada, evening)
    deliver(evening)
    row = Notification.objects.get()
    assert (row.state, row.reason) == ("pending", "quiet_hours")
    morning = row.due_at
    assert evening < morning <= evening + timedelta(hours=11)
    deliver(morning)
    assert len(phone.texts) == 1


@pytest.mark.parametrize(("own", "quiet_at"), [("", 11), ("Europe/Warsaw", 21), ("Moon/Tycho", 11)])
def test_who_did_not_tell_a_time_zone_sleeps_when_the_shop_does(
    offers: Shop, ada: Customer, phone: Browser, deliver: Deliver, own: str, quiet_at: int
) -> None:
    """At 11:30 UTC it is 20:30 in Tokyo, at 21:30 UTC in the night of Warsaw and not of Tokyo."""
    offers.configure_push(quiet_hours="20:00-06:00", time_zone="Asia/Tokyo")
    Subscription.objects.update(time_zone=own)
    for hour in (11, 21):
        at = NOON.replace(hour=hour, minute=30)
        order_at(offers, ada, at)
        deliver(at)
        row = Notification.objects.order_by("id").last()
        assert row is not None
        assert (row.reason == "quiet_hours") == (hour == quiet_at)


def test_order_updates_go_out_at_night_too(push: Shop, ada: Customer, phone: Browser) -> None:
    push.configure_push(quiet_hours="00:00-23:59")
    push.place_order(customer=ada)
    assert len(phone.texts) == 1


def test_a_pause_is_kept_and_then_over(
    offers: Shop, ada: Customer, phone: Browser, deliver: Deliver
) -> None:
    Subscription.objects.update(paused_until=NOON + timedelta(days=1))
    order_at(offers, ada, NOON)
    deliver(NOON)
    assert states() == [("pending", "paused")]
    deliver(NOON + timedelta(days=1))
    assert len(phone.texts) == 1


def test_a_person_gets_no_more_marketing_a_week_than_the_cap(
    offers: Shop, ada: Customer, phone: Browser, monkeypatch: pytest.MonkeyPatch, deliver: Deliver
) -> None:
    monkeypatch.setattr(Offer, "priority", Priority.HIGH)
    for day in range(5):
        order_at(offers, ada, NOON + timedelta(days=day))
        deliver(NOON + timedelta(days=day))
    assert [reason for _, reason in states()] == ["", "", "", *["weekly_cap_reached"] * 2]
    order_at(offers, ada, NOON + timedelta(days=8))
    deliver(NOON + timedelta(days=8))
    assert len(phone.texts) == 4


def test_the_shoppers_own_limit_is_less_than_the_shops(
    offers: Shop, ada: Customer, phone: Browser, monkeypatch: pytest.MonkeyPatch, deliver: Deliver
) -> None:
    monkeypatch.setattr(Offer, "priority", Priority.HIGH)
    Subscription.objects.update(weekly_limit=1)
    for day in range(3):
        order_at(offers, ada, NOON + timedelta(days=day))
        deliver(NOON + timedelta(days=day))
    assert [reason for _, reason in states()] == ["", *["shopper_limit_reached"] * 2]
    order_at(offers, ada, NOON + timedelta(days=8))
    deliver(NOON + timedelta(days=8))
    assert len(phone.texts) == 2


def test_a_browser_with_a_limit_gets_no_copy_of_what_another_got_beyond_it(
    offers: Shop, ada: Customer, browser: Browsers, deliver: Deliver
) -> None:
    phone, laptop = browser(ada), browser(ada)
    agree(*Topic)
    limited = Subscription.objects.order_by("id").first()
    Subscription.objects.filter(id=limited.id).update(weekly_limit=1)
    for day in range(2):
        order_at(offers, ada, NOON + timedelta(days=day))
        deliver(NOON + timedelta(days=day))
    assert (len(phone.texts), len(laptop.texts)) == (1, 2)


def test_what_a_guest_was_told_counts_after_login(
    offers: Shop, ada: Customer, browser: Browsers, deliver: Deliver
) -> None:
    offers.configure_push(weekly_cap="1")
    laptop = browser()
    agree(*Topic)
    laptop.login(ada)
    order_at(offers, ada, NOON)
    device = Subscription.objects.get().id
    Notification.objects.update(person=f"s{device}", state="sent", sent_at=NOON)
    laptop.logout()
    laptop.login(ada)
    order_at(offers, ada, NOON + timedelta(hours=1))
    deliver(NOON + timedelta(hours=1))
    assert states()[-1] == ("skipped", "weekly_cap_reached")


def test_what_was_shown_although_its_answer_got_lost_counts(
    offers: Shop, ada: Customer, phone: Browser, deliver: Deliver
) -> None:
    offers.configure_push(weekly_cap="1")
    order_at(offers, ada, NOON + timedelta(hours=3))
    Notification.objects.update(shown_at=NOON)
    order_at(offers, ada, NOON + timedelta(hours=1))
    deliver(NOON + timedelta(hours=1))
    assert states()[-1] == ("skipped", "weekly_cap_reached")


@pytest.mark.parametrize(("lost", "reason"), [(True, "weekly_cap_reached"), (False, "")])
def test_what_may_have_arrived_although_its_answer_got_lost_counts(
    offers: Shop,
    ada: Customer,
    phone: Browser,
    deliver: Deliver,
    push_service: PushService,
    lost: bool,
    reason: str,
) -> None:
    offers.configure_push(weekly_cap="1")
    order_at(offers, ada, NOON)
    fault = {"reset": True, "accept": True} if lost else {"status": 500}
    push_service.answer(**fault, times=1)
    deliver(NOON)
    Notification.objects.update(due_at=NOON + timedelta(days=2))
    order_at(offers, ada, NOON + timedelta(hours=1))
    deliver(NOON + timedelta(hours=1))
    assert states()[-1][1] == reason


def test_the_cap_holds_within_one_batch_too(
    offers: Shop, ada: Customer, phone: Browser, monkeypatch: pytest.MonkeyPatch, deliver: Deliver
) -> None:
    monkeypatch.setattr(Offer, "priority", Priority.HIGH)
    for _ in range(5):
        order_at(offers, ada, NOON)
    deliver(NOON)
    assert sorted(state for state, _ in states()) == ["sent"] * 3 + ["skipped"] * 2


def test_a_low_priority_leaves_room_for_what_matters_more(
    offers: Shop, ada: Customer, phone: Browser, monkeypatch: pytest.MonkeyPatch, deliver: Deliver
) -> None:
    monkeypatch.setattr(Offer, "priority", Priority.LOW)
    for _ in range(3):
        order_at(offers, ada, NOON)
    deliver(NOON)
    assert [state for state, _ in states()].count("sent") == 1


def test_a_second_device_is_not_a_second_push(
    offers: Shop, ada: Customer, browser: Browsers, deliver: Deliver
) -> None:
    offers.configure_push(weekly_cap="1")
    devices = [browser(ada), browser(ada)]
    agree(*Topic)
    order_at(offers, ada, NOON)
    deliver(NOON)
    assert [len(device.texts) for device in devices] == [1, 1]


def test_the_same_thing_is_not_talked_about_twice_a_day(
    offers: Shop, ada: Customer, phone: Browser, monkeypatch: pytest.MonkeyPatch, deliver: Deliver
) -> None:
    monkeypatch.setattr(Offer, "about", lambda *_: "product:1")
    order_at(offers, ada, NOON)
    order_at(offers, ada, NOON)
    deliver(NOON)
    assert sorted(states()) == [("sent", ""), ("skipped", "same_subject_recently")]


def test_a_step_counts_from_when_the_one_before_was_shown(
    offers: Shop, ada: Customer, phone: Browser, monkeypatch: pytest.MonkeyPatch, deliver: Deliver
) -> None:
    monkeypatch.setitem(SCENARIOS, "offer_again", OfferAgain())
    start = timezone.now()
    offers.place_order(customer=ada)
    deliver(start + timedelta(hours=2))
    assert len(phone.texts) == 1
    first = Notification.objects.get(scenario="offer")
    seen = start + timedelta(hours=20)
    token = tokens.right(tokens.Purpose.RECEIPT, first.id, expires_at=first.expires_at)
    receipts.record(token, "shown", now=seen)
    deliver(start + timedelta(hours=30))
    assert len(phone.texts) == 1
    second = Notification.objects.get(scenario="offer_again")
    assert (second.state, second.due_at) == ("pending", seen + timedelta(hours=24))
    deliver(second.due_at)
    assert len(phone.texts) == 2


def test_every_step_of_a_sequence_counts_towards_the_cap(
    offers: Shop,
    ada: Customer,
    phone: Browser,
    deliver: Deliver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offers.configure_push(weekly_cap="1")
    monkeypatch.setitem(SCENARIOS, "offer_again", OfferAgain())
    start = timezone.now()
    offers.place_order(customer=ada)
    deliver(start + timedelta(hours=2))
    deliver(start + timedelta(hours=30))
    assert len(phone.texts) == 1
    assert Notification.objects.get(scenario="offer_again").reason == "weekly_cap_reached"


def test_a_step_is_skipped_when_the_one_before_was(
    offers: Shop, ada: Customer, phone: Browser, monkeypatch: pytest.MonkeyPatch, deliver: Deliver
) -> None:
    monkeypatch.setitem(SCENARIOS, "offer_again", OfferAgain())
    offers.place_order(customer=ada)
    Notification.objects.filter(scenario="offer").update(state="skipped")
    deliver(timezone.now() + timedelta(hours=26))
    assert Notification.objects.get(scenario="offer_again").reason == "previous_step_not_sent"


def test_waiting_for_the_morning_is_not_an_attempt(
    offers: Shop, ada: Customer, phone: Browser, deliver: Deliver
) -> None:
    Subscription.objects.update(paused_until=NOON + timedelta(days=1))
    order_at(offers, ada, NOON)
    for minute in range(3):
        Notification.objects.update(due_at=NOON)
        deliver(NOON + timedelta(minutes=minute))
    assert Notification.objects.get().attempts == 0
