"""pushScenarioSwitch: the switch of the plugin's form, for staff's page."""

from __future__ import annotations

from typing import Any

import pytest

from saleor_push_plugin.shop import config
from tests.graphql.storefront import Storefront, told
from tests.hosts.shop import Shop
from tests.hosts.staff import hire

SWITCH = """mutation($scenario: String!, $isOn: Boolean!) {
  pushScenarioSwitch(scenario: $scenario, isOn: $isOn) {
    scenario { code isOn } errors { field message code } } }"""
IS_ON = "query($code: String) { pushScenarios(code: $code) { isOn } }"


@pytest.fixture
def token(shop: Shop) -> str:
    return hire(shop, "manage_plugins")


def switch(storefront: Storefront, token: str | None, code: str, *, is_on: bool) -> dict[str, Any]:
    return storefront.does(SWITCH, token=token, scenario=code, isOn=is_on)


def test_a_scenario_is_switched_off_and_on(storefront: Storefront, token: str) -> None:
    answer = switch(storefront, token, "survey", is_on=False)
    assert answer == {"scenario": {"code": "survey", "isOn": False}, "errors": []}
    assert config.load().disabled == {"survey"}
    asked = storefront.ask(IS_ON, token=token, code="survey")
    assert asked["data"]["pushScenarios"] == [{"isOn": False}]
    assert switch(storefront, token, "survey", is_on=True)["scenario"]["isOn"] is True
    assert config.load().disabled == frozenset()


def test_all_else_in_the_form_stays(storefront: Storefront, token: str) -> None:
    before = config.load()
    switch(storefront, token, "survey", is_on=False)
    after = config.load()
    assert (after.send, after.storefront_url, after.contact, after.active) == (
        before.send,
        before.storefront_url,
        before.contact,
        before.active,
    )
    assert after.sending


@pytest.mark.parametrize("code", ["", "nothing", "send", "scenario_survey"])
def test_what_is_no_scenario_is_refused(storefront: Storefront, token: str, code: str) -> None:
    answer = switch(storefront, token, code, is_on=False)
    assert told(answer) == [("scenario", "NOT_FOUND")]
    assert config.load().disabled == frozenset()
    assert config.load().sending


def test_it_needs_the_permission_of_saleors_own_form(storefront: Storefront, shop: Shop) -> None:
    for token in (hire(shop, "manage_discounts"), shop.register().token, None):
        answer = storefront.ask(SWITCH, token=token, scenario="survey", isOn=False)
        assert "MANAGE_PLUGINS" in answer["errors"][0]["message"]
    assert config.load().disabled == frozenset()
