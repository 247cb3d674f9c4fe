"""Experiments whose goal is orders or net revenue: counted of everybody who was assigned."""

from __future__ import annotations

from typing import Any

import pytest

from saleor_push_plugin.models import Assignment, Experiment
from tests.graphql.storefront import Storefront
from tests.graphql.test_experiments import Office, arm, told
from tests.graphql.test_hold_out_lift import crowd
from tests.hosts.shop import Shop
from tests.hosts.staff import hire

FIGURES = """goal currency leader verdict largestDifference
  arms { name people clicked reached rate revenue difference { low high } proven }"""
START = f"""mutation($arms: [PushExperimentArmInput!]!, $goal: PushExperimentGoalEnum) {{
  pushExperimentStart(scenario: "order_placed", name: "Titles", arms: $arms, goal: $goal) {{
    experiment {{ id {FIGURES} }} errors {{ field message code }} }} }}"""
LIST = f"{{ pushExperiments {{ {FIGURES} }} }}"
WITHOUT_MONEY = "{ pushExperiments { verdict arms { reached rate } } }"


@pytest.fixture
def office(storefront: Storefront, shop: Shop) -> Office:
    return Office(storefront, shop.staff_token)


def begun(office: Office, goal: str) -> Experiment:
    answer = office.storefront.does(START, token=office.token, arms=[arm()], goal=goal)
    assert answer["errors"] == []
    assert answer["experiment"]["goal"] == goal
    return Experiment.objects.get()


def read(office: Office) -> dict[str, Any]:
    answer = office.storefront.ask(LIST, token=office.token)
    assert "errors" not in answer, answer
    (found,) = answer["data"]["pushExperiments"]
    return dict(found)


def test_orders_count_by_who_was_assigned_and_not_by_clicks(office: Office) -> None:
    made = begun(office, "ORDER")
    crowd(made, 0, 300, 40, 10)
    crowd(made, 1, 310, 140, 10)
    found = read(office)
    assert (found["verdict"], found["leader"], found["currency"]) == ("PROVEN", "Short", None)
    first, second = found["arms"]
    assert (first["people"], first["reached"], first["clicked"]) == (300, 40, 0)
    assert second["rate"] == pytest.approx(140 / 310)
    assert second["revenue"] is None
    assert second["proven"]


def test_revenue_is_net_and_in_the_main_currency(office: Office) -> None:
    made = begun(office, "REVENUE")
    crowd(made, 0, 200, 60, 10)
    crowd(made, 1, 200, 60, 12)
    found = read(office)
    assert (found["verdict"], found["currency"]) == ("LEADER_NOT_PROVEN", "EUR")
    assert [each["revenue"] for each in found["arms"]] == [3.0, 3.6]
    assert found["arms"][1]["difference"]["low"] < 0.6 < found["arms"][1]["difference"]["high"]


def test_its_results_are_kept_when_it_is_stopped(office: Office) -> None:
    made = begun(office, "REVENUE")
    crowd(made, 0, 50, 30, 10)
    crowd(made, 1, 50, 40, 10)
    before = read(office)
    id = office.storefront.ask("{ pushExperiments { id } }", token=office.token)
    office.stops(id["data"]["pushExperiments"][0]["id"])
    Assignment.objects.all().delete()
    assert read(office) == before


def test_of_nobody_nothing_is_said(office: Office) -> None:
    for goal in ("ORDER", "REVENUE"):
        begun(office, goal)
        found = read(office)
        assert (found["verdict"], found["arms"][0]["people"]) == ("TOO_FEW", 0)
        Experiment.objects.all().delete()


def test_clicks_are_the_goal_unless_another_is_given(office: Office) -> None:
    made = begun(office, "CLICK")
    told(made, 0, 10, 3)
    first = read(office)["arms"][0]
    assert (first["people"], first["clicked"], first["reached"], first["rate"]) == (10, 3, 3, 0.3)


def test_a_difference_of_money_needs_another_permission(office: Office, shop: Shop) -> None:
    begun(office, "REVENUE")
    plugins = hire(shop, "manage_plugins")
    answer = office.storefront.ask(LIST, token=plugins)
    assert "MANAGE_ORDERS" in answer["errors"][0]["message"]
    assert "errors" not in office.storefront.ask(WITHOUT_MONEY, token=plugins)
