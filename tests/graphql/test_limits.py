"""Hostile queries: each is refused in one sentence, and quickly."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from graphql.utils.introspection_query import introspection_query

if TYPE_CHECKING:
    from tests.graphql.storefront import Storefront


def _modern() -> str:
    """Introspection as newer clients do it: wrapped types two levels deeper."""
    end = introspection_query.rstrip()
    deeper = " ofType { kind name ofType { kind name } } "
    inmost = end.rindex("name") + len("name")
    return end[:inmost] + deeper + end[inmost:]


def _chain(length: int) -> str:
    links = (f"fragment F{i} on Query {{ ...F{i + 1} }}" for i in range(length))
    return "{ ...F0 } " + " ".join(links) + f" fragment F{length} on Query {{ __typename }}"


def _bomb(length: int) -> str:
    """Each fragment twice in the one before: 2^length when written out."""
    links = (f"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }}" for i in range(length))
    return "{ ...F0 } " + " ".join(links) + f" fragment F{length} on Query {{ __typename }}"


HOSTILE = {
    "deep": ("{ a " + "{ a " * 8 + "}" * 9, "8 levels"),
    "very deep": ("{ a " + "{ a " * 2000 + "}" * 2001, "too deeply"),
    "deep by inline fragments": ("{ " + "... { " * 40 + "__typename" + "}" * 41, "30 levels"),
    "deep by fragments": (_chain(40), "30 levels"),
    "deep values": ("{ a(b: " + "[" * 3000 + "]" * 3000 + ") }", "too deeply"),
    "a fragment in itself": ("{ ...F } fragment F on Query { ...F }", "contains itself"),
    "fragments in a circle": (
        "{ ...F } fragment F on Query { ...G } fragment G on Query { __typename ...F }",
        "contains itself",
    ),
    "a circle nobody uses": (
        "{ __typename } fragment F on Query { __typename ...F }",
        "contains itself",
    ),
    "a fragment bomb": (_bomb(25), "10 mentions"),
    "many aliases": (
        "{ a {" + " ".join(f"a{i}: f{i}" for i in range(11)) + "}}",
        "10 aliases",
    ),
    "many root fields": ("{" + " ".join(f"f{i}" for i in range(11)) + "}", "10 root fields"),
    "one field often": ("{ a {" + " b" * 5000 + "}}", "10 mentions"),
    "one field often, unused": ("{ a } fragment F on Query {" + " b" * 5000 + "}", "10 mentions"),
    "wide": ("{ a {" + " ".join(f"f{i}" for i in range(1500)) + "}}", "1000 selections"),
    "long": ("{ a } #" + "x" * 20_000, "16384 characters"),
    "types of types of types": (
        "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
        "2 rounds",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_query_that_asks_too_much_is_refused_in_one_sentence(
    storefront: Storefront, name: str
) -> None:
    query, told = HOSTILE[name]
    answer = storefront.ask(query)
    [error] = answer["errors"]
    assert told in error["message"]
    assert error["extensions"]["exception"]["code"] == "QueryLimitError"


@pytest.mark.parametrize(
    "query",
    [
        "{ __typename " + "@a " * 5000 + "}",
        "{ __typename " + "@skip(if: false) " * 900 + "}",
        "query(" + " ".join(f"$v{i}: String" for i in range(1000)) + ") { __typename }",
        "{ pushConfig(" + "channel: 1 " * 1400 + ") { enabled } }",
        "{ pushConfig(channel: " + "[" * 100 + "]" * 100 + ") { enabled } }",
        "mutation { pushSubscribe(input: {" + "channel: 1 " * 1400 + "}) { errors { code } } }",
        " ".join(f"query Q{i} {{ __typename }}" for i in range(600)),
    ],
    ids=["directives", "skips", "variables", "arguments", "lists", "input fields", "operations"],
)
def test_a_long_query_costs_little_and_its_answer_is_short(
    storefront: Storefront, query: str
) -> None:
    start = time.process_time()
    response = storefront.send({"query": query})
    assert time.process_time() - start < 5  # seconds; a tenth of one in truth
    assert len(json.loads(response.content).get("errors", ())) <= 10
    assert len(response.content) < 256 * 1024


@pytest.mark.parametrize("query", [introspection_query, _modern()])
def test_the_usual_tools_may_introspect(storefront: Storefront, query: str) -> None:
    answer = storefront.ask(query)
    assert "errors" not in answer
    names = {each["name"] for each in answer["data"]["__schema"]["types"]}
    assert {"Query", "Mutation", "PushSubscription"} <= names


def test_what_a_storefront_asks_at_once_is_within_limits(storefront: Storefront) -> None:
    config = "enabled vapidPublicKey defaultLanguage languages"
    query = "query($c: String!) {" + "".join(
        f"c{i}: pushConfig(channel: $c) {{ ...C }}" for i in range(10)
    )
    fragment = f"}} fragment C on PushConfig {{ {config} }}"
    answer: dict[str, Any] = storefront.ask(query + fragment, c=storefront.channel)
    assert len(answer["data"]) == 10
