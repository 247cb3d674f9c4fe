"""<push-bell> and <push-preferences> in Chromium: what they say, ask and do, and to whom."""

import json
from collections.abc import Iterator

import pytest

from saleor_push_plugin.messages import catalog
from sandbox.browsers.chromium import Chromium
from sandbox.browsers.site import Site
from tests.browser.storefront_components import Shown, axe_source, components_site
from tests.browser.storefront_kit import eventually

pytestmark = [pytest.mark.sandbox_only, pytest.mark.browser]

BELL, PREFERENCES = "push-bell", "push-preferences"
ENGLISH = "kit-3.en"
WORDS = catalog.section("en", "components")


@pytest.fixture
def site() -> Iterator[Site]:
    with components_site() as running:
        yield running


@pytest.fixture
def shown(chromium: Chromium, site: Site) -> Iterator[Shown]:
    chromium.set_viewport(1000, 900)
    yield Shown(chromium, site)
    chromium.set_dark(False)


@pytest.mark.parametrize(
    ("language", "dark"), [("en", True), *((each, False) for each in catalog.LANGUAGES)]
)
@pytest.mark.parametrize("state", ["default", "subscribed", "paused", "denied", "needs-install"])
def test_axe_finds_nothing(
    shown: Shown, chromium: Chromium, state: str, language: str, dark: bool
) -> None:
    axe = axe_source()
    if axe is None:
        pytest.skip("axe-core is not installed, see tools/javascript")
    chromium.set_dark(dark)
    shown.become(state, language)
    assert shown.findings(axe) == []
    shown.open_bell()
    assert shown.findings(axe) == []


def test_a_strict_content_security_policy_leaves_them_their_looks(
    chromium: Chromium, site: Site
) -> None:
    policy = "<meta http-equiv='Content-Security-Policy' content=\"style-src 'self'\">"
    site.pages["/"] = site.pages["/"].replace("<meta", f"{policy}<meta", 1)
    shown = Shown(chromium, site)
    shown.browser.wait_for(f"!!{shown.at(BELL, '#bell')}")
    look = f"getComputedStyle({shown.at(BELL, '#bell')}).display"
    assert shown.browser.eval(look) == "grid"
    assert shown.browser.eval("getComputedStyle(document.querySelector('h1')).flexGrow") == "0"


def test_axe_would_find_something(shown: Shown) -> None:
    axe = axe_source()
    if axe is None:
        pytest.skip("axe-core is not installed, see tools/javascript")
    shown.open_bell()
    shown.browser.wait_for(f"!!{shown.at(BELL, '#OFFERS')}")
    box = shown.at(BELL, "#OFFERS")
    shown.browser.eval(f"({box}.parentNode.replaceWith({box}), true)")
    assert any(found.startswith("label") for found in shown.findings(axe))


def test_a_yes_is_to_order_news_and_to_what_was_ticked_and_to_nothing_else(shown: Shown) -> None:
    shown.open_bell()
    assert shown.browser.eval(f"{shown.at(BELL, 'input:checked')}") is None
    shown.click(BELL, "#OFFERS")
    shown.click(BELL, "#yes")
    proof = {"textVersion": ENGLISH, "source": "BELL", "textLanguage": "en"}
    eventually(shown.told, [{"topics": ["ORDER_UPDATES", "OFFERS"], **proof}])


@pytest.mark.parametrize("way", ["#no", "#close", "Escape", "elsewhere"])
def test_every_way_out_gives_the_focus_back_and_one_of_them_is_a_no(shown: Shown, way: str) -> None:
    shown.open_bell()
    assert shown.focused(BELL) == "title"
    key = "new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true })"
    if way == "Escape":
        shown.browser.eval(f"{shown.at(BELL, '#title')}.dispatchEvent({key})")
    elif way == "elsewhere":
        shown.browser.eval("document.querySelector('h1').click()")
    else:
        shown.click(BELL, way)
    eventually(shown.told, [False if way == "#no" else None])
    assert shown.browser.eval("document.querySelector('push-bell').isOpen") is False
    assert shown.focused(BELL) == "bell"
    assert shown.browser.eval(f"{shown.at(BELL, '#bell')}.ariaExpanded") == "false"


def test_after_a_yes_the_bell_says_that_it_is_on_and_offers_to_choose(shown: Shown) -> None:
    shown.open_bell()
    shown.click(BELL, "#yes")
    label = f"{shown.at(BELL, '#bell')}.ariaLabel"
    shown.browser.wait_for(f"{label} === 'Notifications: on'")
    shown.browser.wait_for(f"!!{shown.at(BELL, 'push-preferences')}")
    shown.click(BELL, "#close")
    assert shown.browser.eval("document.querySelector('push-bell').isOpen") is False


def test_a_prompt_closed_without_an_answer_is_told_and_nothing_is_on(shown: Shown) -> None:
    shown.browser.eval("push.next = 'default'")
    shown.open_bell()
    shown.click(BELL, "#yes")
    eventually(lambda: "press the bell again" in shown.text(BELL, "#status"), True)


def test_what_goes_wrong_before_the_question_is_told_too(shown: Shown) -> None:
    shown.browser.eval("push.ask = async () => { throw new Error('no line to the shop'); }")
    shown.open_bell()
    eventually(lambda: "Reload the page" in shown.text(BELL, "#status"), True)
    assert "no line to the shop" not in shown.text(BELL, "#panel")
    assert shown.text(BELL, "#again") == "Try again"


@pytest.mark.parametrize(
    ("state", "words"),
    [("denied", "blocks"), ("needs-install", "Home Screen"), ("unsupported", "cannot")],
)
def test_what_cannot_be_is_explained(shown: Shown, state: str, words: str) -> None:
    shown.become(state)
    eventually(lambda: words in shown.text(PREFERENCES, "p"), True)
    shown.open_bell()
    assert words in shown.text(BELL, "#panel")
    assert shown.told() == []


IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS {} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
)
IPAD = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
ANDROID = "Mozilla/5.0 (Linux; Android 14; Pixel 8{}) AppleWebKit/537.36 Chrome/130.0 Mobile"
INSTALL, UPDATE, ELSEWHERE, NOTHING = "Home Screen", "16.4 or newer", "Open in browser", "cannot"


@pytest.mark.parametrize(
    ("state", "named", "standalone", "words"),
    [
        (
            "needs-install",
            f"{IPHONE.format('17_5')} Version/17.5 Mobile/15E148 Safari/604.1",
            False,
            INSTALL,
        ),
        (
            "needs-install",
            f"{IPHONE.format('17_5')} CriOS/130.0 Mobile/15E148 Safari/604.1",
            False,
            INSTALL,
        ),
        (
            "needs-install",
            f"{IPHONE.format('15_8')} Version/15.6 Mobile/15E148 Safari/604.1",
            False,
            UPDATE,
        ),
        (
            "needs-install",
            f"{IPHONE.format('16_3')} Version/16.3 Mobile/15E148 Safari/604.1",
            False,
            UPDATE,
        ),
        ("needs-install", f"{IPAD} Version/15.6 Safari/605.1.15", False, UPDATE),
        ("needs-install", f"{IPAD} Version/17.5 Safari/605.1.15", False, INSTALL),
        ("unsupported", f"{IPHONE.format('15_8')} Mobile/15E148", True, UPDATE),
        ("unsupported", f"{IPHONE.format('17_5')} Mobile/15E148", True, NOTHING),
        (
            "needs-install",
            f"{IPHONE.format('17_5')} Mobile/15E148 Instagram 340.0.0",
            False,
            ELSEWHERE,
        ),
        (
            "needs-install",
            f"{IPHONE.format('17_5')} Mobile/15E148 [FBAN/FBIOS;FBAV/480.0]",
            False,
            ELSEWHERE,
        ),
        ("needs-install", f"{IPHONE.format('17_5')} Mobile/15E148", False, ELSEWHERE),
        (
            "needs-install",
            f"{IPHONE.format('17_5')} GSA/340.0 Mobile/15E148 Safari/604.1",
            False,
            ELSEWHERE,
        ),
        ("unsupported", f"{ANDROID.format('; wv')} Safari/537.36", False, ELSEWHERE),
        ("unsupported", f"{ANDROID.format('')} Safari/537.36", False, NOTHING),
    ],
)
def test_what_can_be_done_depends_on_system_and_app(
    shown: Shown, state: str, named: str, standalone: bool, words: str
) -> None:
    tablet = {"platform": "MacIntel", "maxTouchPoints": 5} if named.startswith(IPAD) else {}
    for name, value in {"userAgent": named, "standalone": standalone, **tablet}.items():
        described = f"{{ value: {json.dumps(value)}, configurable: true }}"
        shown.browser.eval(f"!!Object.defineProperty(navigator, {name!r}, {described})")
    shown.become(state)
    eventually(lambda: words in shown.text(PREFERENCES, "p"), True)
    shown.open_bell()
    assert words in shown.text(BELL, "#panel")


def test_nobody_is_offered_to_turn_on_what_is_switched_off(shown: Shown) -> None:
    eventually(lambda: shown.text(PREFERENCES, "#yes"), "Turn on notifications")
    shown.browser.eval("push.off = true")
    shown.become("default")
    eventually(lambda: "at the moment" in shown.text(PREFERENCES, "p"), True)
    assert shown.text(PREFERENCES, "#yes") == ""
    shown.browser.eval("push.enabled = async () => { throw new Error('no line to the shop'); }")
    shown.become("default")
    eventually(lambda: shown.text(PREFERENCES, "#yes"), "Turn on notifications")


def test_what_was_asked_before_the_shopper_agreed_is_not_drawn_over_it(shown: Shown) -> None:
    shown.browser.eval("push.enabled = () => new Promise((done) => { window.late = done; })")
    shown.become("default")
    shown.browser.wait_for("!!window.late")
    shown.become("subscribed")
    shown.browser.wait_for(f"!!{shown.at(PREFERENCES, '#off')}")
    shown.browser.eval("(window.late(true), new Promise((done) => setTimeout(done, 50)))")
    assert shown.text(PREFERENCES, "#yes") == ""


def test_a_topic_is_saved_at_once_with_the_wording_and_the_place(shown: Shown) -> None:
    shown.become("subscribed")
    shown.click(PREFERENCES, "#CART_REMINDERS")
    change = {"topics": ["ORDER_UPDATES", "CART_REMINDERS"]}
    eventually(
        shown.told,
        [{**change, "textVersion": ENGLISH, "source": "PREFERENCES", "textLanguage": "en"}],
    )
    eventually(lambda: shown.text(PREFERENCES, "#status"), "Saved.")
    assert shown.browser.eval(f"{shown.at(PREFERENCES, '#status')}.role") == "status"


def test_topics_a_shop_does_not_list_stay_as_they_are(shown: Shown) -> None:
    shown.browser.eval("push.topics = ['ORDER_UPDATES', 'SURVEYS']")
    offered = "document.querySelector('push-preferences').setAttribute('topics', 'ORDER_UPDATES')"
    shown.browser.eval(offered)
    shown.become("subscribed")
    shown.click(PREFERENCES, "#ORDER_UPDATES")
    eventually(lambda: [one["topics"] for one in shown.told()], [["SURVEYS"]])


def test_a_pause_is_chosen_named_and_ended(shown: Shown) -> None:
    shown.become("subscribed")
    select = shown.at(PREFERENCES, "#pause")
    shown.browser.wait_for(f"!!{select}")
    pick = f"{select}.dispatchEvent(new Event('change'))"
    shown.browser.eval(f"({select}.value = '7', {pick})")
    shown.browser.wait_for(f"{select}.selectedOptions[0].textContent === 'Until January 8, 2031'")
    shown.browser.eval(f"({select}.value = '0', {pick})")
    eventually(shown.told, [{"pauseDays": 7}, {"pauseDays": 0}])
    shown.browser.wait_for(f"{select}.selectedOptions[0].textContent === 'Not paused'")


def test_how_often_is_chosen_and_a_number_from_elsewhere_is_shown(shown: Shown) -> None:
    shown.browser.eval("push.weeklyLimit = 3")
    shown.become("subscribed")
    select = shown.at(PREFERENCES, "#weekly")
    shown.browser.wait_for(f"!!{select}")
    offered = f"[...{select}.options].map((one) => one.textContent)"
    usual = ["Whenever there is news", "Once a week at most"]
    assert shown.browser.eval(offered) == [*usual, "3 times a week at most"]
    assert shown.browser.eval(f"{select}.value") == "3"
    shown.browser.eval(f"({select}.value = '1', {select}.dispatchEvent(new Event('change')))")
    eventually(shown.told, [{"weeklyLimit": 1}])
    shown.browser.wait_for(f"{select}.options.length === 2 && {select}.value === '1'")


@pytest.mark.parametrize(
    ("language", "chosen"),
    [("pl-PL", "polski"), ("pt-br", "português (Brasil)"), ("pt-PT", "português")],
)
def test_the_languages_of_the_shop_are_offered_and_the_shoppers_own_is_chosen(
    shown: Shown, language: str, chosen: str
) -> None:
    offered = {"language": language, "languages": ["en", "pl", "ar", "pt", "pt-BR"]}
    shown.browser.eval(f"Object.assign(push, {json.dumps(offered)})")
    shown.become("subscribed")
    select = shown.at(PREFERENCES, "#language")
    shown.browser.wait_for(f"!!{select}")
    assert shown.browser.eval(f"{select}.selectedOptions[0].textContent") == chosen


def test_what_could_not_be_saved_is_told_and_taken_back(shown: Shown) -> None:
    shown.become("subscribed")
    shown.browser.eval("push.broken = true")
    shown.click(PREFERENCES, "#OFFERS")
    eventually(lambda: "Not saved." in shown.text(PREFERENCES, "#status"), True)
    assert "no line to the shop" not in shown.text(PREFERENCES, "#status")
    shown.browser.wait_for(f"{shown.at(PREFERENCES, '#OFFERS')}.checked === false")


def test_the_way_out_is_one_press(shown: Shown) -> None:
    shown.become("subscribed")
    shown.click(PREFERENCES, "#off")
    eventually(lambda: shown.text(PREFERENCES, "#yes"), "Turn on notifications")
    assert "off on this device" in shown.text(PREFERENCES, "#status")


def test_the_focus_stays_where_it_was_when_something_is_redrawn(shown: Shown) -> None:
    shown.become("subscribed")
    shown.browser.wait_for(f"!!{shown.at(PREFERENCES, '#OFFERS')}")
    shown.browser.eval(f"{shown.at(PREFERENCES, '#OFFERS')}.focus()")
    shown.click(PREFERENCES, "#OFFERS")
    eventually(lambda: shown.text(PREFERENCES, "#status"), "Saved.")
    assert shown.focused(PREFERENCES) == "OFFERS"


def test_the_language_follows_the_page_and_arabic_runs_from_right_to_left(shown: Shown) -> None:
    shown.become("subscribed", "ar")
    title = catalog.section("ar", "components")["prefsTitle"]
    eventually(lambda: shown.text(PREFERENCES, "legend"), title)
    box = f"{shown.at(PREFERENCES, '#OFFERS')}.getBoundingClientRect().x"
    text = f"{shown.at(PREFERENCES, '#OFFERS + span')}.getBoundingClientRect().x"
    assert shown.browser.eval(f"{box} > {text}")


def test_the_nearest_language_counts_also_for_what_the_bell_opens(shown: Shown) -> None:
    header = "document.querySelector('header').lang"
    shown.become("subscribed")
    shown.browser.eval(f"{header} = 'pl'")
    label = f"{shown.at(BELL, '#bell')}.ariaLabel"
    eventually(lambda: shown.browser.eval(label), "Powiadomienia: włączone")
    shown.open_bell()
    inside = f"{shown.at(BELL, 'push-preferences')}.shadowRoot?.querySelector('legend')"
    eventually(lambda: shown.browser.eval(f"{inside}?.textContent"), "O czym Cię powiadamiać?")
    shown.browser.eval(f"{header} = 'en'")
    eventually(
        lambda: shown.browser.eval(f"{inside}?.textContent"), "What would you like to hear about?"
    )
    assert shown.text(PREFERENCES, "legend") == "What would you like to hear about?"


def test_a_shop_may_use_words_of_its_own(shown: Shown) -> None:
    shown.browser.eval("document.querySelector('push-bell').words = { askTitle: 'Ahoy?' }")
    shown.browser.eval("document.querySelector('push-bell').setAttribute('text-version', 'v7')")
    shown.open_bell()
    assert shown.text(BELL, "#title") == "Ahoy?"
    shown.click(BELL, "#yes")
    eventually(lambda: [one["textVersion"] for one in shown.told()], ["v7"])


@pytest.mark.parametrize("language", catalog.LANGUAGES)
def test_the_panel_fits_a_phone(shown: Shown, chromium: Chromium, language: str) -> None:
    chromium.set_viewport(360, 740, mobile=True)
    shown.become("default", language)
    shown.open_bell()
    box = chromium.eval(f"{shown.at(BELL, '#panel')}.getBoundingClientRect().toJSON()")
    assert box["left"] >= 0
    assert box["right"] <= 360
    assert chromium.eval("document.documentElement.scrollWidth <= 360")


def test_every_sentence_is_there_in_every_language(shown: Shown) -> None:
    loaded = "import('/components-words.js').then(({ WORDS }) => WORDS)"
    words = shown.browser.eval(loaded)
    assert list(words) == list(catalog.LANGUAGES)
    assert {tuple(sorted(each)) for each in words.values()} == {tuple(sorted(words["en"]))}
    assert all(text for each in words.values() for text in each.values())


def test_a_permission_that_the_browser_took_back_is_offered_by_the_bell_and_not_asked_for(
    shown: Shown,
) -> None:
    shown.lapse()
    label = f"{shown.at(BELL, '#bell')}.ariaLabel"
    eventually(lambda: shown.browser.eval(label), WORDS["bellLapsed"])
    assert shown.browser.eval("document.querySelector('push-bell').isOpen") is False
    assert shown.told() == []
    shown.open_bell()
    eventually(lambda: shown.text(BELL, "#text").startswith(WORDS["lapsed"]), True)


def test_who_has_answered_since_is_not_reminded(shown: Shown) -> None:
    shown.lapse(refusedAt=1)
    eventually(lambda: shown.browser.eval(f"{shown.at(BELL, '#bell')}.ariaLabel"), WORDS["bellOff"])


def test_who_asks_not_to_be_tracked_is_offered_no_marketing(shown: Shown) -> None:
    shown.browser.eval(
        "(Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }), true)"
    )
    shown.open_bell()
    shown.browser.wait_for(f"!!{shown.at(BELL, '#yes')}")
    assert shown.browser.eval(f"{shown.at(BELL, 'input')}") is None
    shown.click(BELL, "#yes")
    eventually(lambda: [one["topics"] for one in shown.told()], [["ORDER_UPDATES"]])
