"""The endpoint as HTTP: what is a request, and what each kind of wrong one is told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.graphql.storefront import Storefront

HELLO = {"query": "{ __typename }"}


def _message(response: HttpResponse) -> str:
    [error] = json.loads(response.content)["errors"]
    return str(error["message"])


def test_an_answer_is_json(storefront: Storefront) -> None:
    response = storefront.send(HELLO, content_type="application/json; charset=utf-8")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert json.loads(response.content) == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/graphql", "application/x-www-form-urlencoded", "multipart", ""],
)
def test_only_json_is_taken(storefront: Storefront, content_type: str) -> None:
    """A form or plain text could be sent by any page a shopper visits, with no preflight."""
    response = storefront.send(HELLO, content_type=content_type)
    assert response.status_code == 415
    assert "application/json" in _message(response)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ([HELLO], "one query at a time"),
        ([], "one query at a time"),
        (3, "JSON object"),
        ("null", "JSON object"),
        (" ", "not JSON"),
        ("{", "not JSON"),
        ("[" * 50_000, "not JSON"),
        (b'{"query": "\xff"}', "not JSON"),
        (json.dumps(HELLO).encode("utf-16"), "not JSON"),
        ('{"query": "{ __typename }", "variables": {"a": NaN}}', "not JSON"),
        ('{"query": "{ __typename }", "variables": {"a": 1' + "0" * 5000 + "}}", "not JSON"),
        ({}, "`query`"),
        ({"query": None}, "`query`"),
        ({"query": ""}, "`query`"),
        ({"query": ["{ __typename }"]}, "`query`"),
        (HELLO | {"variables": []}, "`variables`"),
        (HELLO | {"variables": "{}"}, "`variables`"),
        (HELLO | {"operationName": 1}, "`operationName`"),
    ],
)
def test_a_body_that_is_no_request_is_told_what_it_should_be(
    storefront: Storefront, body: Any, told: str
) -> None:
    response = storefront.send(body)
    assert response.status_code == 400
    assert told in _message(response)


@pytest.mark.parametrize("size", [65 * 1024, 3 * 1024 * 1024], ids=["ours", "Django's"])
def test_a_request_that_is_too_big_is_not_read(storefront: Storefront, size: int) -> None:
    response = storefront.send(HELLO | {"variables": {"padding": "x" * size}})
    assert response.status_code == 413
    assert "65536" in _message(response)


def test_the_largest_request_is_read(storefront: Storefront) -> None:
    response = storefront.send(json.dumps(HELLO).ljust(64 * 1024))
    assert response.status_code == 200


@pytest.mark.parametrize("nothing", [None, {}, ""])
def test_variables_and_operation_name_may_be_nothing(
    storefront: Storefront, nothing: object
) -> None:
    extra = {"operationName": nothing or None, "variables": nothing or None}
    assert storefront.send(HELLO | extra).status_code == 200


def test_one_of_several_operations_is_chosen_by_name(storefront: Storefront) -> None:
    query = "query A { a: __typename } query B { b: __typename }"
    chosen = storefront.send({"query": query, "operationName": "B"})
    assert json.loads(chosen.content) == {"data": {"b": "Query"}}
    for wrong in ({"query": query}, {"query": query, "operationName": "C"}):
        assert storefront.send(wrong).status_code == 400


@pytest.mark.parametrize("query", ["{", "{ nothing }", "#", "\0", "type A { a: Int }"])
def test_a_query_that_cannot_run_is_a_bad_request(storefront: Storefront, query: str) -> None:
    response = storefront.send({"query": query})
    answer = json.loads(response.content)
    assert response.status_code == 400
    assert "data" not in answer
    assert answer["errors"][0]["extensions"]["exception"]["code"].startswith("GraphQL")


def test_get_with_a_query_runs_nothing(storefront: Storefront, settings: Any) -> None:
    settings.PLAYGROUND_ENABLED = False
    response = storefront.client.get(storefront.path, {"query": "{ __typename }"})
    assert response.status_code == 405
    assert response["Allow"] == "OPTIONS, POST"


@pytest.mark.parametrize("method", ["put", "patch", "delete", "head"])
def test_other_methods_are_told_what_is_allowed(storefront: Storefront, method: str) -> None:
    response = getattr(storefront.client, method)(storefront.path)
    assert response.status_code == 405
    assert response["Allow"] == "GET, OPTIONS, POST"


def test_unsafe_variables_are_named(storefront: Storefront) -> None:
    query = "query($channel: String!) { pushConfig(channel: $channel) { enabled } }"
    response = storefront.send({"query": query, "variables": {"channel": None}})
    assert response.status_code == 400
    assert "$channel" in _message(response)
