"""The condition builder of staff's page: opening a condition and saving it changes nobody."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from saleor_push_plugin.core.segments.parsing import parse
from saleor_push_plugin.core.segments.predicate import All, Any_, Leaf, Not, Predicate
from sandbox.browsers.chromium import Chromium
from sandbox.browsers.site import Site
from tests.browser import dashboard_kit as kit

pytestmark = [pytest.mark.sandbox_only, pytest.mark.browser]

# What a builder's row knows, and what it does not: several members, null, `eq`, a comma in a name.
LEAVES: tuple[dict[str, Any], ...] = (
    {"country": {"oneOf": ["PL", "DE"]}},
    {"country": {"eq": "FR"}},
    {"city": {"oneOf": ["Washington, D.C."]}},
    {"topics": {"eq": "OFFERS"}},
    {"orders": {"count": {"range": {"gte": 2}}, "last": {"daysAgo": {"lte": 9}}}},
    {"orders": {"net": {"currency": "EUR", "range": {"gte": "200.00"}}}},
    {"unusedVoucher": False},
    {"installed": False},
    {"language": {"oneOf": ["pl"]}, "platform": None},
    {"lastVisit": {"daysAgo": {"lte": 30}}, "channel": {"oneOf": ["eur"]}},
)
AGAIN = """import('/plugins/saleor.push/page/conditions.js')
  .then(({{ rowsOf, whereOf }}) => {}.map((where) => whereOf(rowsOf(where))))"""


@pytest.fixture
def site() -> Iterator[Site]:
    with kit.site() as running:
        yield running


def a_where(chance: random.Random, depth: int = 1) -> dict[str, Any]:
    where = dict(chance.choice(LEAVES)) if depth > 4 or chance.random() < 0.6 else {}
    if depth > 4:
        return where
    for name in ("AND", "OR"):
        if chance.random() < 0.4:
            parts = range(chance.randint(1, 3 if depth < 3 else 1))
            where[name] = [a_where(chance, depth + 1) for _ in parts]
        elif chance.random() < 0.05:
            where[name] = None
    if chance.random() < 0.25:
        where["NOT"] = a_where(chance, depth + 1)
    return where


def leaves(predicate: Predicate) -> set[str]:
    if isinstance(predicate, Leaf):
        return {repr(predicate)}
    parts = [predicate.part] if isinstance(predicate, Not) else predicate.parts
    return set().union(*(leaves(part) for part in parts))


def holds(predicate: Predicate, true: set[str]) -> bool:
    if isinstance(predicate, Leaf):
        return repr(predicate) in true
    if isinstance(predicate, Not):
        return not holds(predicate.part, true)
    join = all if isinstance(predicate, All) else any
    assert isinstance(predicate, All | Any_)
    return join(holds(part, true) for part in predicate.parts)


def finds_the_same(one: Predicate, other: Predicate, chance: random.Random) -> bool:
    names = sorted(leaves(one) | leaves(other))
    few = [set(), set(names)] + [{n for n in names if chance.random() < 0.5} for _ in range(40)]
    every = (
        {n for n, is_in in zip(names, each, strict=False) if is_in}
        for each in product((0, 1), repeat=6)
    )
    people = few if len(names) > 6 else [*few, *every]
    return all(holds(one, true) == holds(other, true) for true in people)


def opened_and_saved(chromium: Chromium, site: Site, wheres: list[Any]) -> list[Any]:
    chromium.open(f"{site.origin}{kit.PATH}?locale=en")
    found: list[Any] = chromium.eval(AGAIN.format(json.dumps(wheres)))
    return found


def test_opened_and_saved_it_finds_the_same_people(chromium: Chromium, site: Site) -> None:
    chance = random.Random(7)
    some = [where for _ in range(600) if not parse(where := a_where(chance))[1]]
    assert len(some) > 300
    for before, after in zip(some, opened_and_saved(chromium, site, some), strict=True):
        predicate, problems = parse(after)
        assert problems == (), (before, after)
        assert finds_the_same(parse(before)[0], predicate, chance), (before, after)


def test_two_groups_of_which_any_will_do_stay_two(chromium: Chromium, site: Site) -> None:
    poles, germans = ({"country": {"oneOf": [each]}} for each in ("PL", "DE"))
    offers, phones = {"topics": {"eq": "OFFERS"}}, {"platform": {"oneOf": ["ios"]}}
    groups = [{"OR": [poles, germans]}, {"OR": [offers, phones]}]
    both = {"OR": groups[0]["OR"], "AND": [groups[1]]}
    assert opened_and_saved(chromium, site, [{"AND": groups}, both]) == [both, both]
