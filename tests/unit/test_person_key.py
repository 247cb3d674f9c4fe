"""What a person's key looks like is known to core/person.py, and nobody else takes it apart."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from saleor_push_plugin.core.audience import Owner, SingleSubscription, parse_person_key
from saleor_push_plugin.core.joined_subject import confirmed_subject, parse_joined_subject
from saleor_push_plugin.core.person import Person
from tests.golden_files import ROOT

PACKAGE = ROOT / "saleor_push_plugin"
# A column or a constant behind one of the letters.
IN_SQL = re.compile(r"'[us]'\s*\|\||LIKE '[us]%'")


@pytest.mark.parametrize(
    ("key", "person"),
    [
        ("u7", Owner(user_id=7)),
        ("s9", SingleSubscription(subscription_id=9)),
        ("7", None),
        ("u", None),
        ("x7", None),
        ("u-7", None),
        ("u٧", None),
        ("", None),
    ],
)
def test_a_key_says_who_is_meant(key: str, person: Owner | SingleSubscription | None) -> None:
    assert parse_person_key(key) == person


@pytest.mark.parametrize("user_id", [None, 7])
def test_a_key_is_of_the_account_and_else_of_the_browser(user_id: int | None) -> None:
    person = Person(subscription_id=9, user_id=user_id)
    meant = SingleSubscription(subscription_id=9) if user_id is None else Owner(user_id=user_id)
    assert parse_person_key(person.key) == meant


def test_who_confirms_an_account_joins_as_the_same_person() -> None:
    assert (
        parse_joined_subject(confirmed_subject(7))
        == parse_joined_subject("u7")
        == ("u7", Owner(user_id=7))
    )
    assert parse_joined_subject("someone") is None


def _beginnings(path: Path) -> Iterator[str]:
    """Every text of a module, of an f-string what it begins with."""
    nodes = [*ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    later = {part for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values[1:]}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in later:
            yield node.value


def test_no_other_module_spells_a_key() -> None:
    python = [path for path in PACKAGE.rglob("*.py") if {"u", "s"} & {*_beginnings(path)}]
    statements = (*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.sql"))
    sql = [path for path in statements if IN_SQL.search(path.read_text(encoding="utf-8"))]
    assert [str(path.relative_to(PACKAGE)) for path in (*python, *sql)] == ["core/person.py"]
