"""A predicate as SQL finds whom a naive evaluation finds: every condition and every operator."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saleor_push_plugin.core.segments.conditions import CONDITIONS, Kind, Member, Shape
from saleor_push_plugin.core.segments.predicate import All, Any_, Leaf, Not, Predicate
from saleor_push_plugin.shop import people as shop_people
from saleor_push_plugin.shop import person_facts
from saleor_push_plugin.shop.connections import writer
from tests.hosts.shop import Shop

from . import people
from .peopled import World, make_world

NOW = timezone.now()
TEXTS = {
    "country": ("DE", "PL", "FR"),
    "city": ("berlin", "Łódź", "NOWY TARG", "Rom"),
    "channel": (*people.CHANNELS, "other"),
    "language": ("de", "de-at", "pl", "en-GB", "en"),
    "platform": ("android", "windows", "ios"),
    "browser": ("chromium", "firefox", "safari", "edge"),
    "displayMode": ("browser", "standalone"),
    "customerGroup": ("Gold", "Silver", "Staff"),
    "share": ("", "x", "salz"),
    "": ("EUR", "PLN", "pln", "USD"),
}
# The sandbox's Saleor has no types, and older versions neither; `other` has tests of its own.
LEFT_OUT = {"customerType", "other"}


def every_condition() -> Iterator[tuple[str, Member | Shape]]:
    for name, declared in CONDITIONS.items():
        if isinstance(declared, Shape) and declared.group:
            yield from ((f"{name}.{key}", member) for key, member in declared.members.items())
        elif name not in LEFT_OUT:
            yield name, declared


def values(name: str, key: str, member: Member, world: World) -> st.SearchStrategy[Any]:
    """Values of a member that hold for some and not for others."""
    catalog = world.catalog
    ids = {
        "products": sorted(set().union(*catalog.in_category.values())),
        "categories": [*catalog.in_category, 2**30],
        "collections": [*catalog.in_collection, 2**30],
    }
    text = st.sampled_from(TEXTS.get(name, TEXTS[""]))
    number = st.integers(0, 6) if name != "share" else st.integers(0, 100)
    number = st.integers(-1, 70) if key in {"daysAgo", "hoursOld", "withinDays"} else number
    number = st.integers(1, 70) if key == "withinDays" else number
    kinds: dict[Kind, st.SearchStrategy[Any]] = {
        Kind.TEXT: text,
        Kind.TEXTS: st.lists(text, min_size=1, max_size=3).map(tuple),
        Kind.INT: number,
        Kind.INTS: st.lists(number, min_size=1, max_size=3).map(tuple),
        Kind.DECIMAL: st.decimals(0, 250, places=1),
        Kind.MOMENT: st.integers(0, 70 * 86_400).map(lambda s: NOW - timedelta(seconds=s)),
        Kind.BOOL: st.booleans(),
        Kind.IDS: st.lists(st.sampled_from(ids.get(key) or [1]), min_size=1, max_size=2).map(tuple),
        Kind.CHOICE: st.sampled_from(sorted((member.choices or {"": ""}).values())),
        Kind.CHOICES: st.lists(
            st.sampled_from(sorted((member.choices or {"": ""}).values())), min_size=1
        ).map(tuple),
    }
    return kinds[member.kind]


def members(name: str, key: str, declared: Member | Shape, world: World) -> Any:
    if isinstance(declared, Member):
        return values(name, key, declared, world)
    required, optional = {}, {}
    for each, member in declared.members.items():
        # Bounds are drawn by the name of their range.
        inner = key if each in {"gte", "lte"} else each
        place = required if member.required else optional
        place[each] = members(name, inner, member, world)
    return st.fixed_dictionaries(required, optional=optional).filter(bool)


def leaf(name: str, declared: Member | Shape, world: World) -> st.SearchStrategy[Leaf]:
    drawn = members(name, "", declared, world)
    if isinstance(declared, Member):
        return drawn.map(lambda value: Leaf(name=name, members={"eq": value}))
    return drawn.map(lambda given: Leaf(name=name, members=given))


def predicates(world: World) -> st.SearchStrategy[Predicate]:
    one = st.one_of([leaf(name, declared, world) for name, declared in every_condition()])
    return st.recursive(
        one,
        lambda inner: st.one_of(
            inner.map(lambda part: Not(part=part)),
            st.lists(inner, min_size=1, max_size=4).map(lambda p: All(parts=tuple(p))),
            st.lists(inner, min_size=1, max_size=4).map(lambda p: Any_(parts=tuple(p))),
        ),
        max_leaves=12,
    )


@pytest.fixture
def world(shop: Shop, request: pytest.FixtureRequest) -> World:
    with writer():
        made = make_world(getattr(request, "param", 1), NOW)
        person_facts.rebuild(NOW)
    return made


def compare(predicate: Predicate, world: World) -> int:
    """How many it holds for, found both ways."""
    naive = people.Naive(world.catalog, NOW)
    wanted = {who.key for who in world.people if naive.holds(predicate, who)}
    known = {who.key for who in world.people}
    with writer():
        found = shop_people.matching(predicate, NOW) & known
    assert found == wanted, predicate
    return len(wanted)


QUIETLY = {
    "deadline": None,
    "database": None,
    "derandomize": True,
    "suppress_health_check": list(HealthCheck),
}


def test_every_condition_and_operator_finds_the_same_people(world: World) -> None:
    # Each tells some people from others; nothing was compared that is true of all or of none.
    blind = [
        name for name, declared in every_condition() if not times_told_apart(name, declared, world)
    ]
    assert blind == []


def times_told_apart(name: str, declared: Member | Shape, world: World) -> int:
    found = []

    @settings(max_examples=60, **QUIETLY)
    @given(leaf(name, declared, world))
    def check(predicate: Leaf) -> None:
        both = (predicate, Not(part=predicate))
        found.extend(0 < compare(each, world) < len(world.people) for each in both)

    check()
    return sum(found)


@pytest.mark.parametrize("world", [2, 3], indirect=True)
def test_any_predicate_finds_the_same_people(world: World) -> None:
    @settings(max_examples=120, **QUIETLY)
    @given(predicates(world))
    def check(predicate: Predicate) -> None:
        compare(predicate, world)

    check()


def test_people_are_counted_exactly_and_not_for_ever(world: World) -> None:
    everybody = All()
    assert shop_people.count(everybody, NOW) == len(shop_people.matching(everybody, NOW))
    long = Any_(
        parts=tuple(
            Leaf(name="share", members={"salt": str(n), "from": 0, "to": 1}) for n in range(3000)
        )
    )
    with pytest.raises(shop_people.TooSlowError):
        shop_people.count(long, NOW, milliseconds=1)
    # The caller's transaction goes on.
    assert shop_people.count(Not(part=everybody), NOW) == 0
