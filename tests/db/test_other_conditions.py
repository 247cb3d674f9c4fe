"""Conditions of other packages: the guide's example, and those that fail, hang or know little."""

from __future__ import annotations

import json
import re
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.core.checks import run_checks
from django.utils import timezone

from saleor_push_plugin.core.segments import other_packages
from saleor_push_plugin.core.segments.other_packages import By, OtherCondition
from saleor_push_plugin.core.segments.parsing import parse
from saleor_push_plugin.core.segments.predicate import other_names
from saleor_push_plugin.models import PersonFacts
from saleor_push_plugin.segments import counting
from saleor_push_plugin.segments.compiling import People, people
from saleor_push_plugin.shop import people as shop_people
from saleor_push_plugin.shop.connections import writer
from tests.hosts.shop import Shop

from .campaigning import frozen, scheduled, state

NOW = timezone.now()
GUIDE = (Path(__file__).parents[2] / "docs" / "segments.md").read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
FREEZING = {"other": {"name": "temperature", "number": {"range": {"lte": "0"}}}}
CITIES = {"u1": "SOPRON", "u2": "Split", "u3": "Łódź", "u4": "Atlantis", "u5": ""}


@pytest.fixture(autouse=True)
def _people(shop: Shop) -> Iterator[None]:
    with writer():
        PersonFacts.objects.all().delete()
        for number, (key, city) in enumerate(CITIES.items(), 1):
            country = "HU" if number == 1 else ""
            PersonFacts.objects.create(person=key, user_id=number, city=city, country=country)
        yield


def bring(monkeypatch: pytest.MonkeyPatch, *conditions: OtherCondition) -> None:
    found = {each.name: each for each in conditions}
    monkeypatch.setattr(other_packages, "CONDITIONS", found)
    for module in ("saleor_push_plugin.shop.person_conditions.other",):
        monkeypatch.setattr(f"{module}.CONDITIONS", found)


def made(values: Callable[[], Any], name: str = "temperature", by: By = By.CITY) -> OtherCondition:
    fields = {"name": name, "description": "x", "by": by, "values": lambda _self: values()}
    condition: OtherCondition = type("Made", (OtherCondition,), fields)()
    return condition


def found(where: Any) -> set[str]:
    """Whom it finds; the two ways of asking find as many."""
    predicate, problems = parse(where)
    assert problems == ()
    answers = other_packages.ask(other_names(predicate))
    keys = shop_people.matching(predicate, NOW, answers)
    counted = counting.count(where, NOW)
    assert isinstance(counted, counting.Counted)
    assert counted.value == len(keys)
    return keys


def test_the_guides_example_is_a_winter_sale_where_it_freezes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    space: dict[str, Any] = {"__name__": "weather"}
    exec(compile(EXAMPLE, "weather.py", "exec"), space)
    file = tmp_path / "weather.json"
    file.write_text(json.dumps({"Sopron": -4.5, "Split": 11, "Łódź": 0}))
    monkeypatch.setenv("WEATHER_FILE", str(file))
    bring(monkeypatch, space["Temperature"]())
    assert found(FREEZING) == {"u1", "u3"}
    assert found({"NOT": FREEZING}) == {"u2"}
    assert found({"NOT": {"NOT": FREEZING}}) == {"u1", "u3"}
    for known, keys in ((True, {"u1", "u2", "u3"}), (False, {"u4", "u5"})):
        assert found({"other": {"name": "temperature", "known": known}}) == keys
    # The file is gone.
    file.unlink()
    for where in (FREEZING, {"NOT": FREEZING}):
        compiled = people(where, NOW)
        assert isinstance(compiled, People)
        assert compiled.failed == ("temperature",)
        assert found(where) == set()


def broken() -> Mapping[str, object]:
    raise ValueError("no weather today")


@pytest.mark.parametrize(
    "values",
    [
        broken,
        lambda: ["Sopron"],
        lambda: {"Sopron": object()},
        lambda: {"Sopron": float("nan")},
        lambda: {"Sopron": True},
        lambda: {"So\0pron": 1},
        lambda: {"Sopron": "x" * 300},
        lambda: {str(n): n for n in range(other_packages.MOST_KEYS + 1)},
    ],
)
def test_who_fails_finds_nobody_under_not_as_well(
    monkeypatch: pytest.MonkeyPatch, values: Callable[[], Any]
) -> None:
    bring(monkeypatch, made(values))
    assert found(FREEZING) == found({"NOT": FREEZING}) == set()
    assert found({"other": {"name": "temperature", "known": False}}) == set()
    # What does not ask it is found as ever.
    assert found({"OR": [FREEZING, {"country": {"eq": "HU"}}]}) == {"u1"}
    assert found({"NOT": {"OR": [FREEZING, {"country": {"eq": "HU"}}]}}) == set()
    counted = counting.count(FREEZING, NOW)
    assert isinstance(counted, counting.Counted)
    assert counted.failed == ("temperature",)


def test_a_campaign_pauses_while_it_is_frozen_and_says_why(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.configure_push(
        send=True, storefront_url="https://shop.example", contact="mailto:a@shop.example.com"
    )
    bring(monkeypatch, made(broken))
    for where in (FREEZING, {"NOT": FREEZING}):
        campaign = scheduled(NOW + timedelta(hours=1), where=where)
        frozen(NOW + timedelta(hours=1))
        assert state(campaign) == "paused"
        assert campaign.problem == "audience_unreadable"


def test_who_hangs_is_left_alone_until_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    opened, calls = threading.Event(), []

    def slow() -> Mapping[str, object]:
        calls.append(1)
        opened.wait(20)
        return {"Sopron": -1}

    bring(monkeypatch, made(slow), made(lambda: {"Split": 41}, "size"))
    answers = other_packages.ask({"temperature", "size"}, seconds=0.2)
    assert answers == {"temperature": None, "size": {"Split": Decimal(41)}}
    # It is not asked again meanwhile.
    assert other_packages.ask({"temperature"}, seconds=0.2) == {"temperature": None}
    assert len(calls) == 1
    opened.set()
    other_packages._RUNNING["temperature"].join(5)
    assert other_packages.ask({"temperature"})["temperature"] == {"Sopron": Decimal(-1)}


def test_keys_are_cities_countries_or_customers_and_values_numbers_or_texts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bring(monkeypatch, made(lambda: {"1": "S", "2": "XL", "3": 7}, "size", By.CUSTOMER))
    assert found({"other": {"name": "size", "text": {"oneOf": ["S", "M"]}}}) == {"u1"}
    # A number is no text: of u3 nothing of the kind is known.
    assert found({"NOT": {"other": {"name": "size", "text": {"eq": "S"}}}}) == {"u2"}
    assert found({"other": {"name": "size", "number": {"eq": 7}}}) == {"u3"}
    bring(monkeypatch, made(lambda: {"hu": 1}, "size", By.COUNTRY))
    assert found({"other": {"name": "size", "number": {"eq": "1.0"}}}) == {"u1"}


def test_what_no_package_brings_is_refused() -> None:
    for where, field, code in (
        (FREEZING, "where.other.name", "not_found"),
        ({"other": {"number": {"eq": 1}}}, "where.other.name", "required"),
    ):
        assert [(p.field, p.code) for p in parse(where)[1]] == [(field, code)]


def test_a_name_alone_is_no_condition(monkeypatch: pytest.MonkeyPatch) -> None:
    bring(monkeypatch, made(dict))
    (problem,) = parse({"other": {"name": "temperature"}})[1]
    assert (problem.field, problem.code) == ("where.other", "required")


def test_what_cannot_be_loaded_is_left_out_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Good(OtherCondition):
        name, description = "good", "x"

    class Nameless(OtherCondition):
        name, description = "No Name", "x"

    class Silent(OtherCondition):
        name = "silent"

    module = ModuleType("shop_conditions")
    vars(module).update(Good=Good, Nameless=Nameless, Silent=Silent, NoClass=1)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    names = ["Good", "Nameless", "Silent", "NoClass", "Missing"]
    entries = [EntryPoint(n, f"shop_conditions:{n}", other_packages.GROUP) for n in names]
    loaded, problems = other_packages.load(entries)
    assert set(loaded) == {"good"}
    assert {each.split(" ")[0] for each in problems} == {*names} - {"Good"}
    monkeypatch.setattr(other_packages, "PROBLEMS", problems)
    told = [check for check in run_checks() if check.id == "saleor_push_plugin.W008"]
    assert len(told) == 4


def test_all_of_a_segment_have_one_time(monkeypatch: pytest.MonkeyPatch) -> None:
    waits = threading.Event()
    names = [f"c{n}" for n in range(5)]
    bring(monkeypatch, *(made(lambda: waits.wait(20) or {}, name) for name in names))
    before = timezone.now()
    assert set(other_packages.ask(set(names), seconds=0.3).values()) == {None}
    assert timezone.now() - before < timedelta(seconds=2)
    waits.set()
