"""Staff's page with a running shop and no Dashboard: a segment and a campaign, by clicks alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sandbox.browsers.chromium import Chromium
from sandbox.live import LiveShop
from sandbox.storefront import Storefront
from tests.browser import dashboard_kit as kit
from tests.hosts.goods import STAFF_EMAIL, STAFF_PASSWORD

pytestmark = [pytest.mark.browser]

TYPE = """((selector, value) => {{
  const field = document.querySelector(selector);
  field.value = value;
  field.dispatchEvent(new Event("input", {{ bubbles: true }}));
  field.dispatchEvent(new Event("change", {{ bubbles: true }}));
  return true;
}})({}, {})"""
PRESS = """((words) => {{
  const named = [...document.querySelectorAll("button, a.button")]
    .filter((each) => each.textContent.startsWith(words));
  named.at(-1)?.click();
  return named.length > 0;
}})({})"""


class Staff:
    def __init__(self, browser: Chromium, url: str) -> None:
        self.browser = browser
        browser.open(f"{url}{kit.PATH}?locale=en")
        browser.wait_for("!!document.querySelector('form.login')")
        self.types("[name=email]", STAFF_EMAIL)
        self.types("[name=password]", STAFF_PASSWORD)
        self.presses("Log in")
        browser.wait_for("!document.querySelector('form.login')")
        kit.settled(browser)

    def types(self, selector: str, value: str) -> None:
        self.browser.wait_for(f"!!document.querySelector({json.dumps(selector)})")
        self.browser.eval(TYPE.format(json.dumps(selector), json.dumps(value)))

    def presses(self, words: str) -> None:
        self.browser.wait_for(PRESS.format(json.dumps(words)))

    def reads(self, words: str) -> Any:
        return self.browser.wait_for(f"document.body.innerText.includes({json.dumps(words)})")

    def goes(self, part: str) -> None:
        self.browser.eval(f"(location.hash = '#/{part}', true)")


def test_staff_make_a_segment_and_start_a_campaign(
    chromium: Chromium, live_shop: LiveShop, storefront: Storefront
) -> None:
    """`storefront`: the shop that a click opens is set, and sending is on.

    Other tests subscribe in the same shop, in other countries.
    """
    staff = Staff(chromium, live_shop.url)
    staff.goes("segment/new")
    staff.types("[name=name]", "Islanders <b>& others")
    staff.types(".end select", "country")
    staff.types(".condition input", "IS, LI")
    staff.reads("People who match: 0")
    staff.presses("Save")
    staff.reads("Islanders <b>& others")
    staff.goes("campaign/new")
    staff.types("[name=name]", "Winter sale")
    staff.types("[name=title]", "Winter sale at {shop}")
    staff.types("[name=body]", "Up to half off, until Sunday")
    staff.presses("Next: Audience")
    staff.reads("Islanders <b>& others")
    staff.presses("Next: Check")
    staff.reads("are reached today")
    staff.presses("Start")
    staff.presses("Start")
    staff.reads("Winter sale")
    staff.browser.wait_for("location.hash === '#/campaigns'")
    staff.reads("people: 0")


def test_a_wrong_setting_is_found_and_mended_from_its_message(
    chromium: Chromium, live_shop: LiveShop, storefront: Storefront
) -> None:
    staff = Staff(chromium, live_shop.url)
    staff.goes("settings")
    staff.types("[name=rating_key]", "my stars")
    staff.presses("Save")
    staff.reads("must be one key without spaces")
    staff.types("[name=rating_key]", "stars")
    staff.presses("Save")
    staff.reads("Saved.")
    # As it was before, for other tests in the same shop.
    staff.types("[name=rating_key]", "rating")
    staff.presses("Save")
    staff.reads("Saved.")
    staff.goes("health")
    staff.reads("Version of the plugin")
    staff.goes("subscribers")
    staff.reads("Subscribers")
    kit.settled(staff.browser)
    # Not the word alone: "took the permission back" is why somebody left, in other tests.
    shown = staff.browser.eval("document.querySelector('main').innerText")
    assert "This needs a permission" not in shown
