"""Campaigns over GraphQL: written, changed, scheduled, halted, ended, read, and who may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin.core.global_id import global_id
from saleor_push_plugin.models import (
    Campaign,
    CampaignChange,
    CampaignRecipient,
    Segment,
    Subscription,
)
from saleor_push_plugin.shop import person_facts
from tests.graphql.campaign_office import (
    CANCEL,
    CREATE,
    DELETE,
    DUPLICATE,
    ENGLISH,
    LIST,
    ONE,
    PAUSE,
    PREVIEW,
    RESUME,
    SCHEDULE,
    UPDATE,
    Office,
)
from tests.graphql.storefront import Storefront, told
from tests.hosts.opening import host_name
from tests.hosts.shop import Shop
from tests.hosts.staff import hire

APP_CREATE = """mutation AppCreate($input: AppInput!) {
  appCreate(input: $input) { authToken errors { field message code } } }"""
POLES = {"country": {"eq": "PL"}}


@pytest.fixture
def office(storefront: Storefront, shop: Shop) -> Office:
    return Office(storefront, hire(shop, "manage_discounts"))


def test_a_campaign_is_written_changed_copied_and_deleted(office: Office) -> None:
    made = office.writes(path="/{channel}/sale", where=POLES, urgency="LOW", expiresAfterHours=6)
    assert {name: made[name] for name in ("state", "language", "path", "where", "urgency")} == {
        "state": "DRAFT",
        "language": "en",
        "path": "/{channel}/sale",
        "where": POLES,
        "urgency": "LOW",
    }
    assert made["texts"] == [ENGLISH]
    german = {"language": "DE", "title": "Sale bei {shop}", "body": None}
    changed = office.does(
        UPDATE, id=made["id"], input={"texts": [ENGLISH, german], "path": None, "name": "W"}
    )
    assert changed["errors"] == []
    assert changed["campaign"]["path"] is None
    assert changed["campaign"]["where"] == POLES
    assert [each["preview"]["title"] for each in changed["previews"]] == [
        "Winter sale",
        "Sale bei The Linen House",
    ]
    copied = office.does(DUPLICATE, id=made["id"])["campaign"]
    assert copied["id"] != made["id"]
    assert (copied["texts"], copied["where"]) == (changed["campaign"]["texts"], POLES)
    assert office.does(DELETE, id=made["id"])["errors"] == []
    assert office.lists() == ["W"]
    assert office.ask(ONE, id=made["id"])["data"]["pushCampaign"] is None


def test_a_text_that_would_be_cut_is_warned_of(office: Office) -> None:
    long = {**ENGLISH, "body": "Up to half off " * 20}
    answer = office.does(CREATE, input={"name": "Long", "texts": [long]})
    assert answer["errors"] == []
    assert answer["previews"][0]["warnings"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"name": " "}, ("name", "REQUIRED")),
        ({"name": "x" * 101}, ("name", "INVALID")),
        ({"texts": []}, ("texts", "REQUIRED")),
        ({"texts": [ENGLISH, ENGLISH]}, ("texts", "UNIQUE")),
        (
            {"texts": [{**ENGLISH, "language": "de-AT"}, {**ENGLISH, "language": "de_at"}]},
            ("texts", "UNIQUE"),
        ),
        ({"texts": [{**ENGLISH, "title": ""}]}, ("title", "REQUIRED")),
        ({"texts": [{**ENGLISH, "title": "{number}"}]}, ("title", "INVALID")),
        ({"texts": [{**ENGLISH, "body": "a\u202eb"}]}, ("body", "INVALID")),
        ({"texts": [{**ENGLISH, "language": "xx-nowhere"}]}, ("language", "NOT_FOUND")),
        ({"language": "pl"}, ("language", "NOT_FOUND")),
        ({"channel": "no-such-channel"}, ("channel", "NOT_FOUND")),
        ({"path": "https://evil.example/"}, ("path", "INVALID")),
        ({"path": "//evil.example/"}, ("path", "INVALID")),
        ({"path": "/\\evil.example/"}, ("path", "INVALID")),
        ({"path": "/{nothing}"}, ("path", "INVALID")),
        ({"path": "/{channel}/{checkout}"}, ("path", "INVALID")),
        ({"path": "/{{channel}}"}, ("path", "INVALID")),
        ({"image": "http://shop.example/a.png"}, ("image", "INVALID")),
        ({"image": "javascript:alert(1)"}, ("image", "INVALID")),
        ({"expiresAfterHours": 0}, ("expiresAfterHours", "INVALID")),
        ({"expiresAfterHours": 169}, ("expiresAfterHours", "INVALID")),
        ({"where": {"OR": []}}, ("where.OR", "INVALID")),
        ({"segment": "x"}, ("segment", "NOT_FOUND")),
        ({"segment": global_id("PushSegment", "9"), "where": {}}, ("segment", "INVALID")),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(
    office: Office, given: dict[str, Any], expected: tuple[str, str]
) -> None:
    answer = office.does(CREATE, input={"name": "Winter", "texts": [ENGLISH], **given})
    assert answer["campaign"] is None
    assert expected in told(answer)
    assert not Campaign.objects.exists()
    made = office.writes()
    answer = office.does(UPDATE, id=made["id"], input=given)
    assert expected in told(answer)
    assert Campaign.objects.get().texts == {"en": {"title": "Winter sale", "body": ENGLISH["body"]}}
    assert CampaignChange.objects.count() == 1


@pytest.mark.parametrize(
    "where",
    [
        {"orders": {"net": {"currency": "EUR", "range": {"gte": "10.00"}}}},
        {"subscribed": {"range": {"gte": "2026-01-01T00:00:00+00:00"}}},
    ],
)
def test_an_audience_with_an_amount_or_a_moment_is_changed_to(
    office: Office, where: dict[str, Any]
) -> None:
    answer = office.does(UPDATE, id=office.writes()["id"], input={"where": where})
    assert answer["errors"] == []
    made = office.writes(where=where)
    assert answer["campaign"]["where"] == made["where"] == Campaign.objects.latest("pk").where


def test_it_takes_over_the_condition_of_a_segment(office: Office) -> None:
    now = timezone.now()
    row = Segment.objects.create(name="Poles", where=POLES, created_at=now, updated_at=now)
    id = global_id("PushSegment", str(row.pk))
    made = office.writes(segment=id)
    assert (made["segment"], made["where"]) == (id, POLES)
    changed = office.does(UPDATE, id=made["id"], input={"where": {}})["campaign"]
    assert (changed["segment"], changed["where"]) == (None, {})


def test_it_goes_to_whom_its_segment_is_about_when_it_is_scheduled(office: Office) -> None:
    now = timezone.now()
    row = Segment.objects.create(name="Poles", where=POLES, created_at=now, updated_at=now)
    id = office.writes(segment=global_id("PushSegment", str(row.pk)))["id"]
    germans = {"country": {"eq": "DE"}}
    Segment.objects.update(where=germans)
    at = (now + timedelta(days=1)).isoformat()
    assert office.does(SCHEDULE, id=id, input={"at": at})["campaign"]["where"] == germans
    Segment.objects.update(where=POLES)
    assert office.ask(ONE, id=id)["data"]["pushCampaign"]["where"] == germans


def test_it_is_scheduled_halted_and_ended_and_the_log_says_who(office: Office) -> None:
    made = office.writes()
    id, tomorrow = made["id"], timezone.now() + timedelta(days=1)
    scheduled = office.does(SCHEDULE, id=id, input={"at": tomorrow.isoformat()})["campaign"]
    assert (scheduled["state"], scheduled["timing"]) == ("SCHEDULED", "AT")
    for document, state in ((PAUSE, "PAUSED"), (RESUME, "SCHEDULED"), (CANCEL, "CANCELLED")):
        answer = office.does(document, id=id)
        assert (answer["errors"], answer["campaign"]["state"]) == ([], state)
    for document in (SCHEDULE, PAUSE, RESUME, CANCEL, DELETE):
        assert told(office.does(document, id=id)) == [("id", "INVALID")]
    assert told(office.does(UPDATE, id=id, input={"name": "x"})) == [("id", "INVALID")]
    log = office.ask(ONE, id=id)["data"]["pushCampaign"]["changes"]
    actions = [entry["action"] for entry in log]
    assert actions == ["CANCEL", "RESUME", "PAUSE", "SCHEDULE", "CREATE"]
    assert all(entry["by"] for entry in log)


def test_it_goes_out_now_or_at_an_hour_of_each_zone(office: Office) -> None:
    now = office.does(SCHEDULE, id=office.writes()["id"])["campaign"]
    assert (now["timing"], now["startsAt"]) == ("NOW", now["at"])
    local = office.does(
        SCHEDULE,
        id=office.writes()["id"],
        input={"localAt": "2999-12-24T18:00", "pastHour": "LEAVE_OUT"},
    )["campaign"]
    assert (local["timing"], local["at"], local["localAt"]) == (
        "LOCAL",
        None,
        "2999-12-24T18:00:00",
    )
    assert local["startsAt"] == "2999-12-24T04:00:00+00:00"
    assert local["pastHour"] == "LEAVE_OUT"


@pytest.mark.parametrize(
    ("when", "field"),
    [
        ({"at": "2020-01-01T00:00Z"}, "at"),
        ({"localAt": "2020-01-01T00:00"}, "localAt"),
        ({"localAt": "tomorrow"}, "localAt"),
        ({"localAt": "2999-12-24T18:00+01:00"}, "localAt"),
        ({"localAt": "9999-12-31T23:59"}, "localAt"),
        ({"localAt": "2999-12-24T18:00", "at": "2999-12-24T18:00Z"}, "localAt"),
    ],
)
def test_a_moment_that_is_none_or_past_is_refused(
    office: Office, when: dict[str, str], field: str
) -> None:
    answer = office.does(SCHEDULE, id=office.writes()["id"], input=when)
    assert told(answer) == [(field, "INVALID")]
    assert Campaign.objects.get().state == "draft"


def test_its_progress_is_read_by_reason_exactly_by_who_may_read_about_persons(
    office: Office, storefront: Storefront, shop: Shop
) -> None:
    manager = Office(storefront, hire(shop, "manage_discounts", "manage_users"))
    made = office.writes()
    campaign = Campaign.objects.get()
    now = timezone.now()
    CampaignRecipient.objects.bulk_create(
        CampaignRecipient(campaign=campaign, person=f"u{n}", planned_at=now, reason=reason)
        for n, reason in enumerate([""] * 12 + ["no_consent"])
    )
    for who, people, waiting, lost in ((manager, 13, 12, 1), (office, 10, 10, 0)):
        progress = who.ask(ONE, id=made["id"])["data"]["pushCampaign"]["progress"]
        assert (progress["people"], progress["waiting"]) == (people, waiting)
        assert progress["pushes"] == []
        (left_out,) = progress["leftOut"]
        assert (left_out["reason"]["code"], left_out["people"]) == ("no_consent", lost)


def test_the_list_is_filtered_sorted_and_read_page_by_page(office: Office) -> None:
    names = ["Spring", "Summer", "Autumn", "Winter"]
    ids = {name: office.writes(name=name)["id"] for name in names}
    office.does(SCHEDULE, id=ids["Summer"], input={"at": "2999-01-01T00:00Z"})
    assert office.lists() == names[::-1]
    assert office.lists(sortBy={"direction": "ASC"}) == names
    assert office.lists(where={"states": ["SCHEDULED"]}) == ["Summer"]
    assert office.lists(where={"search": "IN"}) == ["Winter", "Spring"]
    assert office.lists(where={"ids": [ids["Autumn"], "x"]}) == ["Autumn"]
    assert office.lists(where={"search": "\0"}) == []
    first = office.ask(LIST, first=3)["data"]["pushCampaigns"]["pageInfo"]
    assert first["hasNextPage"]
    assert office.lists(after=first["endCursor"]) == ["Spring"]


def test_before_it_goes_out_it_says_whom_it_would_reach_and_whom_not(
    office: Office, storefront: Storefront, shop: Shop
) -> None:
    manager = Office(storefront, hire(shop, "manage_discounts", "manage_users"))
    for topics in (["OFFERS"], ["ORDER_UPDATES"]):
        storefront.subscribe(topics=topics)
    Subscription.objects.update(proven_at=timezone.now())
    person_facts.rebuild(timezone.now())
    guests = {"subscribed": {"known": True}}
    id = manager.writes(where=guests)["id"]
    told_ = manager.does(PREVIEW, id=id)
    assert (told_["errors"], told_["size"]["people"]) == ([], 2)
    lost = {step["reason"]["code"]: step["lost"]["people"] for step in told_["reach"]["steps"]}
    assert lost["no_consent"] == 1
    assert told_["reach"]["reached"]["people"] == 1
    assert office.does(PREVIEW, id=id)["size"]["label"] == "< 10"
    assert not CampaignRecipient.objects.exists()


OPERATIONS: dict[str, dict[str, Any]] = {
    CREATE: {"input": {"name": "mine", "texts": [ENGLISH]}},
    UPDATE: {"input": {"name": "mine"}},
    DUPLICATE: {},
    DELETE: {},
    SCHEDULE: {},
    PAUSE: {},
    RESUME: {},
    CANCEL: {},
    ONE: {},
    LIST: {},
    PREVIEW: {},
}


def refuses(storefront: Storefront, token: str | None, id: str) -> None:
    before = list(Campaign.objects.values_list("name", "state"))
    for document, given in OPERATIONS.items():
        named = {"id": id} if "$id" in document else {}
        answer = storefront.ask(document, token=token, **given, **named)
        assert answer["errors"], document
        assert not any((answer["data"] or {}).values()), document
    assert list(Campaign.objects.values_list("name", "state")) == before


def test_nobody_else_reads_or_changes_campaigns(
    office: Office, storefront: Storefront, shop: Shop, expired_token: str
) -> None:
    id = office.writes()["id"]
    others = [None, shop.register().token, hire(shop), hire(shop, "manage_orders"), expired_token]
    for token in (*others, "another-shops-token-of-30-letters"):
        refuses(storefront, token, id)


def test_apps_need_the_permission(office: Office, storefront: Storefront, shop: Shop) -> None:
    if host_name() == "sandbox":
        pytest.skip("nobody installs apps in the sandbox")
    id = office.writes()["id"]
    tokens = {
        name: shop.ask_as_staff(APP_CREATE, input={"name": "Desk", "permissions": [name]})
        for name in ("MANAGE_PRODUCTS", "MANAGE_DISCOUNTS")
    }
    refuses(storefront, tokens["MANAGE_PRODUCTS"]["authToken"], id)
    app = Office(storefront, tokens["MANAGE_DISCOUNTS"]["authToken"])
    app.writes(name="By an app")
    assert CampaignChange.objects.order_by("pk").last().who.startswith("App:")


def test_staff_of_a_channel_have_its_campaigns_only(
    office: Office, storefront: Storefront, shop: Shop
) -> None:
    everywhere = office.writes(name="Everywhere")
    here = Office(storefront, hire(shop, "manage_discounts", channels=["channel-pln"]))
    mine = here.writes(name="Mine", channel="channel-pln")
    assert here.lists() == ["Mine"]
    assert here.ask(ONE, id=everywhere["id"])["data"]["pushCampaign"] is None
    for document in (DELETE, DUPLICATE, SCHEDULE, PAUSE, CANCEL):
        (error,) = here.ask(document, id=everywhere["id"])["errors"]
        assert error["extensions"]["exception"]["code"] == "PermissionDenied"
    for given in ({}, {"channel": "channel-eur"}):
        whole = {"name": "x", "texts": [ENGLISH], **given}
        assert here.ask(CREATE, input=whole)["errors"]
    assert here.ask(UPDATE, id=mine["id"], input={"channel": None})["errors"]
    assert here.does(SCHEDULE, id=mine["id"])["errors"] == []


def test_ids_that_are_none_are_refused(office: Office) -> None:
    for id, code in (("x", "GRAPHQL_ERROR"), (global_id("PushCampaign", "9"), "NOT_FOUND")):
        for document in (DELETE, DUPLICATE, SCHEDULE, PAUSE, RESUME, CANCEL, PREVIEW):
            assert told(office.does(document, id=id)) == [("id", code)]
        assert told(office.does(UPDATE, id=id, input={"name": "x"})) == [("id", code)]
    assert office.ask(ONE, id="x")["errors"]
