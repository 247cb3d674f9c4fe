"""Errors nobody foresaw: the shopper learns a reference, the log where, neither learns secrets."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import pytest
from django.test import RequestFactory
from django.utils import timezone

from saleor_push_plugin.graphql.http.view import handle
from tests.graphql.storefront import SUBSCRIBE, browser_subscription

if TYPE_CHECKING:
    from tests.graphql.storefront import Storefront

LOGGER = "saleor_push_plugin.graphql.http.errors"


SECRET = "this-is-no-key-but-a-secret"


@pytest.fixture
def broken(storefront: Storefront, settings: Any) -> Storefront:
    """A shop whose operator set a VAPID key that is none, after everything worked."""
    settings.SALEOR_PUSH_VAPID_PRIVATE_KEY = SECRET
    return storefront


def _subscribe(storefront: Storefront) -> tuple[dict[str, Any], str]:
    browser = storefront.a_browser()
    return storefront.ask(SUBSCRIBE, input=browser), browser["subscription"]["endpoint"]


def test_an_unforeseen_error_is_answered_as_saleor_does_with_a_reference(
    broken: Storefront,
) -> None:
    answer, _ = _subscribe(broken)
    [error] = answer["errors"]
    assert answer["data"] == {"pushSubscribe": None}
    assert error["message"] == "Internal Server Error"
    assert error["path"] == ["pushSubscribe"]
    assert set(error["extensions"]) == {"exception", "reference"}
    assert set(error["extensions"]["exception"]) == {"code"}


def test_it_is_logged_once_by_the_reference_without_what_was_sent(
    broken: Storefront, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        answer, endpoint = _subscribe(broken)
    [record] = [record for record in caplog.records if record.name == LOGGER]
    assert answer["errors"][0]["extensions"]["reference"] in record.getMessage()
    assert "vapid_keys.py" in record.getMessage()  # where it went wrong
    assert endpoint not in caplog.text
    assert SECRET not in caplog.text


def test_debugging_tells_the_developer_more(broken: Storefront, settings: Any) -> None:
    settings.DEBUG = True
    [error] = _subscribe(broken)[0]["errors"]
    assert error["message"] != "Internal Server Error"
    assert any("vapid_keys.py" in line for line in error["extensions"]["exception"]["stacktrace"])


def test_an_error_in_one_mutation_leaves_the_others_alone(broken: Storefront) -> None:
    """Only what needs the key fails."""
    query = """mutation($input: PushSubscribeInput!, $endpoint: String!, $proof: String) {
      bad: pushSubscribe(input: $input) { errors { code } }
      good: pushUnsubscribe(endpoint: $endpoint, proof: $proof) { errors { code } }
    }"""
    endpoint = browser_subscription()["endpoint"]
    answer = broken.ask(query, input=broken.a_browser(), endpoint=endpoint)
    assert answer["data"] == {"bad": None, "good": {"errors": [{"code": "NOT_FOUND"}]}}
    assert [error["path"] for error in answer["errors"]] == [["bad"]]


def test_what_fails_outside_any_query_is_answered_too(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """No server lets such a request through; the door has to hold all the same."""
    request = RequestFactory().post("/", "{}", content_type="application/json")
    del request.method
    response = handle(request, now=timezone.now())
    assert response.status_code == 500
    assert json.loads(response.content)["errors"][0]["message"] == "Internal Server Error"
    assert [record.name for record in caplog.records] == [LOGGER]
