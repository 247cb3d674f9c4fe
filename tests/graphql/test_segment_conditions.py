"""The list of all conditions, and segments as of a past moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin.core.segments import other_packages
from saleor_push_plugin.core.segments.conditions import CONDITIONS, KNOWN_OF_THE_PAST
from saleor_push_plugin.core.segments.other_packages import By, OtherCondition
from saleor_push_plugin.models import PersonFacts
from saleor_push_plugin.shop import person_facts
from saleor_push_plugin.shop.connections import writer
from tests.graphql.segment_office import Office
from tests.graphql.storefront import Storefront, told
from tests.hosts.refs import OrderRef
from tests.hosts.shop import Shop
from tests.hosts.staff import hire

LIST = """{ pushConditions {
  own { name description isPastKnown
    members { name kind required description typeName choices least most } }
  others { name description by } } }"""
THEN = """query($where: PushAudienceWhereInput, $at: DateTime) {
  pushSegmentPreview(where: $where, at: $at) {
    size { people exact label } reach { reached { people } } errors { field message code } } }"""
DAY = timedelta(days=1)


@pytest.fixture
def office(shop: Shop, storefront: Storefront) -> Office:
    return Office(storefront, hire(shop, "manage_discounts", "manage_users"))


def placed(shop: Shop, customer: Any, at: datetime) -> OrderRef:
    import graphene
    from saleor.account.models import User
    from saleor.order.models import Order

    order = shop.place_order(customer=customer)
    with writer():
        Order.objects.filter(pk=graphene.Node.from_global_id(order.id)[1]).update(created_at=at)
        User.objects.filter(email=customer.email).update(date_joined=at - 100 * DAY)
    return order


def then(office: Office, where: Any, at: datetime) -> Any:
    return office.does(THEN, where=where, at=at.isoformat())


class Weather(OtherCondition):
    name, description, by = "temperature", "Degrees.", By.CITY

    def values(self) -> dict[str, object]:
        return {}


def test_all_conditions_are_listed_with_their_types(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(other_packages.CONDITIONS, "temperature", Weather())
    found = office.does(LIST)
    by_name = {each["name"]: each for each in found["own"]}
    assert {name.partition(".")[0] for name in by_name} == CONDITIONS.keys()
    assert {name for name, each in by_name.items() if each["isPastKnown"]} == KNOWN_OF_THE_PAST
    net = {member["name"]: member for member in by_name["orders.net"]["members"]}
    assert {name: (each["kind"], each["required"]) for name, each in net.items()} == {
        "currency": ("TEXT", True),
        "eq": ("DECIMAL", False),
        "range.gte": ("DECIMAL", False),
        "range.lte": ("DECIMAL", False),
    }
    bought = {member["name"]: member for member in by_name["bought"]["members"]}
    assert bought["categories"]["typeName"] == "Category"
    assert (bought["withinDays"]["least"], bought["withinDays"]["most"]) == (1, 36_500)
    kind = next(m for m in by_name["engagement"]["members"] if m["name"] == "kind")
    assert kind["choices"] == ["SENT", "SHOWN", "CLICKED", "DISMISSED"]
    assert [m["kind"] for m in by_name["unusedVoucher"]["members"]] == ["BOOL"]
    assert found["others"] == [{"name": "temperature", "description": "Degrees.", "by": "CITY"}]


def test_a_segment_of_then_is_counted_from_the_orders_of_then(shop: Shop, office: Office) -> None:
    now, ada, bob = timezone.now(), shop.register(), shop.register()
    placed(shop, ada, now - 30 * DAY)
    placed(shop, ada, now - 5 * DAY)
    placed(shop, bob, now - 20 * DAY)
    twice = {"orders": {"count": {"range": {"gte": 2}}}}
    lately = {"bought": {"withinDays": 10}}
    recent = {"orders": {"last": {"daysAgo": {"lte": 7}}}}
    for where, days, people in (
        (twice, 0, 1),
        (twice, 6, 0),
        (lately, 0, 1),
        (lately, 12, 1),
        (lately, 19, 1),
        (lately, 29, 1),
        (lately, 31, 0),
        (recent, 15, 1),
        ({"NOT": {"orders": {"first": {"known": True}}}}, 40, 2),
    ):
        answer = then(office, where, now - days * DAY)
        assert answer["errors"] == []
        assert answer["size"]["people"] == people, (where, days)
        assert answer["reach"] is None


def test_now_and_then_agree(shop: Shop, office: Office) -> None:
    now, ada = timezone.now(), shop.register()
    placed(shop, ada, now - DAY)
    with writer():
        person_facts.rebuild(now)
    where = {"orders": {"count": {"range": {"gte": 1}}}}
    assert PersonFacts.objects.exists()
    assert then(office, where, now)["size"] == office.counts(where)


def test_what_has_no_past_is_refused_by_name(office: Office) -> None:
    where = {"country": {"eq": "PL"}, "OR": [{"rfm": {"money": {"eq": 5}}}, {"share": SHARE}]}
    answer = then(office, where, timezone.now() - DAY)
    assert answer["size"] is None
    assert sorted(told(answer)) == [("where.country", "INVALID"), ("where.rfm.money", "INVALID")]
    future = then(office, {"share": SHARE}, timezone.now() + DAY)
    assert told(future) == [("at", "INVALID")]


SHARE = {"salt": "x", "from": 0, "to": 100}


def test_others_may_not_ask(shop: Shop, storefront: Storefront) -> None:
    for token in (None, shop.register().token, hire(shop, "manage_orders")):
        assert "MANAGE_DISCOUNTS" in str(storefront.ask(LIST, token=token)["errors"])
