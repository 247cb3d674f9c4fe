"""Segments that staff stored: what may be stored, who is found by it, and when it can go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from saleor_push_plugin.core.global_id import global_id
from saleor_push_plugin.core.push_subscription import Problem
from saleor_push_plugin.models import PersonFacts, Segment
from saleor_push_plugin.segments import stored
from saleor_push_plugin.segments.compiling import People, people
from saleor_push_plugin.shop.connections import writer
from tests.hosts.shop import Shop

NOW = timezone.now()
POLES = {"country": {"eq": "PL"}}


@pytest.fixture(autouse=True)
def _opened(shop: Shop) -> Any:
    with writer():
        yield


def made(name: str = "Poles", where: Any = POLES) -> Segment:
    answer = stored.make(name, where, "User:7", NOW)
    assert isinstance(answer, Segment), answer
    return answer


def codes(answer: Segment | tuple[Problem, ...]) -> list[tuple[str, str]]:
    assert isinstance(answer, tuple), answer
    return [(problem.field, problem.code) for problem in answer]


def nobody(_segment: int) -> list[str]:
    return []


def test_it_says_who_made_and_who_changed_it() -> None:
    segment = made("  Poles ")
    assert (segment.name, segment.created_by, segment.updated_by) == ("Poles", "User:7", "User:7")
    later = NOW + timedelta(days=1)
    stored.change(segment.pk, "App:3", later, where={"country": {"eq": "DE"}})
    row = stored.find(segment.pk)
    assert row is not None
    assert (row.name, row.where) == ("Poles", {"country": {"eq": "DE"}})
    assert (row.created_at, row.created_by) == (NOW, "User:7")
    assert (row.updated_at, row.updated_by) == (later, "App:3")
    stored.remove_author(7)
    row = stored.find(segment.pk)
    assert row is not None
    assert (row.created_by, row.updated_by) == ("", "App:3")


def test_moments_and_amounts_are_stored_and_read_again() -> None:
    where = {
        "orders": {"net": {"currency": "EUR", "eq": Decimal("12.50"), "range": None}},
        "lastVisit": {"range": {"gte": datetime(2026, 3, 2, 12, tzinfo=UTC)}},
        "cart": {"value": {"currency": "EUR", "eq": 12.5}},
        "bought": {"products": (global_id("Product", "7"),)},
    }
    segment = Segment.objects.get(pk=made(where=where).pk)
    assert segment.where == {
        "orders": {"net": {"currency": "EUR", "eq": "12.50"}},
        "lastVisit": {"range": {"gte": "2026-03-02T12:00:00+00:00"}},
        "cart": {"value": {"currency": "EUR", "eq": "12.5"}},
        "bought": {"products": [global_id("Product", "7")]},
    }
    assert isinstance(people(segment.where, NOW), People)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *(("", "required"), ("  ", "required"), ("x" * 101, "invalid"), ("a\nb", "invalid")),
        *(("a\0b", "invalid"), ("\ud800", "invalid")),
    ],
)
def test_a_name_is_one_line(name: str, code: str) -> None:
    assert codes(stored.make(name, POLES, "", NOW)) == [("name", code)]
    kept = made()
    assert codes(stored.change(kept.pk, "", NOW, name=name)) == [("name", code)]
    assert Segment.objects.get().name == "Poles"


def test_a_name_is_given_once_in_any_case() -> None:
    first, second = made("Poles"), made("Germans")
    assert codes(stored.make("POLES", POLES, "", NOW)) == [("name", "unique")]
    assert codes(stored.change(second.pk, "", NOW, name="poles")) == [("name", "unique")]
    assert isinstance(stored.change(first.pk, "", NOW, name="poles"), Segment)


def test_what_is_wrong_with_the_predicate_is_named_by_its_path() -> None:
    where = {"OR": [{"country": {"eq": "PL"}}, {"cities": {}}, {"orders": {"count": {"eq": "2"}}}]}
    assert codes(stored.make("x", where, "", NOW)) == [
        ("where.OR.1.cities", "not_found"),
        ("where.OR.2.orders.count.eq", "invalid"),
    ]
    assert not Segment.objects.exists()


@pytest.mark.parametrize(
    "where",
    [
        {"lastVisit": {"range": {"gte": "2026-03-02\x0012:00:00"}}},
        {"bought": {"products": [global_id("Product", "7")[:4] + "\0" + "cm9kdWN0Ojc="]}},
        {"country": {"eq": "\ud800"}},
        {"orders": {"net": {"currency": "E\0", "eq": 1}}},
    ],
)
def test_what_postgresql_cannot_store_is_refused(where: Any) -> None:
    assert [code for _field, code in codes(stored.make("x", where, "", NOW))] == ["invalid"]


def test_its_people_are_a_query_of_keys() -> None:
    for key, country in (("u900001", "PL"), ("u900002", "DE"), ("s900003", "PL")):
        PersonFacts.objects.create(person=key, country=country)
    found = people(made().where, NOW)
    assert isinstance(found, People)
    with connection.cursor() as cursor:
        cursor.execute(found.keys, found.values)
        keys = {row[0] for row in cursor.fetchall()}
    assert keys & {"u900001", "u900002", "s900003"} == {"u900001", "s900003"}


def test_a_segment_in_use_stays() -> None:
    segment = made()
    refused = stored.delete(segment.pk, lambda pk: ["Winter sale"] if pk == segment.pk else [])
    assert codes(refused) == [("id", "invalid")]
    assert "Winter sale" in refused[0].message
    assert stored.delete(segment.pk, nobody) == ()
    assert stored.find(segment.pk) is None
    assert codes(stored.delete(segment.pk, nobody)) == [("id", "not_found")]
    assert codes(stored.change(segment.pk, "", NOW, name="x")) == [("id", "not_found")]
