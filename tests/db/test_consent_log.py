"""What the log of consent proves, who writes and empties it, and how staff read it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from saleor_push_plugin.models import Consent, Subscription
from saleor_push_plugin.subscribers import consent_export
from tests.hosts.refs import Customer
from tests.hosts.shop import Shop
from tests.hosts.staff import hire

from .asking import global_id
from .conftest import API, DETACH, KEYS, Browser, ask

Browsers = Callable[..., Browser]
USERS = "manage_users"
LOG = """query Log($person: String, $subscription: ID, $first: Int, $after: String) {
  pushConsentLog(person: $person, subscription: $subscription) {
    entries(first: $first, after: $after) {
      pageInfo { hasNextPage endCursor }
      edges { node {
        at customer subscription granted withdrawn textVersion textLanguage source tokenShown proof
      } } }
    csv: export(format: CSV) json: export(format: JSON) } }"""
PREFER = """mutation Prefer($endpoint: String!, $proof: String, $input: PushPreferencesInput!) {
  pushPreferencesUpdate(endpoint: $endpoint, proof: $proof, input: $input) {
    errors { field message code } } }"""
ERASE = """mutation Erase($endpoint: String!, $proof: String) {
  pushUnsubscribe(endpoint: $endpoint, proof: $proof, erase: true) {
    errors { field message code } } }"""


@pytest.fixture
def staff(push: Shop) -> str:
    return hire(push, USERS)


def answered(token: str | None, **asked: Any) -> dict[str, Any]:
    headers = {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}
    body = {"query": LOG, "variables": asked}
    answer: dict[str, Any] = (
        Client().post(API, body, content_type="application/json", **headers).json()
    )
    return answer


def entries(token: str, **asked: Any) -> list[dict[str, Any]]:
    edges = answered(token, **asked)["data"]["pushConsentLog"]["entries"]["edges"]
    return [edge["node"] for edge in edges]


def prefer(browser: Browser, token: str | None = None, **input: Any) -> None:
    ask(PREFER, token, endpoint=browser.subscriber.endpoint, input=input)


def test_staff_see_what_was_shown_for_each_change(
    push: Shop, ada: Customer, browser: Browsers, staff: str
) -> None:
    words = {"textVersion": "2026-03", "source": "CHECKOUT"}
    phone = browser(ada, topics=["ORDER_UPDATES", "OFFERS"], language="pl", **words)
    prefer(phone, topics=["OFFERS"], source="PREFERENCES", textVersion="v2", textLanguage="de")
    prefer(phone, ada.token, topics=[], source="ACCOUNT")
    browser(topics=["OFFERS"])
    last, middle, first = entries(staff, person=ada.id)
    sent = {key: first[key] for key in ("granted", "withdrawn", "textVersion", "textLanguage")}
    assert sent == {
        "granted": ["OFFERS", "ORDER_UPDATES"],
        "withdrawn": [],
        "textVersion": "2026-03",
        "textLanguage": "pl",
    }
    assert [(one["source"], one["tokenShown"], one["proof"]) for one in (first, middle, last)] == [
        ("CHECKOUT", True, None),
        ("PREFERENCES", False, "KEYS"),
        ("ACCOUNT", True, "KEYS"),
    ]
    assert (middle["textVersion"], middle["textLanguage"]) == ("v2", "de")
    assert {one["customer"] for one in (first, middle, last)} == {ada.id}
    assert entries(staff, person=ada.email) == [last, middle, first]
    assert entries(staff, subscription=first["subscription"]) == [last, middle, first]


def test_what_a_guest_agreed_to_is_the_customers_with_the_words_they_read(
    push: Shop, ada: Customer, browser: Browsers, staff: str
) -> None:
    phone = browser(topics=["ALERTS", "OFFERS"], textVersion="v1", textLanguage="en")
    phone.login(ada)
    [login] = entries(staff, person=ada.id)
    assert login["granted"] == ["ALERTS", "OFFERS"]
    assert (login["source"], login["tokenShown"], login["proof"]) == ("LOGIN", True, "KEYS")
    assert (login["textVersion"], login["textLanguage"]) == ("v1", "en")


def test_another_customers_token_is_no_evidence_of_hers(
    push: Shop, ada: Customer, browser: Browsers, staff: str
) -> None:
    phone, ben = browser(ada), push.register()
    prefer(phone, ben.token, topics=[])
    assert entries(staff, person=ada.id)[0]["tokenShown"] is False
    assert entries(staff, person=ben.id) == []


def test_the_next_one_at_a_shared_device_cannot_erase_her_lines(
    push: Shop, ada: Customer, browser: Browsers, staff: str
) -> None:
    shared = browser(ada, topics=["OFFERS"])
    ask(DETACH, endpoint=shared.subscriber.endpoint)
    prefer(shared, topics=["OFFERS", "ALERTS"])
    before = entries(staff, person=ada.id)
    ask(ERASE, push.register().token, endpoint=shared.subscriber.endpoint)
    assert entries(staff, person=ada.id) == before != []
    assert not Consent.objects.filter(user_id=None).exists()


def test_she_can_erase_them_with_her_token(
    push: Shop, ada: Customer, browser: Browsers, staff: str
) -> None:
    phone = browser(ada, topics=["OFFERS"])
    ask(ERASE, ada.token, endpoint=phone.subscriber.endpoint)
    assert entries(staff, person=ada.id) == []
    assert not Subscription.objects.exists()


def test_pages_and_both_exports_have_the_same_lines(
    push: Shop, ada: Customer, browser: Browsers, staff: str
) -> None:
    phone = browser(ada, topics=["OFFERS"], textVersion="-2+3 / v1.0", source="BELL")
    for topics in ([], ["OFFERS"], ["ALERTS", "OFFERS"]):
        prefer(phone, topics=topics, source="OTHER")
    found: list[dict[str, Any]] = []
    after = None
    while True:
        answer = answered(staff, person=ada.id, first=3, after=after)["data"]["pushConsentLog"]
        found += [edge["node"] for edge in answer["entries"]["edges"]]
        info = answer["entries"]["pageInfo"]
        after = info["endCursor"]
        if not info["hasNextPage"]:
            break
    rows = list(csv.DictReader(io.StringIO(answer["csv"], newline="")))
    objects = json.loads(answer["json"])
    assert [one["at"] for one in found] == [one["at"] for one in rows]
    assert [one["granted"] for one in objects] == [
        [topic.lower() for topic in one["granted"]] for one in found
    ]
    assert [row["granted"] for row in rows] == [" ".join(one["granted"]) for one in objects]
    assert (len(found), rows[-1]["text_version"]) == (4, "'-2+3 / v1.0")
    assert objects[-1]["text_version"] == "-2+3 / v1.0"
    assert rows[-1]["customer"] == objects[-1]["customer"] == ada.id


@pytest.mark.parametrize(
    ("version", "exported"),
    [
        ('=HYPERLINK("x")', '\'=HYPERLINK("x")'),
        (";=1+1;", ";'=1+1;"),
        ("a\t@x", "a\t'@x"),
        ('x; "=1+1', "x;' \"=1+1"),
        (" +1", "' +1"),
        ("v1-2", "v1-2"),
        ("a;b", "a;b"),
    ],
)
def test_no_cell_of_any_country_is_a_formula(
    push: Shop, browser: Browsers, version: str, exported: str
) -> None:
    """Lines of before the version was limited to what is harmless."""
    browser(topics=["OFFERS"], textVersion="v1")
    Consent.objects.update(text_version=version)
    [row] = Consent.objects.all()
    table = consent_export.as_csv(consent_export.LogOf(subscription_id=row.subscription_id))
    [line] = csv.DictReader(io.StringIO(table, newline=""))
    assert line["text_version"] == exported


@pytest.mark.parametrize("permission", [None, "manage_orders", "manage_plugins"])
def test_nobody_reads_it_without_the_permission(
    push: Shop, ada: Customer, permission: str | None
) -> None:
    token = hire(push, permission) if permission else ada.token
    for asked in ({"person": ada.id}, {"person": "nonsense"}, {}):
        (error,) = answered(token, **asked)["errors"]
        assert error["extensions"]["exception"]["code"] == "PermissionDenied"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "Give either person or subscription."),
        ({"person": "x", "subscription": "x"}, "Give either person or subscription."),
        ({"person": "x"}, "There is no customer with this ID or e-mail address."),
        ({"person": "nobody@example.com"}, "There is no customer with this ID or e-mail address."),
        ({"person": "\ud800@"}, "There is no customer with this ID or e-mail address."),
        ({"subscription": "x"}, "This is not the ID of a subscription."),
        ({"subscription": global_id("User", 1)}, "This is not the ID of a subscription."),
    ],
)
def test_what_names_nobody_is_refused(
    push: Shop, staff: str, asked: dict[str, str], said: str
) -> None:
    (error,) = answered(staff, **asked)["errors"]
    assert error["message"] == said


def test_a_watch_is_written_with_its_proof(
    push: Shop, ada: Customer, browser: Browsers, staff: str
) -> None:
    phone = browser(ada)
    shirt = push.catalogue.variant("Linen shirt")
    query = """mutation Watch($endpoint: String!, $proof: String, $id: ID!, $channel: String!) {
      pushWatchPrice(endpoint: $endpoint, proof: $proof, variantId: $id, channel: $channel) {
        errors { field message code } } }"""
    channel = push.catalogue.channel.slug
    ask(query, endpoint=phone.subscriber.endpoint, id=shirt.id, channel=channel)
    first = entries(staff, person=ada.id)[0]
    assert (first["granted"], first["source"], first["proof"]) == (["ALERTS"], "WATCH", "KEYS")
    assert KEYS.proof_of(phone.subscriber.endpoint) not in json.dumps(entries(staff, person=ada.id))
