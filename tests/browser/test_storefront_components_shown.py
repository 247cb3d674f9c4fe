"""What of the components a person sees and hears: in sight, at once, in the page's language."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import saleor_push_plugin
from saleor_push_plugin.messages import catalog
from sandbox.browsers.chromium import Chromium
from sandbox.browsers.site import Site
from tests.browser.storefront_components import Shown, axe_source, components_site
from tests.browser.storefront_kit import eventually

pytestmark = [pytest.mark.sandbox_only, pytest.mark.browser]

BELL, PREFERENCES = "push-bell", "push-preferences"
LOCALE = Path(saleor_push_plugin.__file__).parent / "locale"
DESKTOP, PHONE, SMALL_PHONE, ZOOMED = (1280, 800), (390, 844), (360, 640), (320, 256)
RAW = "AbortError: Registration failed - push service error"
# The corners and the middle of an element, and whether each of them is it, and not below something.
SEEN = """((element) => {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const middle = [(left + right) / 2, (top + bottom) / 2];
  const points = [[left + 4, top + 4], [right - 4, bottom - 4], middle];
  const at = (root, x, y) => root.elementFromPoint(x, y);
  const deepest = (root, x, y) => {
    const found = at(root, x, y);
    return found?.shadowRoot && found.shadowRoot !== root ? deepest(found.shadowRoot, x, y) : found;
  };
  return points.every(([x, y]) => {
    const found = deepest(document, x, y);
    return !!found && (element === found || element.contains(found));
  });
})"""


@pytest.fixture
def site() -> Iterator[Site]:
    with components_site() as running:
        yield running


@pytest.fixture
def shown(chromium: Chromium, site: Site) -> Iterator[Shown]:
    chromium.set_viewport(*DESKTOP)
    yield Shown(chromium, site)
    chromium.set_media({})


def words(language: str) -> dict[str, str]:
    found: dict[str, str] = tomllib.loads((LOCALE / f"{language}.toml").read_text())["components"]
    return found


def inside(selector: str) -> str:
    """An element of the preferences that the bell has opened."""
    root = f"document.querySelector('{BELL}').shadowRoot.querySelector('{PREFERENCES}')"
    return f"{root}?.shadowRoot?.querySelector('{selector}')"


def _open_preferences(shown: Shown, language: str = "en") -> None:
    shown.become("subscribed", language)
    shown.open_bell()
    shown.browser.wait_for(f"!!{inside('#off')}")


def _bell_below(shown: Shown) -> None:
    """The bell is at the end of a page, as in many footers."""
    move = "Object.assign(document.querySelector('header').style, {position: 'fixed', bottom: 0})"
    shown.browser.eval(f"!!{move}")


# What can be done is in sight


@pytest.mark.parametrize("language", catalog.LANGUAGES)
@pytest.mark.parametrize("size", [DESKTOP, PHONE, SMALL_PHONE])
@pytest.mark.parametrize("is_below", [False, True])
def test_the_way_out_and_the_cross_are_in_sight(
    shown: Shown, chromium: Chromium, size: tuple[int, int], language: str, is_below: bool
) -> None:
    chromium.set_viewport(*size, mobile=size != DESKTOP)
    if is_below:
        _bell_below(shown)
    _open_preferences(shown, language)
    assert chromium.eval(f"{SEEN}({inside('#off')})")
    assert chromium.eval(f"{SEEN}({shown.at(BELL, '#close')})")


@pytest.mark.parametrize("language", catalog.LANGUAGES)
@pytest.mark.parametrize("size", [DESKTOP, PHONE, SMALL_PHONE])
def test_the_answers_are_in_sight(
    shown: Shown, chromium: Chromium, size: tuple[int, int], language: str
) -> None:
    chromium.set_viewport(*size, mobile=size != DESKTOP)
    shown.become("default", language)
    shown.open_bell()
    shown.browser.wait_for(f"!!{shown.at(BELL, '#yes')}")
    for name in ("yes", "no", "close"):
        assert chromium.eval(f"{SEEN}({shown.at(BELL, f'#{name}')})"), name


@pytest.mark.parametrize("language", ["en", "de", "ar"])
@pytest.mark.parametrize("state", ["default", "subscribed"])
def test_at_400_percent_everything_can_be_scrolled_to_and_nothing_sideways(
    shown: Shown, chromium: Chromium, state: str, language: str
) -> None:
    chromium.set_viewport(*ZOOMED)
    if state == "subscribed":
        _open_preferences(shown, language)
        controls = [inside(name) for name in ("#ORDER_UPDATES", "#language", "#off")]
    else:
        shown.become(state, language)
        shown.open_bell()
        shown.browser.wait_for(f"!!{shown.at(BELL, '#yes')}")
        controls = [shown.at(BELL, name) for name in ("#OFFERS", "#yes", "#no")]
    for control in [*controls, shown.at(BELL, "#close")]:
        chromium.eval(f"{control}.focus()")
        assert chromium.eval(f"{SEEN}({control})"), control
    panel = shown.at(BELL, "#panel")
    assert chromium.eval(f"{panel}.scrollWidth <= {panel}.clientWidth")
    assert chromium.eval("document.documentElement.scrollWidth <= 320")


def test_in_forced_colours_the_answers_have_edges(shown: Shown, chromium: Chromium) -> None:
    chromium.set_media({"forced-colors": "active"})
    shown.open_bell()
    shown.browser.wait_for(f"!!{shown.at(BELL, '#yes')}")
    surface = chromium.eval(f"getComputedStyle({shown.at(BELL, '#panel')}).backgroundColor")
    see_through = surface.replace("rgb", "rgba").replace(")", ", 0)")
    for name in ("#yes", "#no", "#close", "#bell"):
        look = f"getComputedStyle({shown.at(BELL, name)})"
        assert chromium.eval(f"{look}.borderTopColor") != surface, name
        assert chromium.eval(f"{look}.borderTopStyle") == "solid", name
        # Text lies on a plate of the page's colour: on another surface it cannot be read.
        assert chromium.eval(f"{look}.backgroundColor") in (surface, see_through), name


def test_in_forced_colours_the_ring_of_what_is_being_done_has_its_gap(
    shown: Shown, chromium: Chromium
) -> None:
    """A ring without a gap stands still."""
    chromium.set_media({"forced-colors": "active"})
    shown.browser.eval("push.work = () => new Promise(() => {})")
    shown.become("default")
    shown.open_bell()
    shown.click(BELL, "#yes")
    shown.browser.wait_for(f"{shown.at(BELL, '#status')}.part.contains('busy')")
    look = f"getComputedStyle({shown.at(BELL, '#status')}, '::before')"
    gap, ring = (chromium.eval(f"{look}.border{side}Color") for side in ("Top", "Bottom"))
    assert (gap, ring) == ("rgba(0, 0, 0, 0)", chromium.eval(f"{look}.color"))


# What is being done, and what went wrong


@pytest.mark.parametrize("language", catalog.LANGUAGES)
def test_progress_is_told_at_once_and_a_failure_in_the_language_of_the_page(
    shown: Shown, language: str
) -> None:
    said = words(language)
    shown.browser.eval("push.work = () => new Promise((_, fail) => { window.fail = fail; })")
    shown.become("default", language)
    shown.open_bell()
    shown.click(BELL, "#yes")
    assert shown.text(BELL, "#status") == said["busy"]
    failing = f"fail(Object.assign(new Error({RAW!r}), {{ code: 'PUSH_SERVICE' }}))"
    shown.browser.eval(f"({failing}, true)")
    eventually(lambda: shown.text(BELL, "#status"), said["noPushService"])
    assert shown.text(BELL, "#yes") == said["again"]
    shown.browser.eval("push.work = async () => {}")
    shown.click(BELL, "#yes")
    shown.browser.wait_for(f"!!{inside('#off')}")


def test_a_long_wait_is_called_long(shown: Shown) -> None:
    shown.browser.eval("push.work = () => new Promise(() => {})")
    shown.open_bell()
    shown.click(BELL, "#yes")
    eventually(lambda: shown.text(BELL, "#status"), words("en")["slow"])


def test_while_the_browser_asks_nobody_is_late(shown: Shown) -> None:
    asking = "Object.defineProperty(Notification, 'permission', { get: () => 'default' })"
    shown.browser.eval(f"!!{asking}")
    shown.browser.eval("push.work = () => new Promise(() => {})")
    shown.open_bell()
    shown.click(BELL, "#yes")
    eventually(lambda: shown.text(BELL, "#status"), words("en")["answer"])


def test_the_bell_opens_before_the_shop_has_answered(shown: Shown) -> None:
    shown.browser.eval("push.ask = () => new Promise(() => {})")
    shown.open_bell()
    assert shown.text(BELL, "#status") == words("en")["busy"]
    assert shown.focused(BELL) == "title"


CODES = {
    "NETWORK": "noShop",
    "PUSH_SERVICE": "noPushService",
    "WORKER": "noWorker",
    "TOO_MANY_REQUESTS": "tooMany",
    "DENIED": "denied",
    "DISMISSED": "dismissed",
    "DISABLED": "disabled",
    "UNPROVEN": "problem",
    "NO_GESTURE": "problem",
    "SOMETHING_NEW": "problem",
}


@pytest.mark.parametrize(("code", "key"), CODES.items())
@pytest.mark.parametrize("element", [BELL, PREFERENCES])
def test_a_failure_says_what_to_do_and_never_what_the_browser_said(
    shown: Shown, element: str, code: str, key: str
) -> None:
    shown.browser.eval(f"push.fail({code!r})")
    if element == BELL:
        shown.open_bell()
    shown.click(element, "#yes")
    eventually(lambda: shown.text(element, "#status"), words("en")[key])
    everything = f"document.querySelector('{element}').shadowRoot.textContent"
    assert "AbortError" not in shown.browser.eval(everything)


def test_preferences_that_cannot_be_loaded_are_told_and_loaded_again(shown: Shown) -> None:
    failing = "async () => { throw Object.assign(new Error('x'), { code: 'NETWORK' }); }"
    shown.browser.eval(f"(push.real = push.preferences, push.preferences = {failing}, true)")
    shown.browser.eval("push.now = 'subscribed'")
    again = "document.createElement('push-preferences')"
    shown.browser.eval(f"(document.querySelector('{PREFERENCES}').replaceWith({again}), true)")
    shown.browser.eval(f"(document.querySelector('{PREFERENCES}').push = push, true)")
    eventually(lambda: shown.text(PREFERENCES, "#status"), words("en")["noShop"])
    shown.browser.eval("(push.preferences = push.real, true)")
    shown.click(PREFERENCES, "#again")
    shown.browser.wait_for(f"!!{shown.at(PREFERENCES, '#off')}")


def test_a_leaving_that_failed_is_not_told_as_done(shown: Shown) -> None:
    shown.become("subscribed")
    shown.browser.eval("(push.unsubscribe = async () => { throw new Error('no'); }, true)")
    shown.click(PREFERENCES, "#off")
    eventually(lambda: shown.text(PREFERENCES, "#status"), words("en")["problem"])


def test_a_change_that_failed_without_a_line_is_taken_back(shown: Shown) -> None:
    shown.become("subscribed")
    shown.browser.wait_for(f"!!{shown.at(PREFERENCES, '#OFFERS')}")
    failing = "async () => { throw Object.assign(new Error('x'), { code: 'NETWORK' }); }"
    shown.browser.eval(f"(push.preferences = push.setPreferences = {failing}, true)")
    shown.click(PREFERENCES, "#OFFERS")
    eventually(lambda: words("en")["noShop"] in shown.text(PREFERENCES, "#status"), True)
    assert shown.text(PREFERENCES, "#status").startswith(words("en")["notSaved"])
    assert shown.browser.eval(f"{shown.at(PREFERENCES, '#OFFERS')}.checked") is False


def test_changes_reach_the_shop_one_after_another(shown: Shown) -> None:
    shown.become("subscribed")
    shown.browser.wait_for(f"!!{shown.at(PREFERENCES, '#OFFERS')}")
    shown.browser.eval(
        """(() => {
          const real = push.setPreferences; window.open = 0; window.most = 0;
          push.setPreferences = async (change) => {
            most = Math.max(most, ++open);
            await new Promise((done) => setTimeout(done, 100));
            open--;
            return real(change);
          };
          return true;
        })()"""
    )
    shown.click(PREFERENCES, "#OFFERS")
    shown.click(PREFERENCES, "#SURVEYS")
    topics = ["ORDER_UPDATES", "OFFERS", "SURVEYS"]
    eventually(lambda: [one["topics"] for one in shown.told()], [topics[:2], topics])
    assert shown.browser.eval("most") == 1


# Keyboard and focus


def test_a_keyboard_is_enough_and_the_focus_comes_back(shown: Shown, chromium: Chromium) -> None:
    chromium.press_key("Tab")
    assert shown.focused(BELL) == "bell"
    chromium.press_key("Enter")
    shown.browser.wait_for(f"!!{shown.at(BELL, '#yes')}")
    assert shown.focused(BELL) == "title"
    passed = []
    for _ in range(5):
        chromium.press_key("Tab")
        passed.append(shown.focused(BELL))
    assert passed == ["close", "ALERTS", "OFFERS", "yes", "no"]
    chromium.press_key("Escape")
    assert chromium.eval("document.querySelector('push-bell').isOpen") is False
    assert shown.focused(BELL) == "bell"


def test_escape_closes_also_when_the_focus_went_on(shown: Shown, chromium: Chromium) -> None:
    shown.open_bell()
    chromium.eval(
        "document.querySelector('push-preferences').shadowRoot.querySelector('#yes').focus()"
    )
    chromium.press_key("Escape")
    assert chromium.eval("document.querySelector('push-bell').isOpen") is False
    assert chromium.eval("document.activeElement.localName") == PREFERENCES


def test_who_clicks_into_a_field_keeps_the_focus_there(shown: Shown) -> None:
    shown.browser.eval("(document.body.append(document.createElement('input')), true)")
    shown.open_bell()
    field = "document.querySelector('body > input')"
    shown.browser.eval(f"({field}.focus(), {field}.click())")
    assert shown.browser.eval("document.querySelector('push-bell').isOpen") is False
    assert shown.browser.eval("document.activeElement.localName") == "input"


def test_after_turning_off_the_focus_is_on_what_was_said(shown: Shown) -> None:
    shown.become("subscribed")
    shown.browser.wait_for(f"!!{shown.at(PREFERENCES, '#off')}")
    shown.browser.eval(f"{shown.at(PREFERENCES, '#off')}.focus()")
    shown.click(PREFERENCES, "#off")
    eventually(lambda: shown.text(PREFERENCES, "#status"), words("en")["turnedOff"])
    assert shown.focused(PREFERENCES) == "status"


def test_what_is_said_is_a_live_region_that_was_there_before(shown: Shown) -> None:
    shown.open_bell()
    shown.browser.eval(f"(window.before = {shown.at(BELL, '#status')}, true)")
    shown.browser.eval("push.fail('NETWORK')")
    shown.click(BELL, "#yes")
    eventually(lambda: shown.text(BELL, "#status"), words("en")["noShop"])
    assert shown.browser.eval(f"before === {shown.at(BELL, '#status')}") is True
    assert shown.browser.eval("before.getAttribute('role')") == "status"


def test_a_bell_that_is_taken_out_of_the_page_is_closed(shown: Shown) -> None:
    shown.open_bell()
    shown.browser.eval("((window.moved = document.querySelector('push-bell')).remove(), true)")
    assert shown.browser.eval("moved.isOpen") is False
    shown.browser.eval("(document.querySelector('header').append(moved), true)")
    shown.open_bell()
    shown.browser.wait_for(f"!!{shown.at(BELL, '#yes')}")


# axe, where test_storefront_components.py does not look


@pytest.mark.parametrize("look", ["phone", "zoomed", "forced colours", "dark"])
@pytest.mark.parametrize("moment", ["asked", "busy", "failed", "preferences", "lapsed"])
def test_axe_finds_nothing_in_any_moment(
    shown: Shown, chromium: Chromium, moment: str, look: str
) -> None:
    axe = axe_source()
    if axe is None:
        pytest.skip("axe-core is not installed, see tools/javascript")
    size = {"phone": PHONE, "zoomed": ZOOMED}.get(look, DESKTOP)
    chromium.set_viewport(*size, mobile=look == "phone")
    media: dict[str, Any] = {
        "forced colours": {"forced-colors": "active"},
        "dark": {"prefers-color-scheme": "dark"},
    }
    chromium.set_media(media.get(look, {}))
    _bring_about(shown, moment)
    assert shown.findings(axe) == []


def _bring_about(shown: Shown, moment: str) -> None:
    if moment == "preferences":
        return _open_preferences(shown)
    if moment == "lapsed":
        shown.lapse()
    shown.open_bell()
    shown.browser.wait_for(f"!!{shown.at(BELL, '#yes')}")
    if moment in ("busy", "failed"):
        work = (
            "push.work = () => new Promise(() => {})" if moment == "busy" else "push.fail('WORKER')"
        )
        shown.browser.eval(f"({work}, true)")
        shown.click(BELL, "#yes")
        wanted = words("en")["busy" if moment == "busy" else "noWorker"]
        eventually(lambda: shown.text(BELL, "#status"), wanted)
    return None
