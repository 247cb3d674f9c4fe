"""Staff's page: the settings of the plugin's form, explained, saved and refused field by field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from saleor_push_plugin.dashboard import fields
from saleor_push_plugin.messages import catalog
from sandbox.browsers.chromium import Chromium
from sandbox.browsers.site import Site
from tests.browser import dashboard_kit as kit
from tests.browser.storefront_kit import eventually
from tests.browser.test_dashboard_moves import PRESS, asked, press, reads
from tests.browser.test_dashboard_page import TEXT, open_part

pytestmark = [pytest.mark.sandbox_only, pytest.mark.browser]


@pytest.fixture
def site() -> Iterator[Site]:
    with kit.site() as running:
        yield running


def types(browser: Chromium, name: str, value: str) -> None:
    field = f"document.querySelector('[name={name}]')"
    event = "new Event('input', { bubbles: true })"
    browser.eval(f"({field}.value = '{value}', {field}.dispatchEvent({event}))")


def problem(browser: Chromium, name: str) -> Any:
    return browser.eval(f"document.querySelector('#problem-{name}').textContent")


def test_every_field_of_the_form_is_explained_in_words_of_the_page() -> None:
    words = catalog.section("en", "page")
    for name in fields.STRUCTURE:
        if not name.startswith("scenario_"):
            assert f"set_{name}" in words
            assert name.endswith("_path") or f"set_{name}_help" in words


def test_only_what_was_changed_is_saved(chromium: Chromium, site: Site) -> None:
    open_part(chromium, site, "settings", "?locale=en")
    names = chromium.eval("[...document.querySelectorAll('.setting [name]')].map((e) => e.name)")
    assert sorted(names) == sorted(n for n in fields.STRUCTURE if not n.startswith("scenario_"))
    types(chromium, "weekly_cap", "2")
    types(chromium, "quiet_hours", "")
    types(chromium, "contact", "mailto:x@shop.example")
    types(chromium, "contact", "mailto:push@shop.example")
    chromium.eval("(document.querySelector('[name=say_sku]').click(), true)")
    reads(chromium, "not saved yet: 3")
    # What is not saved stays while another part is looked at.
    kit.go(chromium, "health")
    kit.go(chromium, "settings")
    reads(chromium, "not saved yet: 3")
    given = {"weekly_cap": "2", "quiet_hours": "", "say_sku": "true"}
    now = [{"name": name, "value": value} for name, value in given.items()]
    chromium.eval(f"(answers.pushSettingsUpdate.settings = {now}, true)")
    press(chromium, "Save")
    reads(chromium, "Saved.")
    [sent] = asked(chromium, "pushSettingsUpdate")
    assert {each["name"]: each["value"] for each in sent["variables"]["settings"]} == given
    eventually(lambda: chromium.eval("document.querySelector('.saving .main').disabled"), True)
    assert kit.invalid(chromium) == []


def test_each_error_stands_at_its_field(chromium: Chromium, site: Site) -> None:
    """One of them in a field that was not touched, another in a switch of another part."""
    label = fields.STRUCTURE["weekly_cap"]["label"]
    errors = [
        {"field": "weekly_cap", "code": "INVALID", "message": f"{label}: must be a number."},
        {"field": "time_zone", "code": "INVALID", "message": "Default time zone: is on Mars."},
        {"field": "scenario_survey", "code": "INVALID", "message": "Survey: must be true."},
    ]
    refused = {"settings": None, "errors": errors}
    open_part(chromium, site, "settings", "?locale=en", pushSettingsUpdate=refused)
    types(chromium, "weekly_cap", "many")
    press(chromium, "Save")
    reads(chromium, "Nothing was saved: mend what is marked. Survey: must be true.")
    assert problem(chromium, "weekly_cap") == "must be a number."
    assert problem(chromium, "time_zone") == "is on Mars."
    chromium.wait_for("document.activeElement.name === 'weekly_cap'")
    assert chromium.eval("document.activeElement.getAttribute('aria-invalid')") == "true"
    press(chromium, "Undo")
    chromium.wait_for("document.querySelector('.saving').hidden")
    assert chromium.eval("document.querySelector('[name=weekly_cap]').value") == "3"
    assert problem(chromium, "time_zone") == ""


def test_who_may_not_change_them_is_told(chromium: Chromium, site: Site) -> None:
    words = "To do this you need the permission MANAGE_PLUGINS."
    refused = kit.refusal("PermissionDenied", words)
    open_part(chromium, site, "settings", "?locale=en", pushSettings=refused)
    reads(chromium, "MANAGE_PLUGINS")
    assert chromium.eval(PRESS.format('"Save"')) is False
    assert "not saved yet" not in chromium.eval(TEXT)
