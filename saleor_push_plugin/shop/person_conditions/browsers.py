"""Conditions on people's browsers: some browser of the person has to pass."""

from ...core.person_key_sql import person_key_sql
from ...core.platform import BROWSERS
from .values import Maker, Members, Test, Values, all_of, condition, moment_test, text_test

_COLUMNS = {"channel": "s.channel", "platform": "s.platform", "displayMode": "s.display_mode"}
_MOMENTS = {"subscribed": "s.created_at", "lastVisit": "coalesce(s.seen_at, s.updated_at)"}
# The key of the person a row of subscriptions belongs to.
KEY = person_key_sql("s.id", "s.user_id")


def of_browsers(test: str) -> str:
    """Whether one of the person's browsers, s, passes a test; one condition for each index."""
    rows = "SELECT 1 FROM saleor_push_plugin_subscription s WHERE"
    return (
        f"EXISTS ({rows} s.user_id = f.user_id AND {test}) OR "
        f"EXISTS ({rows} s.id = f.subscription_id AND s.user_id IS NULL AND {test})"
    )


def _some_browser(test: Test, column: str) -> Maker:
    """Return the maker of a condition that tests a column of the browsers."""

    def make(members: Members, values: Values) -> str:
        return of_browsers(test(column, members, values))

    return make


for _name, _column in _COLUMNS.items():
    condition(_name)(_some_browser(text_test, _column))
for _name, _column in _MOMENTS.items():
    condition(_name)(_some_browser(moment_test, _column))


@condition("installed")
def installed(members: Members, values: Values) -> str:
    found = of_browsers("s.installed_at IS NOT NULL")
    return f"({found}) = {values.add(members['eq'], 'boolean')}"


@condition("browser")
def browser(members: Members, values: Values) -> str:
    cases = " ".join(
        f"WHEN right(s.origin, {len(mark)}) = {values.add(mark, 'text')} THEN '{name}'"
        for mark, name in BROWSERS
    )
    return of_browsers(text_test(f"(CASE {cases} ELSE '' END)", members, values))


@condition("language")
def language(members: Members, values: Values) -> str:
    """Tags in any case; one without a region also finds those with one."""
    spoken = "coalesce(nullif(s.chosen_language, ''), s.language)"
    tests = []
    if "known" in members:
        tests.append(text_test(spoken, {"known": members["known"]}, values))
    for name in {"eq", "oneOf"} & members.keys():
        given = [members["eq"]] if name == "eq" else list(members["oneOf"])
        tags = values.add([_tag(tag) for tag in given], "text[]")
        tests.append(
            f"EXISTS (SELECT 1 FROM unnest({tags}) AS tag WHERE "
            f"starts_with(lower(replace({spoken}, '_', '-')) || '-', tag || '-'))"
        )
    return of_browsers(all_of(tests))


def _tag(text: str) -> str:
    return text.lower().replace("_", "-")


@condition("topics")
def topics(members: Members, values: Values) -> str:
    tests = []
    if "eq" in members:
        tests.append(f"{values.add(members['eq'], 'text')} = ANY(s.topics)")
    if "oneOf" in members:
        tests.append(f"s.topics::text[] && {values.add(list(members['oneOf']), 'text[]')}")
    return of_browsers(all_of(tests))
