"""Moments and numbers: what is not one is refused in a sentence, as a literal and as a variable."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from saleor_push_plugin.graphql.scalars import DateTime
from tests.graphql.storefront import SUBSCRIBE, told

if TYPE_CHECKING:
    from tests.graphql.storefront import Storefront

UPDATE = """mutation($endpoint: String!, $input: PushPreferencesInput!) {
  pushPreferencesUpdate(endpoint: $endpoint, input: $input) {
    preferences { pausedUntil weeklyLimit } errors { field message code } } }"""
LITERAL = """mutation {{ pushPreferencesUpdate(endpoint: "https://x", input: {{ {} }}) {{
  errors {{ field code }} }} }}"""
NO_MOMENTS = (
    *(
        "T",
        "--T",
        "",
        "2026",
        "12:00",
        "2026-W10-1T12:00",
        "2026-02-30T12:00:00Z",
        "20260302T120000Z",
    ),
    *(
        "2026-03-02T12:00:00+99:99",
        "2026-03-02T12:00:00+24:00",
        "2026-03-02T25:00:00Z",
        "\0",
        "\ud800",
    ),
    *(
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "3000-01-01T00:00:00Z",
        "٢٠٢٦-03-02T12:00",
    ),
)


def _refused(storefront: Storefront, body: dict[str, Any], told: str) -> None:
    response = storefront.send(body)
    [error] = json.loads(response.content)["errors"]
    assert response.status_code == 400
    assert told in error["message"]
    assert error["extensions"]["exception"]["code"] == "GraphQLError"


def _variable(storefront: Storefront, name: str, value: object, told: str) -> None:
    variables = {"endpoint": "https://x", "input": {name: value}}
    _refused(storefront, {"query": UPDATE, "variables": variables}, told)


@pytest.mark.parametrize("text", NO_MOMENTS)
def test_what_is_no_moment_is_refused(storefront: Storefront, text: str) -> None:
    literal = LITERAL.format(f"pausedUntil: {json.dumps(text)}")
    _refused(storefront, {"query": literal}, "DateTime cannot represent")
    _variable(storefront, "pausedUntil", text, '"$input": DateTime cannot represent')


@pytest.mark.parametrize("value", [1, 1.5, True, [], {}, ["2026-03-02T12:00:00Z"]])
def test_a_moment_is_a_text(storefront: Storefront, value: object) -> None:
    _variable(storefront, "pausedUntil", value, "DateTime cannot represent")


@pytest.mark.parametrize("number", [2**31, -(2**31) - 1, 2**63, 10**400])
def test_a_number_beyond_32_bits_is_refused(storefront: Storefront, number: int) -> None:
    for name in ("weeklyLimit", "pauseDays"):
        _refused(storefront, {"query": LITERAL.format(f"{name}: {number}")}, "Int cannot represent")
        _variable(storefront, name, number, "Int cannot represent")


def test_a_literal_of_more_digits_than_python_reads_is_refused(storefront: Storefront) -> None:
    literal = LITERAL.format(f"weeklyLimit: {'9' * 5000}")
    _refused(storefront, {"query": literal}, "Int cannot represent 9999")


@pytest.mark.parametrize("value", [True, "5", 1.5, [], {}])
def test_a_number_is_a_whole_one(storefront: Storefront, value: object) -> None:
    _variable(storefront, "weeklyLimit", value, "whole number")


def test_what_a_scalar_of_the_library_cannot_take_is_the_callers_error(
    storefront: Storefront,
) -> None:
    query = """mutation($t: Float) { pushWatchPrice(endpoint: "https://x", variantId: "x",
        channel: "x", target: $t) { errors { code } } }"""
    for value in ([], {}, "x", 10**400):
        _refused(storefront, {"query": query, "variables": {"t": value}}, '"$t"')


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-02T12:00:00Z", datetime(2026, 3, 2, 12, tzinfo=UTC)),
        ("2026-03-02t14:00:00.123456789+02:00", datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)),
        ("2026-03-02 12:00", datetime(2026, 3, 2, 12, tzinfo=UTC)),
        ("2026-03-02T12:00:00.000z", datetime(2026, 3, 2, 12, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_in_utc(text: str, moment: datetime) -> None:
    assert DateTime.parse_value(text) == moment


def test_a_host_longer_than_any_is_refused(storefront: Storefront) -> None:
    browser = storefront.a_browser()
    for host in (f"{'a' * 300}.notify.windows.com", f"{'a.' * 140}push.apple.com"):
        browser["subscription"]["endpoint"] = f"https://{host}/x"
        payload = storefront.does(SUBSCRIBE, input=browser)
        assert told(payload) == [("endpoint", "INVALID")]
