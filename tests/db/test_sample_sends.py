"""Test sends: staff read a text in their own browser, and it leaves no trace."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from saleor_push_plugin.core.campaigns.voucher import CampaignVoucher
from saleor_push_plugin.core.global_id import global_id
from saleor_push_plugin.models import (
    CodeBudget,
    Event,
    Notification,
    PersonalVoucher,
    ResultDelta,
    SendingAddress,
    Subscription,
)
from sandbox.pushservice import PushService
from tests.hosts.shop import Shop
from tests.hosts.staff import hire

from .campaigning import TEXTS, written
from .conftest import API, Browser

Browsers = Callable[..., Browser]
ANSWER = "{ accepted answer errors { field code } }"
CAMPAIGN = f"""mutation($id: ID!, $endpoint: String!, $proof: String!, $language: String) {{
  pushCampaignTestSend(id: $id, endpoint: $endpoint, proof: $proof, language: $language)
  {ANSWER} }}"""
SCENARIO = f"""mutation($scenario: String!, $endpoint: String!, $proof: String!) {{
  pushTestSend(scenario: $scenario, endpoint: $endpoint, proof: $proof) {ANSWER} }}"""


def post(document: str, token: str, browser: Browser, **given: Any) -> dict[str, Any]:
    auth = browser.subscriber.subscription["keys"]["auth"]
    variables = {"endpoint": browser.subscriber.endpoint, "proof": auth, **given}
    body = json.dumps({"query": document, "variables": variables})
    headers = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    answer = Client().post(API, body, content_type="application/json", **headers).json()
    assert "errors" not in answer, answer
    return dict(next(iter(answer["data"].values())))


def codes(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["field"], each["code"]) for each in answer["errors"]]


@pytest.fixture
def editor(push: Shop) -> str:
    return hire(push, "manage_discounts")


@pytest.fixture
def keeper(push: Shop) -> str:
    return hire(push, "manage_plugins")


def test_a_campaign_is_read_as_it_would_be_and_leaves_no_trace(
    push: Shop, browser: Browsers, editor: str, push_service: PushService
) -> None:
    phone = browser(language="de")
    push.configure_push(send=False)
    says = {tag: {**texts, "body": "{voucher}"} for tag, texts in TEXTS.items()}
    button = {"path": "/{channel}/women", "labels": {"en": "Women", "de": "Damen"}}
    offer = CampaignVoucher(id=1, most=1).as_json()
    id = global_id("PushCampaign", str(written(texts=says, voucher=offer, buttons=[button]).pk))
    answer = post(CAMPAIGN, editor, phone, id=id)
    assert (answer["accepted"], answer["errors"]) == (True, [])
    (message,) = push_service.messages(phone.subscriber.token)
    sent = json.loads(message["plaintext"])["notification"]
    assert sent["title"] == "Winterschlussverkauf"
    assert "DEAL-7KQ2M9XA" in sent["body"]
    assert [each["title"] for each in sent["actions"]] == ["Damen"]
    assert "receipt" not in sent["data"]
    assert "push_click" not in json.dumps(sent)
    for model in (Event, Notification, ResultDelta, PersonalVoucher, CodeBudget):
        assert not model.objects.exists()
    post(CAMPAIGN, editor, phone, id=id, language="en")
    assert phone.texts[-1].startswith("Winter sale\n")


@pytest.mark.parametrize("code", ["order_placed", "survey", "campaign", "voucher_expiring"])
def test_a_scenario_is_said_with_example_values(browser: Browsers, keeper: str, code: str) -> None:
    phone = browser()
    answer = post(SCENARIO, keeper, phone, scenario=code)
    assert (answer["accepted"], answer["errors"]) == (True, [])
    (shown,) = phone.subscriber.wait_for(1)
    assert shown.title
    assert not Notification.objects.exists()


def test_nothing_goes_to_a_browser_that_is_not_shown_to_be_the_callers(
    browser: Browsers, editor: str
) -> None:
    phone, other = browser(), browser()
    id = global_id("PushCampaign", str(written().pk))
    auth = other.subscriber.subscription["keys"]["auth"]
    for given in ({"proof": auth}, {"proof": ""}, {"endpoint": "https://x.example/1"}):
        assert codes(post(CAMPAIGN, editor, phone, id=id, **given)) == [("endpoint", "NOT_FOUND")]
    assert phone.arrivals == other.arrivals == 0


def test_what_there_is_not_is_refused(browser: Browsers, editor: str, keeper: str) -> None:
    phone = browser()
    answer = post(CAMPAIGN, editor, phone, id="x")
    assert codes(answer) == [("id", "GRAPHQL_ERROR")]
    answer = post(CAMPAIGN, editor, phone, id=global_id("PushCampaign", "99"))
    assert [each["code"] for each in answer["errors"]] == ["INVALID"]
    answer = post(SCENARIO, keeper, phone, scenario="x")
    assert codes(answer) == [("scenario", "NOT_FOUND")]


def test_a_caller_sends_ten_a_minute(browser: Browsers, keeper: str) -> None:
    phone = browser()
    answers = [post(SCENARIO, keeper, phone, scenario="order_placed") for _ in range(11)]
    assert [each["accepted"] for each in answers] == [True] * 10 + [False]
    assert answers[-1]["errors"][0]["code"] == "TOO_MANY_REQUESTS"


def test_a_copy_of_the_database_sends_no_test(browser: Browsers, keeper: str) -> None:
    phone = browser()
    SendingAddress.objects.update(public_url="https://another.example/")
    answer = post(SCENARIO, keeper, phone, scenario="order_placed")
    assert [each["code"] for each in answer["errors"]] == ["INVALID"]
    assert phone.arrivals == 0
    assert Subscription.objects.count() == 1
