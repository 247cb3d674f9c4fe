"""docs/segments.md names every condition, every operator and every limit as they are declared."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from saleor_push_plugin.core.segments import other_packages, parsing
from saleor_push_plugin.core.segments.conditions import CONDITIONS, Member, Shape
from saleor_push_plugin.core.segments.reach import STEPS, WAITS
from saleor_push_plugin.shop import people

GUIDE = (Path(__file__).parents[2] / "docs" / "segments.md").read_text(encoding="utf-8")
WHERES = [json.loads(each) for each in re.findall(r"```json where\n(.*?)```", GUIDE, re.DOTALL)]


def rows() -> Iterator[str]:
    """The lines of the table of conditions."""
    for name, declared in CONDITIONS.items():
        if isinstance(declared, Shape) and declared.group:
            for key, member in declared.members.items():
                yield row(f"{name}.{key}", member)
        else:
            yield row(name, declared)


def row(name: str, declared: Member | Shape) -> str:
    members = ", ".join(f"`{each}`" for each in operators(declared))
    return f"| `{name}` | {members} | {declared.description} |"


def operators(declared: Member | Shape) -> list[str]:
    return list(declared.members) if isinstance(declared, Shape) else ["true", "false"]


def test_the_table_has_every_condition_with_its_operators() -> None:
    found = [line for line in GUIDE.splitlines() if re.match(r"\| `[a-z]\w+(\.\w+)?` \| `", line)]
    assert found == list(rows())


def test_the_steps_are_those_of_the_waterfall() -> None:
    found = re.findall(r"^\d+\. `(\w+)`(.*)$", GUIDE, re.MULTILINE)
    assert [code for code, _ in found] == [step.value for step in STEPS]
    assert {code for code, rest in found if "waits" in rest} == {step.value for step in WAITS}


def test_the_limits_are_those_of_the_code() -> None:
    for figure in (
        f"{parsing.MAX_DEPTH} levels",
        f"{parsing.MAX_LEAVES} conditions",
        f"{parsing.MAX_VALUES:,} values",
        f"{people.TIMEOUT // 1000} seconds",
    ):
        assert figure in GUIDE, figure


@pytest.mark.parametrize("where", WHERES)
def test_the_examples_are_valid(where: object, monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"temperature": other_packages.OtherCondition()}
    monkeypatch.setattr(other_packages, "CONDITIONS", known)
    assert parsing.parse(where)[1] == ()


def test_there_are_examples() -> None:
    assert len(WHERES) == GUIDE.count("```json where") >= 2
