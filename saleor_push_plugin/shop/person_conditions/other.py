"""Conditions of other packages, on the values that they returned."""

from ...core.segments.other_packages import CONDITIONS, By, passes
from .values import Members, Values, condition

_COLUMNS = {
    By.CITY: "lower(f.city)",
    By.COUNTRY: "lower(f.country)",
    By.CUSTOMER: "f.user_id::text",
}


@condition("other")
def other(members: Members, values: Values) -> str:
    """Test what a package knows of the person; null without an answer, or if it knows nothing."""
    name = members["name"]
    answer = values.answers.get(name)
    if answer is None or name not in CONDITIONS:
        return "NULL::boolean"
    column = _COLUMNS[CONDITIONS[name].by]
    results = {key: passes(value, members) for key, value in answer.items() if key}
    known = _among(column, [key for key, result in results.items() if result is not None], values)
    passing = _among(column, [key for key, result in results.items() if result], values)
    tests = [f"CASE WHEN {known} THEN {passing} END"] if {"number", "text"} & members.keys() else []
    if "known" in members:
        tests.append(f"({known}) = {values.add(members['known'], 'boolean')}")
    return " AND ".join(f"({test})" for test in tests)


def _among(column: str, keys: list[str], values: Values) -> str:
    given = values.add(keys, "text[]")
    return f"coalesce({column} IN (SELECT lower(k) FROM unnest({given}) AS k), false)"
