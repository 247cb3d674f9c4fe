"""What <push-bell> says that the shop promises, for subscribing and for its app, and when."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from saleor_push_plugin.messages import catalog
from sandbox.browsers.chromium import Chromium
from sandbox.browsers.site import Site
from tests.browser.storefront_components import Shown, axe_source, components_site
from tests.browser.storefront_kit import eventually

pytestmark = [pytest.mark.sandbox_only, pytest.mark.browser]

BELL = "push-bell"
END = "2026-12-25T00:00:00+00:00"
SUBSCRIBE = {"kind": "SUBSCRIBE", "text": "10% off", "needsAccount": False, "endsAt": END}
INSTALL = {"kind": "INSTALL", "text": "€5.00 off", "needsAccount": True, "endsAt": END}
PROMISE = "Tick “Offers”, and your first notification brings a code: 10% off."
TERMS = "Once per customer, until December {day}, 2026, while codes last."


@pytest.fixture
def site() -> Iterator[Site]:
    with components_site() as running:
        yield running


@pytest.fixture
def shown(chromium: Chromium, site: Site) -> Shown:
    chromium.set_viewport(1000, 900)
    return Shown(chromium, site)


def promise(shown: Shown, *offers: dict[str, Any]) -> None:
    shown.browser.eval(f"(window.push.promised = {json.dumps(offers)}, true)")


def said(shown: Shown) -> str:
    return str(shown.browser.eval(f"{shown.at(BELL, '#reward')}.textContent"))


def in_terms(text: str) -> list[str]:
    """The day is the reader's: of midnight in London it may be the one before."""
    return [f"{text} {TERMS.format(day=day)}" for day in (24, 25)]


def test_the_question_says_what_is_promised_and_the_log_that_it_did(shown: Shown) -> None:
    promise(shown, SUBSCRIBE, INSTALL)
    shown.open_bell()
    eventually(lambda: said(shown) in in_terms(PROMISE), True)
    shown.click(BELL, "#OFFERS")
    shown.click(BELL, "#yes")
    proof = {"textVersion": "kit-3.en+offer", "source": "BELL", "textLanguage": "en"}
    eventually(shown.told, [{"topics": ["ORDER_UPDATES", "OFFERS"], **proof}])


def test_where_nothing_is_promised_nothing_is_said(shown: Shown) -> None:
    shown.open_bell()
    shown.browser.wait_for(f"!!{shown.at(BELL, '#yes')}")
    assert said(shown) == ""


def test_where_offers_cannot_be_ticked_nothing_is_promised_for_them(shown: Shown) -> None:
    promise(shown, SUBSCRIBE)
    shown.browser.eval("(document.querySelector('push-bell').setAttribute('offer', 'ALERTS'), 1)")
    shown.open_bell()
    shown.browser.wait_for(f"!!{shown.at(BELL, '#yes')}")
    assert said(shown) == ""


def test_who_has_notifications_in_a_tab_hears_of_the_app(shown: Shown) -> None:
    promise(shown, SUBSCRIBE, INSTALL)
    shown.become("subscribed", "en")
    shown.open_bell()
    app = "Open the shop from your home screen with “Offers” ticked, and a notification brings a "
    text = f"{app}code: €5.00 off. For customers with an account."
    eventually(lambda: said(shown) in in_terms(text), True)


def test_where_only_the_app_has_notifications_it_is_said_there(shown: Shown) -> None:
    promise(shown, SUBSCRIBE, INSTALL)
    shown.become("needs-install", "en")
    shown.open_bell()
    eventually(lambda: "€5.00 off" in said(shown), True)
    assert "10% off" not in said(shown)


def test_a_shop_that_cannot_be_asked_promises_nothing(shown: Shown) -> None:
    shown.browser.eval("(window.push.offers = async () => { throw new Error('offline') }, true)")
    shown.open_bell()
    shown.browser.wait_for(f"!!{shown.at(BELL, '#yes')}")
    assert said(shown) == ""


@pytest.mark.parametrize("language", catalog.LANGUAGES)
def test_axe_finds_nothing_in_a_promise(shown: Shown, language: str) -> None:
    axe = axe_source()
    if axe is None:
        pytest.skip("axe-core is not installed, see tools/javascript")
    promise(shown, SUBSCRIBE | {"text": "10%"})
    shown.become("default", language)
    shown.open_bell()
    eventually(lambda: "10%" in said(shown) and "{" not in said(shown), True)
    assert shown.findings(axe) == []
