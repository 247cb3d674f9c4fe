"""Who objects to segmentation is found by no condition, and stays the same person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin.core.person import Person, user_key
from saleor_push_plugin.models import PersonFacts, SegmentationObjection, Subscription
from saleor_push_plugin.segments import counting
from saleor_push_plugin.segments.counting import Counted
from saleor_push_plugin.shop import person_facts
from saleor_push_plugin.shop.connections import writer
from tests.hosts.refs import Customer
from tests.hosts.shop import Shop

from .campaigning import MINUTE, cut, frozen, pushes, scheduled
from .conftest import Browser, Deliver, ask

SET = """mutation($endpoint: String!, $proof: String, $objects: Boolean!) {
  pushPreferencesUpdate(endpoint: $endpoint, proof: $proof,
      input: { objectsToSegmentation: $objects }) {
    preferences { objectsToSegmentation topics } errors { field message code } } }"""
GET = """query($endpoint: String!, $proof: String) {
  pushPreferences(endpoint: $endpoint, proof: $proof) { objectsToSegmentation } }"""
# Each finds the people of this shop before they object.
WHERES: list[Any] = [
    {"orders": {"count": {"range": {"lte": 99}}}},
    {"NOT": {"country": {"eq": "XX"}}},
    {"NOT": {"NOT": {"country": {"known": False}}}},
    {"OR": [{"country": {"eq": "XX"}}, {"NOT": {"topics": {"eq": "SURVEYS"}}}]},
    {"AND": [{"share": {"from": 0, "to": 100, "salt": "x"}}]},
]
Browsers = Callable[..., Browser]


def objects(browser: Browser, *, to_it: bool) -> bool:
    answer = ask(SET, endpoint=browser.subscriber.endpoint, objects=to_it)
    return bool(answer["preferences"]["objectsToSegmentation"])


def told(browser: Browser) -> bool:
    return bool(ask(GET, endpoint=browser.subscriber.endpoint)["objectsToSegmentation"])


def found(where: Any) -> int:
    with writer():
        counted = counting.count(where, timezone.now())
    assert isinstance(counted, Counted)
    return counted.value


def known() -> None:
    with writer():
        person_facts.rebuild(timezone.now())
        person_facts.refresh(timezone.now())


@pytest.fixture
def ada(push: Shop) -> Customer:
    return push.register()


@pytest.mark.parametrize("where", WHERES)
def test_no_condition_finds_who_objects(browser: Browsers, where: Any) -> None:
    guest = browser()
    known()
    before = found(where)
    assert before >= 1
    assert objects(guest, to_it=True)
    assert found(where) == before - 1
    assert found({}) == PersonFacts.objects.count()
    assert not objects(guest, to_it=False)
    assert found(where) == before


def test_a_guests_objection_becomes_the_customers_in_every_browser(
    browser: Browsers, ada: Customer
) -> None:
    phone, laptop = browser(), browser(ada)
    assert objects(phone, to_it=True)
    assert not told(laptop)
    phone.login(ada)
    assert told(phone)
    assert told(laptop)
    assert list(SegmentationObjection.objects.values_list("person", flat=True)) == [_key(laptop)]


def test_it_stays_after_the_logout_and_the_next_one_inherits_nothing(
    browser: Browsers, ada: Customer, push: Shop
) -> None:
    phone = browser(ada)
    objects(phone, to_it=True)
    phone.logout()
    assert not told(phone)
    phone.login(push.register())
    assert not told(phone)
    phone.login(ada)
    assert told(phone)


def test_it_ends_with_the_guests_browser_and_with_the_account(
    browser: Browsers, ada: Customer, push: Shop
) -> None:
    guest, phone = browser(), browser(ada)
    for each in (guest, phone):
        objects(each, to_it=True)
    guest.leave()
    assert SegmentationObjection.objects.count() == 1
    phone.leave()
    assert SegmentationObjection.objects.count() == 1
    push.delete_account(ada)
    assert not SegmentationObjection.objects.exists()


@pytest.mark.parametrize(("where", "sent"), [({"NOT": {"country": {"eq": "XX"}}}, 1), ({}, 3)])
def test_an_objection_after_the_freeze_ends_a_campaign_that_asks_a_condition(
    push: Shop, browser: Browsers, ada: Customer, deliver: Deliver, where: Any, sent: int
) -> None:
    push.configure_push(quiet_hours="", scenario_welcome=False, scenario_welcome_shipping=False)
    phone, guest, other = browser(ada), browser(), browser()
    Subscription.objects.update(topics=["order_updates", "offers"])
    now = timezone.now()
    scheduled(now, now=now, where=where)
    frozen(now)
    assert objects(guest, to_it=True)
    cut(now)
    assert objects(phone, to_it=True)
    deliver(now + MINUTE)
    assert sum(len(each.texts) for each in (phone, guest, other)) == sent
    assert len(other.texts) == 1
    objected = [("skipped", "objects_to_segmentation")] * (3 - sent)
    assert [each for each in pushes() if each[0] == "skipped"] == objected


def _key(browser: Browser) -> str:
    row = Subscription.objects.get(endpoint=browser.subscriber.endpoint)
    key = Person(subscription_id=row.pk, user_id=row.user_id).key
    assert row.user_id is None or key == user_key(row.user_id)
    return key
