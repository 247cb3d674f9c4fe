"""Staff's page in browsers: in a Dashboard's frame and alone, with hostile names, and its parts."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from saleor_push_plugin.messages import catalog
from sandbox.browsers.base import Browser
from sandbox.browsers.chromium import Chromium
from sandbox.browsers.firefox import Firefox
from sandbox.browsers.site import Site
from tests.browser import dashboard_kit as kit
from tests.browser.storefront_components import AXE, axe_source
from tests.browser.storefront_kit import eventually, stays

pytestmark = [pytest.mark.sandbox_only, pytest.mark.browser]

PARTS = (
    "overview",
    "results",
    "campaigns",
    "campaign/new",
    "campaign/x",
    "segments",
    "segment/s",
    "scenarios",
    "scenario/order_placed",
    "subscribers",
    "person/browser/x",
    "health",
    "settings",
    "story/x",
    "tile",
)
TEXT = "document.body.innerText"
PARENT = """<!doctype html><html lang="en"><title>Dashboard</title>
<iframe src="{}" width="900" height="700"></iframe><script>
  window.heard = [];
  const frame = document.querySelector("iframe").contentWindow;
  window.addEventListener("message", ({{ data }}) => heard.push(data));
  window.tell = (message) => (frame.postMessage(message, "*"), true);
</script></html>"""
FRAME = "document.querySelector('iframe').contentDocument"


@pytest.fixture
def site() -> Iterator[Site]:
    with kit.site() as running:
        yield running


def open_part(browser: Chromium, site: Site, part: str, query: str = "", **answers: Any) -> None:
    browser.before_pages(kit.answering(**{**kit.ANSWERS, **answers}))
    browser.open(f"{site.origin}{kit.PATH}{query}#/{part}")
    kit.log_in(browser)
    kit.settled(browser)


# Alone, with a login


def test_staff_log_in_and_read_what_was_caused(chromium: Chromium, site: Site) -> None:
    open_part(chromium, site, "overview", "?locale=en")
    said = chromium.eval("document.querySelector('.sentence').innerText")
    assert said == (
        "Web Push caused about €1,240 net since Oct 1, between €310 and €2,170. "
        "In the last 30 days it touched €9,860."
    )
    assert {each["token"] for each in chromium.eval("asked")[1:]} == {"Bearer of-staff"}


def test_what_does_not_run_is_named_and_the_rest_is_well(chromium: Chromium, site: Site) -> None:
    open_part(chromium, site, "overview", "?locale=en")
    cells = chromium.eval("[...document.querySelectorAll('.health div')].map((e) => e.innerText)")
    assert [each.split("\n")[1:] for each in cells] == [
        ["Sending", "as it should be"],
        ["Keys", "as it should be"],
        ["Clock (beat)", "not running: sweep"],
        ["Queue", "as it should be"],
        ["Push services", "waiting for: https://web.push.apple.com"],
    ]


def test_a_switch_that_was_refused_goes_back(chromium: Chromium, site: Site) -> None:
    wrong = {"field": "scenario", "code": "INVALID", "message": "Contact: give an address."}
    open_part(chromium, site, "scenarios", pushScenarioSwitch={"errors": [wrong]})
    chromium.eval("(document.querySelector('.switch').click(), true)")
    eventually(lambda: "give an address" in chromium.eval(TEXT), True)
    assert chromium.eval("document.querySelector('.switch').checked") is True
    sent = chromium.eval("asked.at(-1).variables")
    assert sent == {"scenario": "order_placed", "isOn": False}


def test_a_wrong_password_is_told(chromium: Chromium, site: Site) -> None:
    refused = {"token": None, "refreshToken": None, "errors": [{"message": "no"}]}
    chromium.before_pages(kit.answering(tokenCreate=refused))
    chromium.open(f"{site.origin}{kit.PATH}?locale=en")
    kit.send_login(chromium)
    words = catalog.section("en", "page")["loginWrong"]
    eventually(lambda: words in chromium.eval(TEXT), True)
    assert chromium.eval("asked.length") == 1


def test_the_policy_stops_what_is_inline(chromium: Chromium, site: Site) -> None:
    """All tests here run under it; this one, that it is there."""
    open_part(chromium, site, "segments", "?locale=en")
    inline = "Object.assign(document.createElement('script'), { textContent: 'window.hit = 1' })"
    chromium.eval(f"(document.body.append({inline}), true)")
    assert chromium.eval("'hit' in window") is False


def test_firefox_shows_it(firefox: Firefox, site: Site) -> None:
    """It has no scripts before pages: the page's own questions get no answer, and that is told."""
    firefox.open(f"{site.origin}{kit.PATH}?locale=de")
    firefox.wait_for("!!document.querySelector('form.login')")
    kit.send_login(firefox)
    words = catalog.section("de", "page")["noConnection"]
    eventually(lambda: words in firefox.eval(TEXT), True)


def test_without_the_permission_the_page_says_which(chromium: Chromium, site: Site) -> None:
    told = kit.refusal("PermissionDenied", "To do this you need the permission MANAGE_DISCOUNTS.")
    open_part(chromium, site, "segments", "?locale=en", pushSegments=told)
    assert "MANAGE_DISCOUNTS" in chromium.eval(TEXT)


# In a Dashboard's frame


def framed(browser: Chromium, page: Site, parent: Site, **answers: Any) -> None:
    browser.before_pages(kit.answering(**{**kit.ANSWERS, **answers}))
    parent.pages["/"] = PARENT.format(f"{page.origin}{kit.PATH}?locale=en&theme=dark")
    browser.open(f"{parent.origin}/")


def hand_over(browser: Browser, token: str = "of-the-frame", kind: str = "handshake") -> None:
    message = json.dumps({"type": kind, "payload": {"token": token, "version": 1}})
    browser.eval(f"tell({message})")


def test_the_dashboards_token_theme_and_language_are_taken(chromium: Chromium) -> None:
    """Parent and page have one origin here, so that the test can look into the frame."""
    with kit.site() as page:
        framed(chromium, page, page)
        chromium.wait_for("heard.some((each) => each.type === 'notifyReady')")
        hand_over(chromium)
        chromium.wait_for(f"!!{FRAME}.querySelector('.sentence')")
        root = f"{FRAME}.documentElement"
        assert chromium.eval(f"{root}.dataset.theme") == "dark"
        chromium.eval("tell({ type: 'theme', payload: { theme: 'defaultLight' } })")
        chromium.eval("tell({ type: 'localeChanged', payload: { locale: 'ar' } })")
        chromium.wait_for(f"{root}.dir === 'rtl' && {root}.lang === 'ar'")
        assert chromium.eval(f"{root}.dataset.theme") == "light"
        tokens = chromium.eval("document.querySelector('iframe').contentWindow.asked")
        assert {each["token"] for each in tokens} == {"Bearer of-the-frame"}


SLOW_ENGLISH = """(() => {
  const real = window.fetch;
  const later = (work) => new Promise((done) => setTimeout(() => done(work()), 700));
  window.fetch = (url, options) =>
    String(url).includes("words-en") ? later(() => real(url, options)) : real(url, options);
})()"""


def test_what_the_dashboard_says_as_the_frame_has_loaded_is_heard(chromium: Chromium) -> None:
    """It says its language and theme then, and not again; the page's words may be late."""
    with kit.site() as page:
        chromium.before_pages(SLOW_ENGLISH)
        said = "tell({ type: 'localeChanged', payload: { locale: 'pl' } })"
        chromium.before_pages(
            "document.addEventListener('load', ({ target }) => target.tagName === 'IFRAME' && "
            f"(tell({{ type: 'theme', payload: {{ theme: 'light' }} }}), {said}), true)"
        )
        framed(chromium, page, page)
        chromium.wait_for("heard.some((each) => each.type === 'notifyReady')")
        hand_over(chromium)
        root = f"{FRAME}.documentElement"
        chromium.wait_for(f"!!{FRAME}.querySelector('.sentence')")
        assert chromium.eval(f"[{root}.lang, {root}.dataset.theme]") == ["pl", "light"]
        time.sleep(1)
        assert chromium.eval(f"{root}.lang") == "pl"


def test_an_expired_token_waits_for_the_next_and_nothing_is_lost(chromium: Chromium) -> None:
    expired = kit.refusal("ExpiredSignatureError", "Signature has expired")
    with kit.site() as page:
        framed(chromium, page, page, pushResults=expired)
        chromium.wait_for("heard.length > 0")
        hand_over(chromium, "old")
        asked = "document.querySelector('iframe').contentWindow.asked"
        chromium.wait_for(f"({asked} || []).length >= 2")
        hand_over(chromium, "new", "tokenRefresh")
        chromium.wait_for(f"{asked}.some((each) => each.token === 'Bearer new')")


@pytest.mark.parametrize("kind", ["handshake", "tokenRefresh", "theme"])
def test_a_hostile_parent_is_not_listened_to(chromium: Chromium, kind: str) -> None:
    """A page of another origin, whose policy did not stop it: an old browser, or a proxy."""
    with kit.site("https://dashboard.example") as page, Site({}) as parent:
        framed(chromium, page, parent)
        stays(lambda: chromium.eval("heard"), [])
        hand_over(chromium, "of-a-stranger", kind)
        stays(lambda: chromium.eval("heard"), [])


def test_a_dashboard_of_another_origin_is_listened_to_if_it_is_named(chromium: Chromium) -> None:
    with Site({}) as parent, kit.site(parent.origin) as page:
        framed(chromium, page, parent)
        chromium.wait_for("heard.some((each) => each.type === 'notifyReady')")


# Hostile names

HOSTILE = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>{name}'


def test_no_name_is_ever_markup(chromium: Chromium, site: Site) -> None:
    """Every text of every answer is hostile: of segments, campaigns, arms, previews, reasons."""
    open_part(chromium, site, PARTS[0], "?locale=en", **kit.hostile(HOSTILE))
    for part in PARTS:
        kit.go(chromium, part)
        assert chromium.eval("'hit' in window") is False, part
        assert chromium.eval("document.querySelectorAll('img, #app script').length") == 0, part
        links = chromium.eval("[...document.querySelectorAll('a')].map((each) => each.href)")
        assert not [link for link in links if link and not link.startswith("http")], part


# For everybody


@pytest.fixture(scope="module")
def axe() -> str:
    found = axe_source()
    if found is None:
        pytest.skip("axe-core is not installed, see tools/javascript")
    return found


@pytest.mark.parametrize("part", PARTS)
def test_each_part_is_sound(chromium: Chromium, site: Site, part: str, axe: str) -> None:
    """One loading, because that costs most; in German, whose words are longest."""
    chromium.before_pages(axe)
    open_part(chromium, site, part, "?locale=de&theme=light")
    assert kit.invalid(chromium) == []
    said = chromium.eval(TEXT)
    assert [word for word in ("undefined", "NaN") if word in said] == []
    assert findings(chromium) == []
    chromium.eval("(document.documentElement.dataset.theme = 'dark', true)")
    assert findings(chromium) == []
    for width in (320, 390, 768, 1024, 1920):
        chromium.set_viewport(width, 800)
        assert chromium.eval("document.documentElement.scrollWidth") <= width, width


def findings(browser: Chromium) -> list[tuple[str, str]]:
    return [(each["id"], each["nodes"][0]["html"][:200]) for each in browser.eval(AXE)]


@pytest.mark.parametrize(("part", "theme"), [("overview", "dark"), ("campaign/x", "light")])
def test_from_right_to_left_it_is_sound(
    chromium: Chromium, site: Site, part: str, theme: str, axe: str
) -> None:
    chromium.before_pages(axe)
    chromium.set_viewport(390, 844, mobile=True)
    open_part(chromium, site, part, f"?locale=ar&theme={theme}")
    assert chromium.eval("document.documentElement.dir") == "rtl"
    assert chromium.eval("document.documentElement.scrollWidth") <= 390
    assert findings(chromium) == []


def test_a_chart_gives_way_to_its_table(chromium: Chromium, site: Site) -> None:
    open_part(chromium, site, "overview", "?locale=en")
    assert chromium.eval("document.querySelectorAll('table').length") == 0
    chromium.eval(
        "(document.querySelectorAll('.tools button').forEach((one) => one.click()), true)"
    )
    assert chromium.eval("document.querySelectorAll('table').length") == 3
    assert "Abandoned cart" in chromium.eval(TEXT)
