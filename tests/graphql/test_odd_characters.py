"""Characters that PostgreSQL cannot take, in every text of every question: no accident."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from saleor_push_plugin.graphql import pagination
from saleor_push_plugin.graphql.schema import schema
from tests.db.asking import WHY
from tests.db.campaigning import written
from tests.db.test_consent_log import LOG
from tests.db.test_survey_answers import ANSWERS
from tests.graphql import campaign_office, segment_office, test_results
from tests.graphql.campaign_office import CANCEL, DUPLICATE, ENGLISH, PAUSE, RESUME, SCHEDULE
from tests.graphql.storefront import (
    ATTACH,
    DETACH,
    RENEW,
    SUBSCRIBE,
    UNSUBSCRIBE,
    Storefront,
)
from tests.graphql.test_experiments import LIST, OUTLOOK, START, STOP, arm
from tests.graphql.test_fulfillment_delivered import DELIVERED
from tests.graphql.test_preferences import PREFERENCES, UPDATE
from tests.graphql.test_product_viewed import VIEWED_IN
from tests.graphql.test_templates import RESET, SCENARIO, SET
from tests.graphql.test_watches import PRICE, STOCK, UNWATCH
from tests.hosts.shop import Shop

CONFIG = "query($channel: String!) { pushConfig(channel: $channel) { enabled } }"
QUESTIONS = (
    *(CONFIG, SUBSCRIBE, RENEW, ATTACH, DETACH, UNSUBSCRIBE, PREFERENCES, UPDATE, PRICE, STOCK),
    *(UNWATCH, VIEWED_IN, DELIVERED, SET, RESET, SCENARIO, ANSWERS, WHY, LOG),
    *(START, STOP, LIST, OUTLOOK),
    *(office.CREATE for office in (segment_office, campaign_office)),
    *(office.UPDATE for office in (segment_office, campaign_office)),
    *(office.DELETE for office in (segment_office, campaign_office)),
    *(office.ONE for office in (segment_office, campaign_office)),
    *(office.LIST for office in (segment_office, campaign_office)),
    *(segment_office.PREVIEW, SCHEDULE, PAUSE, RESUME, CANCEL, DUPLICATE),
    campaign_office.PREVIEW,
    *(test_results.QUERY, test_results.MONEY_QUERY),
    "query($where: PushGrowthWhereInput) { pushGrowth(where: $where) { __typename } }",
    "query($scenarios: [String!]) { pushDryRun(scenarios: $scenarios) { __typename } }",
    "query($scenarios: [String!]) { pushBacktest(scenarios: $scenarios, days: 1) { __typename } }",
    "query($after: String) { pushAuditLog(first: 1, after: $after) { __typename } }",
    "query($person: String) { pushPerson(person: $person) { __typename } }",
    "query($subscription: ID) { pushPerson(subscription: $subscription) { __typename } }",
    """query($where: PushSubscriberWhereInput, $after: String) {
        pushSubscribers(where: $where, first: 1, after: $after) { edges { cursor } }
    }""",
    """mutation($endpoint: String!, $id: ID!, $language: String, $proof: String!) {
        pushCampaignTestSend(endpoint: $endpoint, id: $id, language: $language, proof: $proof) {
            errors { code }
        }
    }""",
    """mutation($endpoint: String!, $language: String, $proof: String!, $scenario: String!) {
        pushTestSend(
            endpoint: $endpoint, language: $language, proof: $proof, scenario: $scenario
        ) { errors { code } }
    }""",
    """mutation($person: String, $subscription: ID) {
        pushPersonExport(person: $person, subscription: $subscription) { errors { code } }
    }""",
    """mutation($person: String, $subscription: ID) {
        pushPersonErase(person: $person, subscription: $subscription) { errors { code } }
    }""",
    """mutation($scenario: String!) {
        pushScenarioSwitch(scenario: $scenario, isOn: true) { errors { code } }
    }""",
    """mutation($value: String!) {
        pushSettingsUpdate(settings: [{ name: "rating_key", value: $value }]) { errors { code } }
    }""",
    """mutation($name: String!) {
        pushSettingsUpdate(settings: [{ name: $name, value: "x" }]) { errors { code } }
    }""",
)
_POLES = {"country": {"eq": "PL"}}
# What is in order for a variable of a type that several questions have under one name.
BY_TYPE: Mapping[str, Any] = {
    "PushPreferencesInput": {"language": "pl", "textVersion": "1", "source": "BELL"},
    "PushSegmentInput": {"name": "Poles", "where": _POLES},
    "PushSegmentWhereInput": {"search": "P", "ids": ["x"]},
    "PushAudienceWhereInput": _POLES,
    "PushCampaignInput": {
        "name": "Winter",
        "texts": [ENGLISH],
        "language": "en",
        "channel": "channel-eur",
        "path": "/sale",
        "image": "https://shop.example/a.png",
        "where": _POLES,
    },
    "PushCampaignScheduleInput": {
        "localAt": "2998-12-24T18:00",
        "repeats": {"unit": "WEEK", "timeZone": "Europe/Warsaw"},
    },
    "PushCampaignWhereInput": {"search": "W", "ids": ["x"], "series": "x"},
    "PushResultsWhereInput": {"scenarios": ["x"], "channels": ["x"], "campaigns": ["x"]},
    "PushGrowthWhereInput": {"channels": ["x"]},
    "PushSubscriberWhereInput": {"customer": "x", "channels": ["x"], "platforms": ["x"]},
}
ODD = ("\0", "a\0b", "\ud800", "a\ud800b")


def test_every_question_there_is_is_asked() -> None:
    """Of those that take something."""
    fields = {**schema.get_query_type().fields, **schema.get_mutation_type().fields}
    roots = {root for root, field in fields.items() if field.args}
    assert {root for root in roots if any(f" {root}(" in text for text in QUESTIONS)} == roots


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_text_of_it_is_an_accident(storefront: Storefront, shop: Shop, question: str) -> None:
    given = {
        name: value for name, value in _values(storefront, shop).items() if f"${name}:" in question
    }
    if "$arms: Int" in question:
        given["arms"] = 2
    typed = re.findall(r"\$(\w+): (\w+)", question)
    given |= {name: BY_TYPE[type_] for name, type_ in typed if type_ in BY_TYPE}
    if "pushCampaign" in question and "id" in given:
        given["id"] = _id("PushCampaign", str(written().pk))
    for path in _texts(given):
        for odd in _odd(_at(given, path)):
            answer = storefront.ask(question, token=shop.staff_token, **_with(given, path, odd))
            assert "Internal Server Error" not in str(answer), (path, odd)


def _values(storefront: Storefront, shop: Shop) -> dict[str, Any]:
    """Something that is in order for every variable that a question may have."""
    endpoint = storefront.subscribe(topics=["OFFERS"])["endpoint"]
    variant, channel = shop.catalogue.variants[0], storefront.channel
    checkout = shop.new_checkout().id
    browser = storefront.a_browser(
        vapidPublicKey="x", checkoutId=checkout, source="BELL", textVersion="1"
    )
    return {
        "input": browser,
        "old": endpoint,
        "endpoint": endpoint,
        "checkoutId": checkout,
        "variant": variant.id,
        "productId": variant.product_id,
        "channel": channel,
        "scenario": "survey",
        "scenarios": ["survey"],
        "subscription": _id("PushSubscriber", "1"),
        "proof": browser["subscription"]["keys"]["auth"],
        "language": "de",
        "code": "survey",
        "texts": [{"name": "title", "text": "Hallo"}],
        "name": "Titles",
        "arms": [arm(de="Danke, {name}")],
        "id": _id("PushExperiment", "1"),
        "fulfillment": _id("Fulfillment", "1"),
        "person": _id("User", "1"),
        "after": _cursor("x"),
        "value": "x",
    }


def _id(kind: str, key: str) -> str:
    return base64.b64encode(f"{kind}:{key}".encode()).decode()


def _cursor(code: str) -> str:
    return pagination.cursor(datetime(2026, 1, 1, tzinfo=UTC), True, 1, code)


def _odd(text: str) -> Iterator[str]:
    yield from (*ODD, _cursor("\0"))
    try:
        kind, _, key = base64.b64decode(text, validate=True).decode().partition(":")
    except ValueError:
        return
    yield from (_id(kind, f"{key}\0"), _id(f"{kind}\0", key))


def _texts(value: Any) -> Iterator[tuple[Any, ...]]:
    """The way to every text in a value."""
    if isinstance(value, str):
        yield ()
    elif isinstance(value, dict | list):
        steps = value.items() if isinstance(value, dict) else enumerate(value)
        yield from ((step, *path) for step, below in steps for path in _texts(below))


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def _with(value: Any, path: tuple[Any, ...], odd: str) -> Any:
    if not path:
        return odd
    changed = value.copy()
    changed[path[0]] = _with(value[path[0]], path[1:], odd)
    return changed
