"""Segments over GraphQL: stored, changed, deleted, listed and counted."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin.core.global_id import global_id
from saleor_push_plugin.core.segments import other_packages
from saleor_push_plugin.core.segments.conditions import CONDITIONS, Kind, Member, Shape
from saleor_push_plugin.core.segments.parsing import MAX_DEPTH, MAX_LEAVES, MAX_VALUES
from saleor_push_plugin.core.segments.size import size_for
from saleor_push_plugin.models import Campaign, PersonFacts, Segment, Subscription
from saleor_push_plugin.shop import compat, people
from tests.graphql.segment_office import (
    CREATE,
    DELETE,
    LIST,
    ONE,
    POLES,
    PREVIEW,
    UPDATE,
    Office,
    settled,
)
from tests.graphql.storefront import Storefront, told
from tests.hosts.shop import Shop
from tests.hosts.staff import hire


@pytest.fixture
def office(storefront: Storefront, shop: Shop) -> Office:
    return Office(storefront, hire(shop, "manage_discounts"))


@pytest.fixture
def manager(storefront: Storefront, shop: Shop) -> Office:
    """May read about persons as well."""
    return Office(storefront, hire(shop, "manage_discounts", "manage_users"))


def test_a_segment_is_stored_read_changed_and_deleted(office: Office) -> None:
    made = office.stores()
    assert (made["name"], made["where"]) == ("Poles", POLES)
    assert made["createdBy"] == made["updatedBy"]
    assert base64.b64decode(made["createdBy"]).startswith(b"User:")
    assert office.ask(ONE, id=made["id"])["data"]["pushSegment"] == made

    changed = office.does(UPDATE, id=made["id"], input={"name": "Polish"})["segment"]
    assert (changed["name"], changed["where"]) == ("Polish", POLES)
    changed = office.does(UPDATE, id=made["id"], input={"where": {}})["segment"]
    assert (changed["name"], changed["where"]) == ("Polish", {})
    assert changed["createdAt"] == made["createdAt"] < changed["updatedAt"]

    assert office.does(DELETE, id=made["id"]) == {"errors": []}
    assert office.ask(ONE, id=made["id"])["data"] == {"pushSegment": None}


def every_field() -> Iterator[tuple[str, Any]]:
    """A `where` for each member of each condition."""
    for name, declared in CONDITIONS.items():
        if isinstance(declared, Member):
            yield name, {name: example(declared)}
        else:
            for key, member in declared.members.items():
                inner = {key: example(member), **required(declared)}
                yield f"{name}.{key}", {name: inner}


def required(declared: Shape) -> dict[str, Any]:
    found = {k: example(m) for k, m in declared.members.items() if m.required}
    return {**found, "from": 10, "to": 20} if "from" in found else found


def example(declared: Member | Shape) -> Any:
    if isinstance(declared, Shape):
        return {key: example(member) for key, member in declared.members.items()}
    first = next(iter(declared.choices or {"": ""}))
    one = global_id(declared.type_name, "7")
    return {
        Kind.TEXT: "EUR",
        Kind.TEXTS: ["a", "b"],
        Kind.INT: 3,
        Kind.INTS: [1, 2],
        Kind.DECIMAL: "12.50",
        Kind.MOMENT: "2026-03-02T12:00:00+00:00",
        Kind.BOOL: False,
        Kind.IDS: [one],
        Kind.CHOICE: first,
        Kind.CHOICES: [first],
    }[declared.kind]


def test_every_field_comes_back_as_it_was_written(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Every text of an example is “EUR”, the name of another package's condition too.
    monkeypatch.setitem(other_packages.CONDITIONS, "EUR", other_packages.OtherCondition())
    for name, where in every_field():
        if name == "other.name":
            continue
        if name.startswith("customerType") and not compat.has_customer_types():
            continue
        made = office.stores(name, where)
        assert made["where"] == where
        # What is read can be given back, and counted.
        again = office.does(UPDATE, id=made["id"], input={"where": made["where"]})
        assert again["errors"] == []
        assert again["segment"]["where"] == where
        assert office.does(PREVIEW, segment=made["id"])["errors"] == []


def test_a_size_is_exact_for_who_may_read_about_persons(office: Office, manager: Office) -> None:
    settled("PL", 57)
    settled("DE", 9)
    assert manager.counts(POLES) == {"people": 57, "exact": True, "label": "57"}
    assert office.counts(POLES) == {"people": 50, "exact": False, "label": "50+"}
    for country in ("DE", "FR"):
        known = office.counts({"country": {"eq": country}})
        assert known == {"people": 0, "exact": False, "label": "< 10"}
    assert manager.counts({"country": {"eq": "DE"}})["people"] == 9


def test_one_person_more_is_not_seen(office: Office) -> None:
    """The difference of two segments: everybody in a city, with and without one of them."""
    settled("PL", 55)
    whole = office.counts(POLES)
    settled("PL", 1)
    assert office.counts(POLES) == whole
    assert {size_for(n, exact=False) for n in range(50, 60)} == {size_for(50, exact=False)}


def test_a_stored_segment_is_counted_by_its_id(manager: Office) -> None:
    settled("PL", 3)
    made = manager.stores()
    answer = manager.does(PREVIEW, segment=made["id"])
    assert (answer["size"]["people"], answer["errors"]) == (3, [])


REACH = """query($where: PushAudienceWhereInput, $channel: String) {
  pushSegmentPreview(where: $where, channel: $channel) {
    size { people } ...Reached errors { field code } } }
  fragment Reached on PushSegmentPreview {
    reach { people { people label } reached { people exact }
      steps { reason { code text } lost { people } left { people label } waits } } }"""


def test_the_waterfall_says_who_is_lost_where(
    office: Office, manager: Office, storefront: Storefront
) -> None:
    settled("PL", 11)
    for topics in (["OFFERS"], ["ALERTS"]):
        storefront.subscribe(topics=topics)
    for row in Subscription.objects.all():
        facts = {"subscription_id": row.pk, "country": "PL"}
        PersonFacts.objects.update_or_create(person=f"s{row.pk}", defaults=facts)
    found = manager.does(REACH, where=POLES)
    reach = found["reach"]
    assert (found["errors"], found["size"]["people"], reach["people"]["people"]) == ([], 13, 13)
    assert reach["reached"] == {"people": 1, "exact": True}
    lost = {step["reason"]["code"]: step["lost"]["people"] for step in reach["steps"]}
    assert {code: number for code, number in lost.items() if number} == {
        "no_subscription": 11,
        "no_consent": 1,
    }
    assert [step["left"]["people"] for step in reach["steps"]][:2] == [2, 1]
    assert reach["steps"][0]["reason"]["text"] == "None of the person's browsers was subscribed."
    assert {step["reason"]["code"] for step in reach["steps"] if step["waits"]} == {
        "browser_quarantined",
        "paused",
        "shopper_limit_reached",
        "weekly_cap_reached",
    }
    # Who may not read about persons sees tens at each step.
    rounded = office.does(REACH, where=POLES)["reach"]
    assert rounded["people"] == {"people": 10, "label": "10+"}
    assert rounded["reached"] == {"people": 0, "exact": False}
    assert [step["lost"]["people"] for step in rounded["steps"]][:2] == [10, 0]
    assert rounded["steps"][0]["left"]["label"] == "< 10"


def test_the_waterfall_of_one_channel_is_through_its_browsers(
    manager: Office, storefront: Storefront
) -> None:
    storefront.subscribe(topics=["OFFERS"])
    row = Subscription.objects.get()
    PersonFacts.objects.update_or_create(
        person=f"s{row.pk}", defaults={"subscription_id": row.pk, "country": "PL"}
    )
    for channel, reached in ((storefront.channel, 1), ("channel-pln", 0)):
        found = manager.does(REACH, where=POLES, channel=channel)
        assert found["reach"]["reached"]["people"] == reached
    for channel in ("nowhere", "a\0b", ""):
        found = manager.does(REACH, where=POLES, channel=channel)
        assert found["reach"] is None
        assert [error["field"] for error in found["errors"]] == ["channel"]


def test_either_a_segment_or_a_condition_is_counted(office: Office) -> None:
    made = office.stores()
    for given in ({}, {"where": {}, "segment": made["id"]}):
        assert told(office.does(PREVIEW, **given)) == [("where", "REQUIRED")]
    for id in ("nonsense", global_id("PushSegment", "999999"), global_id("Product", "1")):
        assert told(office.does(PREVIEW, segment=id)) == [("segment", "NOT_FOUND")]


def test_one_request_counts_once(office: Office) -> None:
    twice = "{ a: pushSegmentPreview(where: {}) { size { people } } %s }"
    twice %= "b: pushSegmentPreview(where: {}) { size { people } }"
    answer = office.ask(twice)
    assert [error["message"] for error in answer["errors"]] == [
        "One request can count a segment once."
    ]


def test_the_database_may_take_its_time_but_not_for_ever(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_: Any, **__: Any) -> int:
        raise people.TooSlowError

    monkeypatch.setattr(people, "count", slow)
    monkeypatch.setattr(people, "reach", slow)
    assert office.refused({}) == [("where", "TOO_SLOW")]
    assert office.does(REACH, where={})["reach"] is None


def nested(depth: int, inner: Any) -> Any:
    return nested(depth - 1, {"NOT": inner}) if depth else inner


@pytest.mark.parametrize(
    ("where", "field", "code"),
    [
        (nested(MAX_DEPTH, POLES), "where" + ".NOT" * MAX_DEPTH, "INVALID"),
        (nested(60, POLES), "where" + ".NOT" * MAX_DEPTH, "INVALID"),
        ({"OR": [POLES] * (MAX_LEAVES + 1)}, "where.OR", "INVALID"),
        ({"AND": [{"OR": [POLES] * 16}, {"OR": [POLES] * 16}]}, "where", "INVALID"),
        ({"OR": []}, "where.OR", "INVALID"),
        ({"OR": [POLES, {"country": {}}]}, "where.OR.1.country", "REQUIRED"),
        (
            {"country": {"oneOf": ["x"] * (MAX_VALUES + 1)}},
            "where.country.oneOf",
            "INVALID",
        ),
        ({"country": {"eq": "a\0b"}}, "where.country.eq", "INVALID"),
        ({"country": {"eq": "x" * 257}}, "where.country.eq", "INVALID"),
        ({"bought": {"products": ["x"]}}, "where.bought.products", "INVALID"),
        ({"bought": {"withinDays": 0}}, "where.bought.withinDays", "INVALID"),
        (
            {"share": {"salt": "x", "from": 50, "to": 50}},
            "where.share.to",
            "INVALID",
        ),
    ],
    ids=lambda each: str(each)[:30],
)
def test_what_is_wrong_is_named_by_its_path(
    office: Office, where: Any, field: str, code: str
) -> None:
    assert office.refused(where) == [(field, code)]
    answer = office.does(CREATE, input={"name": "x", "where": where})
    assert answer["segment"] is None
    assert told(answer) == [(field, code)]
    assert not Segment.objects.exists()


@pytest.mark.parametrize(
    "where",
    [
        {"country": {"like": "P"}},
        {"shoeSize": {"eq": 43}},
        {"topics": {"eq": "offers"}},
        {"orders": {"count": {"eq": "two"}}},
        {"orders": {"net": {"currency": "EUR", "eq": "NaN"}}},
        {"orders": {"net": {"currency": "EUR", "eq": True}}},
        {"lastVisit": {"range": {"gte": "yesterday"}}},
    ],
    ids=str,
)
def test_what_the_schema_does_not_know_is_refused_by_it(office: Office, where: Any) -> None:
    answer = office.ask(PREVIEW, where=where)
    assert "data" not in answer or answer["data"] is None
    assert answer["errors"]


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"where": POLES}, "name", "REQUIRED"),
        ({"name": " ", "where": POLES}, "name", "REQUIRED"),
        ({"name": "x" * 101, "where": POLES}, "name", "INVALID"),
        ({"name": "x"}, "where", "REQUIRED"),
        ({"name": "poles", "where": POLES}, "name", "UNIQUE"),
    ],
)
def test_a_segment_needs_a_name_of_its_own_and_a_condition(
    office: Office, given: Any, field: str, code: str
) -> None:
    office.stores()
    assert told(office.does(CREATE, input=given)) == [(field, code)]
    assert Segment.objects.count() == 1


def test_a_segment_in_use_is_not_deleted(office: Office) -> None:
    made = office.stores()
    pk = Segment.objects.get().pk
    values = {"language": "en", "segment_id": pk, "created_at": timezone.now()}
    Campaign.objects.create(name="Winter sale", **values)
    Campaign.objects.create(name="Autumn", state="done", **values)
    answer = office.does(DELETE, id=made["id"])
    assert told(answer) == [("id", "INVALID")]
    assert answer["errors"][0]["message"] == "It is used by: Winter sale."
    assert Segment.objects.exists()


def test_ids_that_are_none_are_refused(office: Office) -> None:
    for id, code in (("x", "GRAPHQL_ERROR"), (global_id("PushSegment", "9"), "NOT_FOUND")):
        assert told(office.does(UPDATE, id=id, input={"name": "x"})) == [("id", code)]
        assert told(office.does(DELETE, id=id)) == [("id", code)]
    assert office.ask(ONE, id="x")["errors"]


def test_the_list_is_sorted_and_read_page_by_page(office: Office) -> None:
    names = ["Berlin", "anna", "Łódź", "berlin b"]
    for number, name in enumerate(names):
        made = office.stores(name)
        moment = timezone.now() - timedelta(days=number)
        Segment.objects.filter(name=made["name"]).update(created_at=moment, updated_at=moment)
    assert office.lists() == sorted(names, key=str.casefold)
    for field, wanted in (("NAME", office.lists()), ("CREATED_AT", names[::-1])):
        for direction in ("ASC", "DESC"):
            order = {"field": field, "direction": direction}
            found, after = [], None
            while True:
                answer = office.ask(LIST, first=1, after=after, sortBy=order)
                page = answer["data"]["pushSegments"]
                found += [edge["node"]["name"] for edge in page["edges"]]
                after = page["pageInfo"]["endCursor"]
                if not page["pageInfo"]["hasNextPage"]:
                    break
            assert found == (wanted if direction == "ASC" else wanted[::-1]), order


def test_the_list_is_searched(office: Office) -> None:
    ids = [office.stores(name)["id"] for name in ("Berlin", "Bergen", "100%", "Rom")]
    assert office.lists(where={"search": "BER"}) == ["Bergen", "Berlin"]
    assert office.lists(where={"search": "%"}) == ["100%"]
    assert office.lists(where={"search": "a\0"}) == []
    assert office.lists(where={"ids": [ids[3], "nonsense"]}) == ["Rom"]
    assert office.lists(where={"ids": []}) == []
    assert office.ask(LIST, where={"ids": ["x"] * 101})["errors"]


@pytest.mark.parametrize("first", [0, 101])
def test_a_page_has_a_size(office: Office, first: int) -> None:
    assert office.ask(LIST, first=first)["errors"]


def test_cursors_of_another_order_are_refused(office: Office) -> None:
    office.stores()
    cursors = [["2026-03-02T12:00:00+00:00", *rest] for rest in ((1,), ("a\0b", 1), ("x",), ())]
    for cursor in cursors:
        after = base64.b64encode(json.dumps(cursor).encode()).decode()
        assert office.ask(LIST, after=after)["errors"], cursor
