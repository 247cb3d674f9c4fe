"""A person's story, export and erasure, and the log of audits that keeps who did so."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from saleor_push_plugin.core.global_id import global_id
from saleor_push_plugin.models import (
    Assignment,
    AuditEntry,
    Campaign,
    CampaignRecipient,
    Consent,
    Event,
    Experiment,
    Notification,
    PersonFacts,
    SegmentationObjection,
    Subscription,
)
from saleor_push_plugin.person_data import stored_person
from saleor_push_plugin.shop import person_facts
from saleor_push_plugin.shop.connections import writer
from saleor_push_plugin.subscribers import audit_log, removal
from tests.graphql.segment_office import Office
from tests.graphql.storefront import Storefront, told
from tests.hosts.refs import Customer
from tests.hosts.shop import Shop
from tests.hosts.staff import hire

STORY = """query($person: String, $subscription: ID, $segments: [ID!]!) {
  pushPerson(person: $person, subscription: $subscription) {
    customer browsers { id channel } objectsToSegmentationSince
    facts { orders net country countryFrom }
    assignments { scenario name arm merged }
    campaigns { name reason { code } }
    segments(ids: $segments) { segment { name } matches conditions { name holds } }
    deliveries(first: 50) { pageInfo { hasNextPage }
      edges { node { scenario status reason { code } } } } } }"""
EXPORT = """mutation($person: String, $subscription: ID) {
  pushPersonExport(person: $person, subscription: $subscription) {
    export errors { field message code } } }"""
ERASE = """mutation($person: String, $subscription: ID) {
  pushPersonErase(person: $person, subscription: $subscription) {
    browsers errors { field message code } } }"""
AUDIT = """query($first: Int) { pushAuditLog(first: $first) {
  edges { node { at action who person details } } } }"""


@pytest.fixture
def clerk(storefront: Storefront, shop: Shop) -> Office:
    return Office(storefront, hire(shop, "manage_users", "manage_discounts"))


@pytest.fixture
def ada(shop: Shop) -> Customer:
    return shop.register()


def key_of(subscription: str) -> str:
    public = base64.b64decode(subscription).decode().partition(":")[2]
    row = Subscription.objects.get(public_id=public)
    return f"s{row.pk}" if row.user_id is None else f"u{row.user_id}"


def filled(person: str) -> None:
    """Put something about a person into the tables that most rights are about."""
    now = timezone.now()
    experiment = Experiment.objects.create(
        scenario="welcome",
        name=f"Which {person}",
        salt="x",
        ends=[5000, 10000],
        started_at=now,
        ended_at=now,
    )
    Assignment.objects.create(experiment=experiment, person=person, arm=1, at=now)
    campaign = Campaign.objects.create(name="Winter", language="en", created_at=now)
    CampaignRecipient.objects.create(
        campaign=campaign, person=person, planned_at=now, reason="no_consent"
    )
    event = Event.objects.create(key=f"k{person}", kind="x", subject="x", at=now, planned_at=now)
    Notification.objects.create(
        key=f"n{person}",
        event=event,
        scenario="welcome",
        person=person,
        state="skipped",
        reason="quiet_hours",
        due_at=now,
        expires_at=now,
        created_at=now,
    )
    with writer():
        person_facts.rebuild(now)


def test_the_story_of_a_customer(
    storefront: Storefront, shop: Shop, clerk: Office, ada: Customer
) -> None:
    phone = storefront.subscribe(token=ada.token)
    shop.place_order(customer=ada)
    filled(key_of(phone["id"]))
    where = {"orders": {"count": {"range": {"gte": 1}}}, "NOT": {"country": {"known": True}}}
    segment = clerk.stores("Buyers of nowhere", where)
    story = clerk.does(STORY, person=ada.email, segments=[segment["id"]])
    assert story["customer"] == ada.id
    assert [each["id"] for each in story["browsers"]] == [phone["id"]]
    assert (story["facts"]["orders"], story["objectsToSegmentationSince"]) == (1, None)
    assert story["assignments"][0]["arm"] == 1
    assert story["campaigns"] == [{"name": "Winter", "reason": {"code": "no_consent"}}]
    [why] = story["segments"]
    assert (why["segment"], why["matches"]) == ({"name": "Buyers of nowhere"}, False)
    held = {each["name"]: each["holds"] for each in why["conditions"]}
    assert held == {"orders.count": True, "country": True}
    deliveries = [edge["node"] for edge in story["deliveries"]["edges"]]
    quiet = {"scenario": "welcome", "status": "SKIPPED", "reason": {"code": "quiet_hours"}}
    assert quiet in deliveries
    assert len(deliveries) > 1
    # By a browser that she is logged in to it is her.
    again = clerk.does(STORY, subscription=phone["id"], segments=[])
    assert again["customer"] == ada.id


def test_the_story_of_a_guest(storefront: Storefront, clerk: Office) -> None:
    phone = storefront.subscribe()
    filled(key_of(phone["id"]))
    story = clerk.does(STORY, subscription=phone["id"], segments=[])
    assert (story["customer"], len(story["browsers"]), len(story["assignments"])) == (None, 1, 1)
    [delivery] = story["deliveries"]["edges"]
    assert delivery["node"]["reason"] == {"code": "quiet_hours"}


def test_the_export_has_everything_and_no_key(
    storefront: Storefront, shop: Shop, clerk: Office, ada: Customer
) -> None:
    phone = storefront.subscribe(token=ada.token, topics=["OFFERS"], textVersion="v1")
    person = key_of(phone["id"])
    filled(person)
    SegmentationObjection.objects.create(person=person, at=timezone.now())
    clerk.stores("Everybody", {})
    answer = clerk.does(EXPORT, person=ada.id)
    assert answer["errors"] == []
    found = json.loads(answer["export"])
    assert found["person"] == {"customer": ada.id}
    assert found["browsers"][0]["topics"] == ["offers"]
    assert found["consent"][0]["text_version"] == "v1"
    assert {each["reason"] for each in found["notifications"]} >= {"quiet_hours"}
    assert found["assignments"][0]["arm"] == 1
    assert found["campaigns"][0]["name"] == "Winter"
    assert found["facts"][0]["person"] == person
    assert found["objects_to_segmentation_since"]
    assert found["segments"] == [{"name": "Everybody", "matches": True, "conditions": []}]
    row = Subscription.objects.get()
    for secret in (row.endpoint, row.auth, row.p256dh, row.secret_hash):
        assert secret not in answer["export"]


def test_who_is_erased_leaves_a_pseudonym_and_the_objection(
    storefront: Storefront, shop: Shop, clerk: Office, ada: Customer
) -> None:
    phone, other = storefront.subscribe(token=ada.token), storefront.subscribe()
    person, guest = key_of(phone["id"]), key_of(other["id"])
    for each in (person, guest):
        filled(each)
    SegmentationObjection.objects.create(person=person, at=timezone.now())
    assert clerk.does(ERASE, person=ada.id) == {"browsers": 1, "errors": []}
    assert [key_of(other["id"])] == [guest]
    assert Subscription.objects.count() == 1
    for model in (Notification, Assignment, CampaignRecipient, PersonFacts):
        assert not model.objects.filter(person=person).exists(), model
        assert model.objects.filter(person=guest).exists(), model
    assert not Consent.objects.exclude(
        subscription_id=Subscription.objects.get().public_id
    ).exists()
    assert SegmentationObjection.objects.filter(person=person).exists()
    [entry] = [edge["node"] for edge in clerk.ask(AUDIT)["data"]["pushAuditLog"]["edges"]]
    assert (entry["action"], entry["details"]) == ("ERASED", {"browsers": 1})
    assert base64.b64decode(entry["who"]).startswith(b"User:")
    assert entry["person"] == audit_log.pseudonym(person)
    assert not [row for row in AuditEntry.objects.values() if person in str(row)]


def test_a_guest_is_erased_by_the_browser(storefront: Storefront, clerk: Office) -> None:
    phone = storefront.subscribe(topics=["OFFERS"])
    person = key_of(phone["id"])
    filled(person)
    assert clerk.does(ERASE, subscription=phone["id"]) == {"browsers": 1, "errors": []}
    assert not Subscription.objects.exists()
    assert not Consent.objects.exists()
    for model in (Notification, Assignment, CampaignRecipient, PersonFacts):
        assert not model.objects.filter(person=person).exists(), model
    assert told(clerk.does(ERASE, subscription=phone["id"])) == [("subscription", "NOT_FOUND")]


def test_a_customers_browser_does_not_erase_the_customer(
    storefront: Storefront, clerk: Office, ada: Customer
) -> None:
    phone = storefront.subscribe(token=ada.token)
    assert told(clerk.does(ERASE, subscription=phone["id"])) == [("subscription", "INVALID")]
    assert Subscription.objects.count() == 1


@pytest.mark.parametrize("document", [EXPORT, ERASE])
def test_wrong_input_is_named_and_changes_nothing(
    storefront: Storefront, clerk: Office, document: str
) -> None:
    phone = storefront.subscribe()
    asked: list[tuple[dict[str, Any], tuple[str, str]]] = [
        ({}, ("person", "REQUIRED")),
        ({"person": "x", "subscription": phone["id"]}, ("person", "REQUIRED")),
        ({"person": "nobody@example.com"}, ("person", "NOT_FOUND")),
        ({"person": "VXNlcjo5OTk5OTk="}, ("person", "NOT_FOUND")),
        ({"person": "\0"}, ("person", "NOT_FOUND")),
        ({"subscription": "x"}, ("subscription", "GRAPHQL_ERROR")),
    ]
    for given, error in asked:
        assert told(clerk.does(document, **given)) == [error], given
    assert Subscription.objects.count() == 1
    assert not AuditEntry.objects.exists()


def test_an_erased_browser_does_not_come_back_by_a_file(
    storefront: Storefront, clerk: Office, ada: Customer
) -> None:
    """Also one that was never sent anything: the customer's token proved it."""
    storefront.subscribe(token=ada.token)
    row = Subscription.objects.get()
    assert clerk.does(ERASE, person=ada.id)["browsers"] == 1
    assert removal.remembered([(row.endpoint, row.p256dh, row.auth)]) == [True]


def test_an_erasure_that_is_not_logged_is_none(
    storefront: Storefront, clerk: Office, ada: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    storefront.subscribe(token=ada.token)

    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(audit_log, "add", fails)
    assert clerk.ask(ERASE, person=ada.id)["errors"]
    assert Subscription.objects.get().user_id is not None


def test_a_guest_who_logs_in_meanwhile_is_not_erased_as_a_guest(
    storefront: Storefront, clerk: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = storefront.subscribe()
    locked: list[bool] = []
    found = stored_person.of_browser

    def noting(id: Any, *, lock: bool = False) -> Any:
        locked.append(lock and connection.in_atomic_block)
        return found(id, lock=lock)

    monkeypatch.setattr(stored_person, "of_browser", noting)
    with CaptureQueriesContext(connection) as queries:
        clerk.does(ERASE, subscription=phone["id"])
    assert locked == [True]
    assert any("FOR UPDATE" in each["sql"] for each in queries)


@pytest.mark.parametrize("document", [STORY, EXPORT, ERASE])
def test_an_account_of_staff_needs_the_permission_for_staff(
    storefront: Storefront, shop: Shop, clerk: Office, document: str
) -> None:
    colleague = hire(shop)
    phone = storefront.subscribe(token=colleague)
    person = global_id("User", str(Subscription.objects.get().user_id))
    manager = Office(storefront, hire(shop, "manage_users", "manage_staff", "manage_discounts"))
    given = {"segments": []} if document == STORY else {}
    for who in ({"person": person}, {"subscription": phone["id"]}):
        answer = clerk.does(document, **who, **given)
        assert not answer or told(answer) == [(next(iter(who)), "NOT_FOUND")]
    assert Subscription.objects.count() == 1
    answer = manager.does(document, person=person, **given)
    assert answer.get("customer") == person or answer["errors"] == []


def test_segments_are_told_to_who_may_read_them(
    storefront: Storefront, shop: Shop, clerk: Office
) -> None:
    phone = storefront.subscribe()
    segment = clerk.stores("Everybody", {})
    office = Office(storefront, hire(shop, "manage_users"))
    answer = office.ask(STORY, subscription=phone["id"], segments=[segment["id"]])
    assert "MANAGE_DISCOUNTS" in str(answer["errors"])


# Of each table what the export leaves out: whose row it is, and what one could send with.
LEFT_OUT = {
    "browsers": {"id", "user_id", "endpoint", "origin", "p256dh", "auth", "vapid_public"}
    | {"secret_hash", "held_detail"},
    "assignments": {"id", "person"},
    "campaigns": {"id", "person", "campaign"},
}
MODELS = {"browsers": Subscription, "assignments": Assignment, "campaigns": CampaignRecipient}


@pytest.mark.parametrize("section", LEFT_OUT)
def test_the_export_leaves_out_no_other_column(
    storefront: Storefront, clerk: Office, section: str
) -> None:
    phone = storefront.subscribe()
    filled(key_of(phone["id"]))
    found = json.loads(clerk.does(EXPORT, subscription=phone["id"])["export"])[section][0]
    columns = {field.name for field in MODELS[section]._meta.fields}
    told_of = {name.removesuffix("_id") for name in found}
    assert {name for name in columns - told_of if name not in found} == LEFT_OUT[section]


def test_nobody_else_reads_exports_or_erases_a_person(
    storefront: Storefront, shop: Shop, ada: Customer, expired_token: str
) -> None:
    storefront.subscribe(token=ada.token)
    restricted = hire(shop, "manage_users", channels=[storefront.channel])
    others = (None, ada.token, hire(shop, "manage_orders"), expired_token, restricted)
    for token in others:
        office = Office(storefront, token)
        for document in (STORY, EXPORT, ERASE, AUDIT):
            given = {} if document == AUDIT else {"person": ada.id}
            given |= {"segments": []} if document == STORY else {}
            assert office.ask(document, **given)["errors"], (token, document)
    assert Subscription.objects.count() == 1
    assert not AuditEntry.objects.exists()
