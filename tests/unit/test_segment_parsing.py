"""What a `where` may be, and what is said of one that is wrong."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from saleor_push_plugin.core.global_id import global_id
from saleor_push_plugin.core.segments.parsing import MAX_LEAVES, parse
from saleor_push_plugin.core.segments.predicate import All, Any_, Leaf, Not, leaves


def test_an_empty_where_is_everybody() -> None:
    assert parse({}) == (All(), ())


def test_conditions_side_by_side_must_all_hold() -> None:
    where = {"country": {"eq": "DE"}, "orders": {"count": {"range": {"gte": 2}}}}
    assert parse(where) == (
        All(
            parts=(
                Leaf(name="country", members={"eq": "DE"}),
                Leaf(name="orders.count", members={"range": {"gte": 2}}),
            )
        ),
        (),
    )


def test_parts_are_joined_and_turned_round() -> None:
    where = {"OR": [{"city": {"eq": "Rom"}}, {"NOT": {"unusedVoucher": True}}]}
    rome, voucher = (
        Leaf(name="city", members={"eq": "Rom"}),
        Leaf(name="unusedVoucher", members={"eq": True}),
    )
    assert parse(where) == (Any_(parts=(rome, Not(part=voucher))), ())


def test_values_are_numbers_moments_and_keys() -> None:
    where = {
        "bought": {"products": [global_id("Product", "7")], "withinDays": 90},
        "orders": {"net": {"currency": "EUR", "eq": "12.50"}},
        "lastVisit": {"range": {"gte": "2026-03-02T12:00:00Z"}},
        "topics": {"oneOf": ["OFFERS"]},
        "engagement": {"kind": "CLICKED", "times": {"eq": 0}},
    }
    predicate, problems = parse(where)
    assert problems == ()
    assert [leaf.members for leaf in leaves(predicate)] == [
        {"products": (7,), "withinDays": 90},
        {"currency": "EUR", "eq": Decimal("12.50")},
        {"range": {"gte": datetime(2026, 3, 2, 12, tzinfo=UTC)}},
        {"oneOf": ("offers",)},
        {"kind": "clicked_at", "times": {"eq": 0}},
    ]


@pytest.mark.parametrize(
    "amount",
    ["1e-30000", "0.0000001", "1e30", "1" * 41, "1." + "0" * 100_000, "NaN", "-Infinity", "", True],
)
def test_an_amount_that_the_database_cannot_compare_is_refused(amount: object) -> None:
    for operator in ({"eq": amount}, {"range": {"gte": amount}}):
        net = {"currency": "EUR", **operator}
        (problem,) = parse({"orders": {"net": net}})[1]
        place = "eq" if "eq" in operator else "range.gte"
        assert (problem.field, problem.code) == (f"where.orders.net.{place}", "invalid")


@pytest.mark.parametrize(
    ("given", "amount"),
    [
        ("0.000001", "0.000001"),
        ("1e-2", "0.01"),
        ("1.5000000000", "1.5"),
        ("1e15", "1000000000000000"),
        (12, "12"),
        (0.1, "0.1"),
        ("-3.50", "-3.50"),
        ("0E+999999", "0"),
    ],
)
def test_an_amount_is_taken_with_what_it_says(given: object, amount: str) -> None:
    leaf, problems = parse({"orders": {"net": {"currency": "EUR", "eq": given}}})
    assert problems == ()
    assert isinstance(leaf, Leaf)
    assert leaf.members["eq"] == Decimal(amount)
    assert "E" not in str(leaf.members["eq"])


def test_what_is_null_was_not_given() -> None:
    where = {"country": {"eq": "DE", "oneOf": None}, "city": None, "OR": None}
    assert parse(where) == (Leaf(name="country", members={"eq": "DE"}), ())


def _nested(levels: int) -> dict[str, Any]:
    where: dict[str, Any] = {"country": {"eq": "DE"}}
    for _ in range(levels - 1):
        where = {"NOT": where}
    return where


def test_five_levels_are_taken_and_six_are_not() -> None:
    assert parse(_nested(5))[1] == ()
    (problem,) = parse(_nested(6))[1]
    assert (problem.field, problem.code) == ("where.NOT.NOT.NOT.NOT.NOT", "invalid")


def test_thirty_conditions_are_taken_and_more_are_not() -> None:
    one = {"country": {"eq": "DE"}}
    assert parse({"OR": [one] * MAX_LEAVES})[1] == ()
    assert [p.code for p in parse({"OR": [one] * MAX_LEAVES, **one})[1]] == ["invalid"]
    assert [p.field for p in parse({"OR": [one] * 100_000})[1]] == ["where.OR"]


def test_a_where_that_is_nested_without_end_is_not_followed() -> None:
    assert len(parse(_nested(900))[1]) == 1


WRONG: list[tuple[Any, str, str]] = [
    ([], "where", "invalid"),
    ("country", "where", "invalid"),
    ({"land": {"eq": "DE"}}, "where.land", "not_found"),
    ({"country": "DE"}, "where.country", "invalid"),
    ({"country": {}}, "where.country", "required"),
    ({"country": {"eq": None}}, "where.country", "required"),
    ({"country": {"like": "D"}}, "where.country.like", "not_found"),
    ({"country": {"eq": 1}}, "where.country.eq", "invalid"),
    ({"country": {"eq": ""}}, "where.country.eq", "invalid"),
    ({"country": {"eq": "D\0"}}, "where.country.eq", "invalid"),
    ({"city": {"eq": "\ud800"}}, "where.city.eq", "invalid"),
    ({"country": {"oneOf": []}}, "where.country.oneOf", "invalid"),
    ({"country": {"oneOf": ["x"] * 1001}}, "where.country.oneOf", "invalid"),
    ({"country": {"known": 1}}, "where.country.known", "invalid"),
    ({"orders": {}}, "where.orders", "required"),
    ({"orders": {"most": 1}}, "where.orders.most", "not_found"),
    ({"orders": {"count": {"eq": True}}}, "where.orders.count.eq", "invalid"),
    ({"orders": {"count": {"eq": 2**31}}}, "where.orders.count.eq", "invalid"),
    ({"orders": {"count": {"range": {}}}}, "where.orders.count.range", "required"),
    ({"orders": {"net": {"eq": 1}}}, "where.orders.net.currency", "required"),
    ({"orders": {"net": {"currency": "EUR"}}}, "where.orders.net", "required"),
    ({"orders": {"net": {"currency": "E", "eq": "NaN"}}}, "where.orders.net.eq", "invalid"),
    ({"orders": {"net": {"currency": "E", "eq": "1e99"}}}, "where.orders.net.eq", "invalid"),
    ({"orders": {"first": {"range": {"gte": "soon"}}}}, "where.orders.first.range.gte", "invalid"),
    ({"bought": {"products": ["7"]}}, "where.bought.products", "invalid"),
    (
        {"bought": {"products": [global_id("Order", "7")]}},
        "where.bought.products",
        "invalid",
    ),
    ({"bought": {"withinDays": 0}}, "where.bought.withinDays", "invalid"),
    ({"topics": {"eq": "offers"}}, "where.topics.eq", "invalid"),
    ({"engagement": {"times": {"eq": 1}}}, "where.engagement.kind", "required"),
    ({"engagement": {"kind": "sent_at"}}, "where.engagement.kind", "invalid"),
    ({"share": {"salt": "x", "from": 10, "to": 10}}, "where.share.to", "invalid"),
    ({"share": {"salt": "x", "from": 0, "to": 101}}, "where.share.to", "invalid"),
    ({"AND": []}, "where.AND", "invalid"),
    ({"OR": {}}, "where.OR", "invalid"),
    ({"NOT": []}, "where.NOT", "invalid"),
    ({"AND": [{"OR": [{"a": 1}]}]}, "where.AND.0.OR.0.a", "not_found"),
]


@pytest.mark.parametrize(("where", "field", "code"), WRONG)
def test_what_is_wrong_is_named_with_its_place(where: Any, field: str, code: str) -> None:
    assert [(problem.field, problem.code) for problem in parse(where)[1]] == [(field, code)]


def test_all_that_is_wrong_is_said_at_once() -> None:
    where = {"land": 1, "country": {"eq": 1}, "orders": {"count": {}}}
    assert [problem.field for problem in parse(where)[1]] == [
        "where.land",
        "where.country.eq",
        "where.orders.count",
    ]
