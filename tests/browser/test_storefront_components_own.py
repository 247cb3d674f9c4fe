"""The shop's own words and looks of <push-bell> and <push-preferences>, in Chromium."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from saleor_push_plugin.messages import catalog
from sandbox.browsers.chromium import Chromium
from tests.browser.storefront_components import Shown, components_site
from tests.browser.storefront_kit import eventually

pytestmark = [pytest.mark.sandbox_only, pytest.mark.browser]

BELL, PREFERENCES = "push-bell", "push-preferences"
WORDS = catalog.section("en", "components")
DOCUMENT = Path(__file__).parents[2] / "docs" / "components.md"


@pytest.fixture
def shown(chromium: Chromium) -> Iterator[Shown]:
    chromium.set_viewport(1000, 900)
    with components_site() as site:
        yield Shown(chromium, site)


def test_words_that_come_later_are_said_at_once(shown: Shown) -> None:
    shown.become("subscribed")
    eventually(lambda: shown.text(PREFERENCES, "#off"), WORDS["turnOff"])
    for name in (BELL, PREFERENCES):
        own = json.dumps({"turnOff": "Goodbye", "bellOn": "Hello"})
        shown.browser.eval(f"!!(document.querySelector({name!r}).words = {own})")
    eventually(lambda: shown.text(PREFERENCES, "#off"), "Goodbye")
    eventually(lambda: shown.browser.eval(f"{shown.at(BELL, '#bell')}.ariaLabel"), "Hello")


def test_words_that_a_framework_sets_before_the_file_is_loaded_are_said(shown: Shown) -> None:
    """It is a property of the element's own then, and would hide what is set later."""
    shown.become("subscribed")
    made = """(() => {
      const made = document.createElement("template");
      made.innerHTML = "<push-preferences></push-preferences>";
      const one = made.content.firstChild;
      Object.assign(one, { push, words: { turnOff: "Goodbye" } });
      document.querySelector("push-preferences").replaceWith(one);
      return true;
    })()"""
    shown.browser.eval(made)
    eventually(lambda: shown.text(PREFERENCES, "#off"), "Goodbye")
    shown.browser.eval("!!(document.querySelector('push-preferences').words = { turnOff: 'Bye' })")
    eventually(lambda: shown.text(PREFERENCES, "#off"), "Bye")


@pytest.mark.skipif(not DOCUMENT.exists(), reason="guides are in the repository only")
def test_the_parts_of_the_guide_can_be_styled_also_inside_the_bell(shown: Shown) -> None:
    listed = DOCUMENT.read_text("utf-8").split("of the preferences: ")[1].split(". In the")[0]
    parts = re.findall(r"`(\w+)`", listed)
    assert parts
    shown.become("subscribed")
    shown.open_bell()
    inside = f"{shown.at(BELL, 'push-preferences')}"
    shown.browser.wait_for(f"!!{inside}?.shadowRoot?.querySelector('#off')")
    exported = shown.browser.eval(f"{inside}.getAttribute('exportparts')").split(", ")
    assert sorted(exported) == sorted({*parts, "busy", "failed"})
    rules = " ".join(f"push-bell::part({name}) {{ opacity: .5 }}" for name in parts)
    shown.browser.eval(f"!!document.head.insertAdjacentHTML('beforeend', `<style>{rules}</style>`)")
    found = f"[...{inside}.shadowRoot.querySelectorAll('[part]')]"
    dim = f"{found}.map((one) => [one.part.value, getComputedStyle(one).opacity])"
    assert {opacity for _, opacity in shown.browser.eval(dim)} == {"0.5"}
