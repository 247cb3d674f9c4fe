"""pushScenarioSwitch: the switch of the plugin's form, for staff's page."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from saleor_push_plugin.plugin import PushPlugin
from saleor_push_plugin.settings.config import PLUGIN_ID
from saleor_push_plugin.shop import config
from saleor_push_plugin.shop.connections import writer
from tests.graphql.storefront import Storefront, told
from tests.hosts.replica import share_in_this_thread
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


# Beside others


def read_row() -> Any:
    from saleor.plugins.models import PluginConfiguration

    with writer():
        return PluginConfiguration.objects.get(identifier=PLUGIN_ID, channel=None)


def save(row: Any, name: str, value: str) -> None:
    """As Saleor saves the form, or a switch of it, in a row that it has read before."""
    with writer():
        fields = {"configuration": [{"name": name, "value": value}]}
        PushPlugin.save_plugin_configuration(row, fields)


def test_a_form_that_was_read_before_takes_no_switch_back(
    storefront: Storefront, token: str
) -> None:
    row = read_row()
    switch(storefront, token, "survey", is_on=False)
    save(row, "contact", "mailto:other@shop.example.com")
    assert config.load().disabled == {"survey"}
    assert config.load().contact == "mailto:other@shop.example.com"


def test_a_switch_does_not_bring_back_what_a_colleague_stopped(storefront: Storefront) -> None:
    row = read_row()
    save(read_row(), "send", "false")
    save(row, "scenario_survey", "false")
    assert config.load().disabled == {"survey"}
    assert not config.load().sending


CODES = {"survey", "welcome", "loyalty", "win_back", "price_drop"}


def click_at_once(storefront: Storefront, token: str) -> None:
    def click(code: str) -> None:
        share_in_this_thread()
        try:
            switch(storefront, token, code, is_on=False)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(CODES)) as pool:
        list(pool.map(click, CODES))


@pytest.mark.django_db(transaction=True)
def test_of_many_clicks_at_once_none_is_lost(storefront: Storefront, token: str) -> None:
    click_at_once(storefront, token)
    assert config.load().disabled == CODES


@pytest.mark.django_db(transaction=True)
def test_the_first_clicks_of_all_make_one_row(storefront: Storefront, token: str) -> None:
    """Saleor's table lets two rows stand for one plugin, and fails for ever with them."""
    with writer():
        read_row().delete()
    click_at_once(storefront, token)
    assert config.load().disabled == CODES
    assert read_row().active
