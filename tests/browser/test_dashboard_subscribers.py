"""Staff's page: who is subscribed, the list of browsers, one person's story, export and erasure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.browsers.chromium import Chromium
from sandbox.browsers.site import Site
from tests.browser import dashboard_answers as answers
from tests.browser import dashboard_kit as kit
from tests.browser.storefront_kit import eventually
from tests.browser.test_dashboard_moves import asked, choose, press, reads
from tests.browser.test_dashboard_page import open_part

pytestmark = [pytest.mark.sandbox_only, pytest.mark.browser]

LINKS = "document.querySelectorAll('.subscribers td a').length"


@pytest.fixture
def site() -> Iterator[Site]:
    with kit.site() as running:
        yield running


def refused(permission: str) -> dict[str, Any]:
    words = f"To do this you need the permission {permission}."
    return kit.refusal("PermissionDenied", words)


def test_subscribers_are_counted_and_all_of_them_are_listed(chromium: Chromium, site: Site) -> None:
    open_part(chromium, site, "subscribers", "?locale=en")
    said = chromium.eval("document.querySelector('.sentence').innerText")
    assert said.startswith("44,940 browsers are subscribed today; in 14,979 of them")
    assert chromium.eval(LINKS) == 20
    press(chromium, "More")
    chromium.wait_for(f"{LINKS} === 25")
    rows = "[...document.querySelectorAll('.subscribers td a')]"
    chromium.wait_for(f"{rows}[20] === document.activeElement")
    reads(chromium, "the push service answered with 429")
    assert asked(chromium, "pushSubscribers")[-1]["variables"]["after"] == "20"
    choose(chromium, "[aria-label='Who']", "false")
    choose(chromium, "[aria-label='Browser']", "FIREFOX")
    wanted = {"browsers": ["FIREFOX"], "isCustomer": False, "isQuarantined": None}
    eventually(lambda: asked(chromium, "pushSubscribers")[-1]["variables"]["where"], wanted)


def test_a_part_that_one_may_not_see_says_so_and_the_rest_stands(
    chromium: Chromium, site: Site
) -> None:
    open_part(chromium, site, "subscribers", "?locale=en", pushSubscribers=refused("MANAGE_USERS"))
    reads(chromium, "MANAGE_USERS")
    reads(chromium, "44,940 browsers")
    reads(chromium, "Who stays")


def test_without_subscribers_it_says_what_to_do_first(chromium: Chromium, site: Site) -> None:
    nobody = {"pushSubscriberCounts": [], "pushSubscribers": kit.edges()}
    empty = {"days": [], "cohorts": []}
    open_part(chromium, site, "subscribers", "?locale=en", pushGrowth=empty, **nobody)
    for words in ("No subscribers yet", "Place the bell", "Nobody matches."):
        reads(chromium, words)


def test_somebody_is_looked_for_by_the_e_mail(chromium: Chromium, site: Site) -> None:
    open_part(chromium, site, "subscribers", "?locale=en")
    chromium.eval(
        """(() => { const form = document.querySelector(".subscribers form");
          form.elements.person.value = " ada+1/x@example.com "; form.requestSubmit();
          return true; })()"""
    )
    reads(chromium, "What is known")
    assert chromium.eval("document.querySelector('h1').innerText") == "ada+1/x@example.com"
    assert asked(chromium, "pushPerson(")[-1]["variables"] == {"person": "ada+1/x@example.com"}
    reads(chromium, "Berlin, DE")
    reads(chromium, "quiet hours")


def test_nobody_is_no_page_of_blanks(chromium: Chromium, site: Site) -> None:
    open_part(chromium, site, "person/account/x", "?locale=en", pushPerson=None)
    reads(chromium, "Nobody was found")


FILES = """(() => { window.files = [];
  const made = URL.createObjectURL;
  URL.createObjectURL = (blob) => (blob.text().then((text) => files.push(text)), made(blob));
})()"""


def test_export_and_erasure_name_the_account_of_a_browser(chromium: Chromium, site: Site) -> None:
    """A browser may be shared: the shop refuses to erase a customer by one of them."""
    chromium.before_pages(FILES)
    open_part(chromium, site, "person/browser/x", "?locale=en")
    press(chromium, "Export")
    eventually(lambda: chromium.eval("files"), ["{}"])
    press(chromium, "Erase")
    reads(chromium, "This cannot be undone.")
    assert asked(chromium, "pushPersonErase") == []
    chromium.eval("(document.querySelector('dialog .main').click(), true)")
    reads(chromium, "Browsers removed: 2.")
    for name in ("pushPersonExport", "pushPersonErase"):
        assert [each["variables"] for each in asked(chromium, name)] == [{"person": "VXNlcjo3"}]
    assert kit.invalid(chromium) == []


def test_an_erasure_that_is_refused_is_told(chromium: Chromium, site: Site) -> None:
    wrong = {"field": "person", "code": "NOT_FOUND", "message": "There is no customer with it."}
    person = {**answers.PERSON, "customer": None}
    given = {"pushPersonErase": {"errors": [wrong]}, "pushPerson": person}
    open_part(chromium, site, "person/browser/x", "?locale=en", **given)
    press(chromium, "Erase")
    chromium.wait_for("!!document.querySelector('dialog .main')")
    chromium.eval("(document.querySelector('dialog .main').click(), true)")
    reads(chromium, "There is no customer with it.")
    assert asked(chromium, "pushPersonErase")[-1]["variables"] == {"subscription": "x"}
