"""The parameters of a condition, and tests of a column by the members of a condition."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ...core.segments.other_packages import Answer

Members = Mapping[str, Any]
NEVER = "false"


class NotInThisShopError(Exception):
    """This Saleor cannot say what a condition asks for; the message says what."""


@dataclass
class Values:
    """The parameters of a statement; values never stand in its text."""

    found: dict[str, Any] = field(default_factory=dict)
    # What conditions of other packages answered, by name; None: nothing.
    answers: Mapping[str, Answer | None] = field(default_factory=dict)

    def add(self, value: Any, type_name: str) -> str:
        """Return a placeholder for the value, cast to a type of PostgreSQL."""
        name = f"v{len(self.found)}"
        self.found[name] = value
        return f"%({name})s::{type_name}"


# Makes the SQL of a condition on f, a row of PersonFacts.
Maker = Callable[[Members, Values], str]
MAKERS: dict[str, Maker] = {}


def condition(*names: str) -> Callable[[Maker], Maker]:
    """Register the maker of conditions by their names."""

    def register(maker: Maker) -> Maker:
        MAKERS.update(dict.fromkeys(names, maker))
        return maker

    return register


Test = Callable[[str, Members, Values], str]


def on_column(test: Test, column: str) -> Maker:
    """Return the maker of a condition that tests a column."""

    def make(members: Members, values: Values) -> str:
        return test(column, members, values)

    return make


def all_of(parts: list[str]) -> str:
    """Join conditions that all have to hold."""
    return " AND ".join(f"({part})" for part in parts) or "true"


def text_test(column: str, members: Members, values: Values) -> str:
    """Test a column of text, in which the empty text is unknown."""
    parts = []
    if "eq" in members:
        parts.append(f"{column} = {values.add(members['eq'], 'text')}")
    if "oneOf" in members:
        parts.append(f"{column} = ANY({values.add(list(members['oneOf']), 'text[]')})")
    if "known" in members:
        parts.append(f"({column} <> '') = {values.add(members['known'], 'boolean')}")
    return all_of(parts)


def number_test(expression: str, members: Members, values: Values) -> str:
    """Test a number by `eq`, `oneOf` and `range`; null passes none."""
    parts = []
    if "eq" in members:
        parts.append(f"{expression} = {values.add(members['eq'], 'numeric')}")
    if "oneOf" in members:
        parts.append(f"{expression} = ANY({values.add(list(members['oneOf']), 'numeric[]')})")
    if "range" in members:
        parts.append(range_test(expression, members["range"], values, "numeric"))
    return all_of(parts)


def range_test(expression: str, bounds: Members, values: Values, type_name: str) -> str:
    """Test by `gte` and `lte`."""
    signs = {"gte": ">=", "lte": "<="}
    parts = [
        f"{expression} {signs[name]} {values.add(bound, type_name)}"
        for name, bound in bounds.items()
    ]
    return all_of(parts)


def moment_test(column: str, members: Members, values: Values) -> str:
    """Test a moment; null is what never happened. `daysAgo` counts back from %(now)s."""
    parts = []
    if "range" in members:
        parts.append(range_test(column, members["range"], values, "timestamptz"))
    for name, days in members.get("daysAgo", {}).items():
        sign = "<=" if name == "gte" else ">="
        parts.append(f"{column} {sign} {days_ago(days, values)}")
    if "known" in members:
        parts.append(f"({column} IS NOT NULL) = {values.add(members['known'], 'boolean')}")
    return all_of(parts)


def days_ago(days: int, values: Values) -> str:
    """Return the moment so many days of 24 hours before %(now)s; at most a century."""
    bounded = max(-36_500, min(days, 36_500))
    return f"(%(now)s::timestamptz - {values.add(bounded, 'integer')} * interval '24 hours')"


def counted(persons: str, count: str, members: Members, values: Values) -> str:
    """Test how often something happened to f.person.

    `persons`: `SELECT key FROM …` without its GROUP BY, `count`: an aggregate in it. Whoever is not
    in it has 0, so that where 0 passes, those are left out who do not pass.
    """
    times = members.get("times") or {"range": {"gte": 1}}
    test = number_test(count, times, values)
    if passes(0, times):
        return f"f.person NOT IN ({persons} GROUP BY 1 HAVING NOT ({test}))"
    return f"f.person IN ({persons} GROUP BY 1 HAVING {test})"


def passes(number: int, members: Members) -> bool:
    """Whether a number passes `number_test`."""
    bounds = members.get("range", {})
    return (
        members.get("eq", number) == number
        and number in members.get("oneOf", (number,))
        and bounds.get("gte", Decimal(number)) <= number <= bounds.get("lte", Decimal(number))
    )
