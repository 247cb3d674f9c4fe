"""Before a campaign goes out, over GraphQL: what its test can find, and what is warned of."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin.messages import catalog
from saleor_push_plugin.models import Subscription
from saleor_push_plugin.shop import person_facts
from tests.graphql.campaign_office import ENGLISH, Office
from tests.graphql.storefront import Storefront
from tests.graphql.test_campaign_arms import SHORT
from tests.hosts.shop import Shop
from tests.hosts.staff import hire

LIFT = "goal people rate assumed difference lift decides"
LOOK = f"""query($id: ID!, $language: String) {{ pushCampaignPreview(id: $id) {{
  smallestLift {{ {LIFT} text(language: $language) }}
  warnings {{ code text(language: $language) }} errors {{ field message code }} }} }}"""
OUTLOOK = f"""query($goal: PushExperimentGoalEnum, $language: String) {{
  pushExperimentOutlook(scenario: "win_back", goal: $goal) {{
    people smallestDifference smallestLift {{ {LIFT} text(language: $language) }} }} }}"""


@pytest.fixture
def crowd(storefront: Storefront) -> None:
    """Twelve who agreed."""
    for _ in range(12):
        storefront.subscribe(topics=["OFFERS"])
    Subscription.objects.update(proven_at=timezone.now())
    person_facts.rebuild(timezone.now())


@pytest.fixture
def office(storefront: Storefront, shop: Shop) -> Office:
    return Office(storefront, hire(shop, "manage_discounts"))


@pytest.mark.usefixtures("crowd")
def test_what_a_test_can_find_and_what_is_warned_of_is_said_exactly_to_who_may_learn_it(
    office: Office, storefront: Storefront, shop: Shop
) -> None:
    manager = Office(storefront, hire(shop, "manage_discounts", "manage_users"))
    voucher = {"voucher": shop.make_voucher("Winter", value=15), "budget": 3}
    says = {**ENGLISH, "body": "For you: {voucher}"}
    variant = {**SHORT, "texts": [{**says, "title": "Sale!"}]}
    made = office.writes(texts=[says], variants=[variant], testShare=50, voucher=voucher)
    for who, reached in ((manager, 12), (office, 10)):
        found = who.does(LOOK, id=made["id"])
        assert found["errors"] == []
        assert found["smallestLift"] == {
            "goal": "CLICK",
            "people": reached // 4,
            "rate": 0.02,
            "assumed": True,
            "difference": None,
            "lift": None,
            "decides": False,
            "text": f"With {reached // 4} people for each text, a test finds no difference. "
            "2% is assumed: too little was sent here before to know it.",
        }
        codes = [each["code"] for each in found["warnings"]]
        assert codes == ["TEST_CANNOT_DECIDE", "BUDGET_BELOW_TEST"]
        assert f"3 codes, and {reached // 2} people" in found["warnings"][1]["text"]


@pytest.mark.usefixtures("crowd")
def test_one_text_without_a_voucher_has_nothing_to_say(office: Office) -> None:
    found = office.does(LOOK, id=office.writes()["id"])
    assert (found["smallestLift"], found["warnings"], found["errors"]) == (None, [], [])


@pytest.mark.usefixtures("crowd")
def test_it_is_said_in_each_language(office: Office) -> None:
    id = office.writes(variants=[SHORT])["id"]
    found = {tag: office.does(LOOK, id=id, language=tag) for tag in catalog.LANGUAGES}
    for name in ("smallestLift", "warnings"):
        texts = {tag: str(each[name]) for tag, each in found.items()}
        assert len(set(texts.values())) == len(catalog.LANGUAGES)
    assert "{" not in "".join(each["smallestLift"]["text"] for each in found.values())
    assert office.does(LOOK, id=id, language="xx") == found["en"]


@pytest.mark.parametrize("goal", ["CLICK", "ORDER", "REVENUE"])
def test_before_an_experiment_with_a_scenario_the_same_is_said(
    storefront: Storefront, shop: Shop, goal: str
) -> None:
    desk = Office(storefront, hire(shop, "manage_plugins"))
    found: dict[str, Any] = desk.does(OUTLOOK, goal=goal)
    assert (found["people"], found["smallestDifference"]) == (0, None)
    lift = found["smallestLift"]
    assert (lift["goal"], lift["assumed"], lift["lift"]) == (goal, True, None)
    german = desk.does(OUTLOOK, goal=goal, language="de")["smallestLift"]["text"]
    assert "Annahme" in german
