"""The arms of campaigns over GraphQL: written, checked, scheduled, and what they have brought."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin.models import Assignment, Campaign, Event, Experiment, Notification
from tests.graphql.campaign_office import CREATE, DUPLICATE, ENGLISH, SCHEDULE, UPDATE, Office
from tests.graphql.storefront import Storefront, told
from tests.hosts.shop import Shop
from tests.hosts.staff import hire

ARMS = """query($id: ID!) { pushCampaign(id: $id) {
  variants { name texts { language title body } } goal testShare decideAfterHours stage leader
  decidedAt experiment { scenario name verdict leader merged goal
    arms { name people clicked reached rate proven revenue } } } }"""
NO_MONEY = ARMS.replace(" revenue ", " ")
PREVIEWS = """mutation($input: PushCampaignInput!) { pushCampaignCreate(input: $input) {
  previews { arm preview { title } warnings { message } } errors { field message code } } }"""
SHORT = {"name": "Short", "texts": [{"language": "en", "title": "Sale!", "body": ""}]}


@pytest.fixture
def office(storefront: Storefront, shop: Shop) -> Office:
    return Office(storefront, hire(shop, "manage_discounts"))


def test_arms_are_written_copied_and_started(office: Office) -> None:
    made = office.writes(variants=[SHORT], goal="ORDER", testShare=30)
    asked = office.ask(NO_MONEY, id=made["id"])["data"]["pushCampaign"]
    assert asked == {
        "variants": [SHORT],
        "goal": "ORDER",
        "testShare": 30,
        "decideAfterHours": 72,
        "stage": None,
        "leader": None,
        "decidedAt": None,
        "experiment": None,
    }
    copied = office.does(DUPLICATE, id=made["id"])["campaign"]
    assert office.ask(NO_MONEY, id=copied["id"])["data"]["pushCampaign"] == asked
    office.does(SCHEDULE, id=made["id"])
    begun = office.ask(NO_MONEY, id=made["id"])["data"]["pushCampaign"]["experiment"]
    assert (begun["scenario"], begun["goal"]) == ("campaign", "ORDER")
    assert [arm["name"] for arm in begun["arms"]] == ["First", "Short"]
    assert begun["verdict"] == "TOO_FEW"
    assert Experiment.objects.get().started_by.startswith("User:")


def test_each_text_of_each_arm_is_previewed_and_warned_of(office: Office) -> None:
    long = {**SHORT, "texts": [{"language": "en", "title": "Sale", "body": "Half off " * 40}]}
    given = {"name": "W", "texts": [ENGLISH], "variants": [long]}
    answer = office.does(PREVIEWS, input=given)
    assert [each["arm"] for each in answer["previews"]] == ["First", "Short"]
    few, many = (len(each["warnings"]) for each in answer["previews"])
    assert many > few


def _named(name: str) -> dict[str, Any]:
    return {**SHORT, "name": name}


def _in(language: str, title: str = "x") -> dict[str, Any]:
    return {"name": "B", "texts": [{"language": language, "title": title}]}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"variants": [_named(str(n)) for n in range(5)]}, ("variants", "INVALID")),
        ({"variants": [_named(" ")]}, ("variants", "INVALID")),
        ({"variants": [_named("x" * 101)]}, ("variants", "INVALID")),
        ({"variants": [_named("a\nb")]}, ("variants", "INVALID")),
        ({"variants": [_named("B"), _named("B ")]}, ("variants", "UNIQUE")),
        ({"variants": [_named("First")]}, ("variants", "UNIQUE")),
        ({"variants": [_in("de")]}, ("variants", "INVALID")),
        ({"variants": [{"name": "B", "texts": []}]}, ("variants", "INVALID")),
        (
            {"variants": [{"name": "B", "texts": SHORT["texts"] * 2}]},
            ("texts", "UNIQUE"),
        ),
        ({"variants": [_in("en", "")]}, ("title", "REQUIRED")),
        ({"variants": [_in("en", "{number}")]}, ("title", "INVALID")),
        ({"variants": [_in("en", "a\u202eb")]}, ("title", "INVALID")),
        ({"testShare": 0}, ("testShare", "INVALID")),
        ({"testShare": 101}, ("testShare", "INVALID")),
        ({"testShare": 2**31 - 1}, ("testShare", "INVALID")),
        ({"decideAfterHours": 0}, ("decideAfterHours", "INVALID")),
        ({"decideAfterHours": 169}, ("decideAfterHours", "INVALID")),
        ({"goal": "ORDER", "decideAfterHours": 71}, ("decideAfterHours", "INVALID")),
        ({"goal": "REVENUE", "decideAfterHours": 2}, ("decideAfterHours", "INVALID")),
    ],
)
def test_what_is_wrong_with_arms_is_said_and_nothing_is_stored(
    office: Office, given: dict[str, Any], expected: tuple[str, str]
) -> None:
    answer = office.does(CREATE, input={"name": "Winter", "texts": [ENGLISH], **given})
    assert answer["campaign"] is None
    assert expected in told(answer)
    assert not Campaign.objects.exists()
    made = office.writes()
    assert expected in told(office.does(UPDATE, id=made["id"], input=given))
    assert Campaign.objects.get().variants == []


def test_arms_that_lack_a_language_of_new_texts_are_refused(office: Office) -> None:
    made = office.writes(variants=[SHORT])
    german = {"language": "de", "title": "Winter", "body": ""}
    answer = office.does(UPDATE, id=made["id"], input={"texts": [ENGLISH, german]})
    assert told(answer) == [("variants", "INVALID")]


def test_with_arms_nobody_is_left_out_for_a_past_hour(office: Office) -> None:
    made = office.writes(variants=[SHORT])
    soon = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    when = {"localAt": soon, "pastHour": "LEAVE_OUT"}
    assert told(office.does(SCHEDULE, id=made["id"], input=when)) == [("pastHour", "INVALID")]
    assert Campaign.objects.get().state == "draft"
    tomorrow = {**when, "pastHour": "TOMORROW"}
    assert office.does(SCHEDULE, id=made["id"], input=tomorrow)["errors"] == []


def _brought(campaign: Campaign, people: int, clicked: int) -> None:
    """Each arm has so many people more."""
    now = timezone.now()
    event = Event.objects.create(key="campaign:1@2", kind="campaign", subject="1@2", at=now)
    for arm in (0, 1):
        for n in range(people):
            person = f"u{10**6 + 1000 * arm + n}"
            Assignment.objects.create(
                experiment_id=campaign.experiment_id, person=person, arm=arm, at=now
            )
            Notification.objects.create(
                key=person,
                event=event,
                scenario="campaign",
                person=person,
                experiment_id=campaign.experiment_id,
                arm=arm,
                state="sent",
                due_at=now,
                expires_at=now,
                created_at=now,
                sent_at=now,
                clicked_at=now if n < clicked else None,
            )


def test_without_the_right_to_read_of_persons_figures_are_in_tens(
    office: Office, storefront: Storefront, shop: Shop
) -> None:
    made = office.writes(variants=[SHORT])
    office.does(SCHEDULE, id=made["id"])
    _brought(Campaign.objects.get(), 27, 13)
    arms = office.ask(NO_MONEY, id=made["id"])["data"]["pushCampaign"]["experiment"]["arms"]
    assert [(arm["people"], arm["clicked"], arm["reached"], arm["rate"]) for arm in arms] == [
        (20, 10, 10, 0.5)
    ] * 2
    both = Office(storefront, hire(shop, "manage_discounts", "manage_users"))
    arms = both.ask(NO_MONEY, id=made["id"])["data"]["pushCampaign"]["experiment"]["arms"]
    assert [(arm["people"], arm["clicked"], arm["reached"]) for arm in arms] == [(27, 13, 13)] * 2


def test_revenue_needs_the_right_to_see_orders(
    office: Office, storefront: Storefront, shop: Shop
) -> None:
    made = office.writes(variants=[SHORT], goal="REVENUE")
    office.does(SCHEDULE, id=made["id"])
    refused = office.ask(ARMS, id=made["id"])
    assert "MANAGE_ORDERS" in refused["errors"][0]["message"]
    both = Office(storefront, hire(shop, "manage_discounts", "manage_orders"))
    arms = both.ask(ARMS, id=made["id"])["data"]["pushCampaign"]["experiment"]["arms"]
    assert [arm["revenue"] for arm in arms] == [0, 0]


def test_experiments_of_scenarios_are_listed_without_those_of_campaigns(
    office: Office, storefront: Storefront, shop: Shop
) -> None:
    office.does(SCHEDULE, id=office.writes(variants=[SHORT])["id"])
    owner = Office(storefront, hire(shop, "manage_plugins"))
    assert owner.ask("{ pushExperiments { name } }")["data"]["pushExperiments"] == []


CANARY = """query($id: ID!) { pushCampaign(id: $id) { hasCanary canary {
  watch people needed answers { signal count expected } } } }"""


def test_a_canary_is_asked_for_and_says_what_became_of_it(office: Office) -> None:
    made = office.writes(canary=True)
    asked = office.ask(CANARY, id=made["id"])["data"]["pushCampaign"]
    assert asked == {"hasCanary": True, "canary": None}
    look = {name: {"count": 17, "expected": 9.5, "share": 0.5} for name in ("dismissed", "refused")}
    noted = {"watch": "stopped", "people": 1234, "needed": 900, "usual": {}, "looks": [{}, look]}
    Campaign.objects.update(canary=noted)
    assert office.ask(CANARY, id=made["id"])["data"]["pushCampaign"]["canary"] == {
        "watch": "STOPPED",
        "people": 1230,
        "needed": 900,
        "answers": [
            {"signal": "DISMISSED", "count": 10, "expected": 9.5},
            {"signal": "REFUSED", "count": 10, "expected": 9.5},
        ],
    }
    copied = office.does(DUPLICATE, id=made["id"])["campaign"]
    assert office.ask(CANARY, id=copied["id"])["data"]["pushCampaign"] == asked
