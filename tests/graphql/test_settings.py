"""pushSettings and pushSettingsUpdate: the plugin's form, for staff's page."""

from __future__ import annotations

from typing import Any

import pytest

from saleor_push_plugin.settings.config import PLUGIN_ID
from saleor_push_plugin.shop import config
from saleor_push_plugin.shop.connections import writer
from tests.graphql.storefront import Storefront
from tests.hosts.shop import Shop
from tests.hosts.staff import hire

SETTINGS = "{ pushSettings { name kind value default label help } }"
UPDATE = """mutation($settings: [PushSettingInput!]!) { pushSettingsUpdate(settings: $settings) {
  settings { name value } errors { field message code } } }"""


@pytest.fixture
def token(shop: Shop) -> str:
    return hire(shop, "manage_plugins")


def update(storefront: Storefront, token: str, **values: str) -> dict[str, Any]:
    given = [{"name": name, "value": value} for name, value in values.items()]
    return storefront.does(UPDATE, token=token, settings=given)


def read(storefront: Storefront, token: str) -> dict[str, dict[str, Any]]:
    answer = storefront.ask(SETTINGS, token=token)
    return {each["name"]: each for each in answer["data"]["pushSettings"]}


def stored() -> dict[str, Any]:
    from saleor.plugins.models import PluginConfiguration

    with writer():
        row = PluginConfiguration.objects.get(identifier=PLUGIN_ID, channel=None)
    return {"active": row.active} | {each["name"]: each["value"] for each in row.configuration}


def test_each_setting_is_told_with_its_value(storefront: Storefront, token: str) -> None:
    found = read(storefront, token)
    assert found["send"]["kind"] == "SWITCH"
    assert found["send"]["value"] == "true"
    assert found["weekly_cap"]["default"] == "3"
    assert found["vapid_public_key"]["kind"] == "READ_ONLY"
    assert len(found["vapid_public_key"]["value"]) == 87
    assert found["contact"]["label"] == "Contact for push services"
    assert "Apple refuses" in found["contact"]["help"]


def test_what_is_not_given_stays(storefront: Storefront, token: str) -> None:
    before = stored()
    answer = update(storefront, token, weekly_cap="2", say_sku="true", quiet_hours="")
    assert answer["errors"] == []
    now = {each["name"]: each["value"] for each in answer["settings"]}
    assert (now["weekly_cap"], now["say_sku"], now["quiet_hours"]) == ("2", "true", "")
    changed = {"weekly_cap": "2", "say_sku": True, "quiet_hours": ""}
    assert stored() == before | changed
    assert (config.load().weekly_cap, config.load().quiet) == (2, None)


def test_each_error_stands_at_its_setting_and_nothing_is_saved(
    storefront: Storefront, token: str
) -> None:
    before = stored()
    answer = update(storefront, token, weekly_cap="many", contact="me", say_sku="true")
    assert answer["settings"] is None
    found = {each["field"]: each for each in answer["errors"]}
    assert found.keys() == {"weekly_cap", "contact"}
    assert found["weekly_cap"]["code"] == "INVALID"
    assert found["weekly_cap"]["message"].startswith("Marketing notifications per week: must be")
    assert stored() == before


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("nothing", "1", "NOT_FOUND"),
        ("active", "false", "NOT_FOUND"),
        ("vapid_public_key", "mine", "INVALID"),
        ("send", "perhaps", "INVALID"),
        ("weekly_cap", "", "REQUIRED"),
    ],
)
def test_what_the_form_has_not_or_does_not_take_is_refused(
    storefront: Storefront, token: str, name: str, value: str, code: str
) -> None:
    before = stored()
    [error] = update(storefront, token, **{name: value})["errors"]
    assert (error["field"], error["code"]) == (name, code)
    assert stored() == before


def test_a_setting_that_was_wrong_before_is_named(storefront: Storefront, token: str) -> None:
    """Saved by another way, or checked better since: the form's own checks hold for all."""
    from saleor.plugins.models import PluginConfiguration

    with writer():
        row = PluginConfiguration.objects.get(identifier=PLUGIN_ID, channel=None)
        fields = [each for each in row.configuration if each["name"] != "time_zone"]
        row.configuration = [*fields, {"name": "time_zone", "value": "Mars/Olympus"}]
        row.save()
    [error] = update(storefront, token, weekly_cap="2")["errors"]
    assert error["field"] == "time_zone"
    assert update(storefront, token, weekly_cap="2", time_zone="UTC")["errors"] == []


def test_nothing_given_changes_nothing(storefront: Storefront, token: str) -> None:
    before = stored()
    assert update(storefront, token)["errors"] == []
    assert stored() == before


def test_no_secret_is_ever_told(
    storefront: Storefront, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from saleor_push_plugin.plugin import PushPlugin

    secret = {"type": "Secret", "label": "Secret", "help_text": ""}
    monkeypatch.setitem(PushPlugin.CONFIG_STRUCTURE, "secret", secret)
    assert "secret" not in read(storefront, token)


def test_others_neither_read_nor_change_them(storefront: Storefront, shop: Shop) -> None:
    before = stored()
    given = [{"name": "send", "value": "false"}]
    for token in (hire(shop, "manage_discounts", "manage_users"), shop.register().token, None):
        for answer in (
            storefront.ask(SETTINGS, token=token),
            storefront.ask(UPDATE, token=token, settings=given),
        ):
            assert "MANAGE_PLUGINS" in answer["errors"][0]["message"]
    assert stored() == before
