"""Requests at random, from nearly right to nonsense: always an answer, never an accident."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.graphql.storefront import ATTACH, DETACH, RENEW, SUBSCRIBE, UNSUBSCRIBE

if TYPE_CHECKING:
    from tests.graphql.storefront import Storefront

MUTATIONS = (SUBSCRIBE, RENEW, ATTACH, DETACH, UNSUBSCRIBE)
ODD: tuple[Any, ...] = (
    *(None, True, 0, -1, 2**31, 10**400, 1.5, 1e308, "", " ", "\0", "\ud800", "\u202e", "😀"),
    *("x" * 5000, [], [[]], {}, {"": None}, {"subscription": {}}, ["a", None], "null", "Q2hlY2s="),
    *("https://[", "https://fcm.googleapis.com:99999/", "//fcm.googleapis.com", "https://a\nb"),
)
MARKS = ("{", "}", "(", ")", "[", "]", ":", "!", "$", "@", '"', '"""', "...", "#", "\\u0000", "\0")


def _with_odd_value(value: Any) -> Any:
    """The same value with one leaf, or all of it, made odd."""
    if not isinstance(value, dict) or not value or random.random() < 0.2:
        return random.choice(ODD)
    key = random.choice(list(value))
    return {**value, random.choice([key, key, key, "other"]): _with_odd_value(value[key])}


def _with_odd_text(text: str) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + random.choice(MARKS) + text[at + random.randrange(4) :]


def _odd_variables(body: dict[str, Any]) -> str:
    return json.dumps(body | {"variables": _with_odd_value(body["variables"])})


def _odd_query(body: dict[str, Any]) -> str:
    return json.dumps(body | {"query": _with_odd_text(body["query"])})


def _odd_body(body: dict[str, Any]) -> str:
    return _with_odd_text(json.dumps(body)).encode("utf-8", "replace").decode()


@pytest.mark.parametrize("twist", [_odd_variables, _odd_query, _odd_body])
def test_whatever_is_sent_gets_an_answer(
    storefront: Storefront, twist: Callable[[dict[str, Any]], str]
) -> None:
    browser = storefront.a_browser(vapidPublicKey="", checkoutId=None)
    endpoint = browser["subscription"]["endpoint"]
    variables = {"input": browser, "old": endpoint, "endpoint": endpoint, "checkoutId": None}
    for _ in range(150):
        sent = twist({"query": random.choice(MUTATIONS), "variables": variables})
        response = storefront.send(sent)
        answer = json.loads(response.content)
        assert response.status_code in (200, 400), sent
        assert "Internal Server Error" not in str(answer), sent
        assert answer.get("data") or answer.get("errors"), sent
