"""The survey page in a browser: an answer survives a failing line, and the page can be read."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from saleor_push_plugin.engagement import survey_html
from saleor_push_plugin.messages import catalog, formatting, localization
from saleor_push_plugin.scenarios.survey import Survey
from sandbox.browsers.chromium import Chromium
from sandbox.browsers.site import Site
from tests.browser.storefront_components import AXE, axe_source
from tests.browser.storefront_kit import eventually

pytestmark = [pytest.mark.sandbox_only, pytest.mark.browser]

SHOP = "https://shop.example.com"
SAID = "document.querySelector('#said').textContent"
FIELD = "document.querySelector('textarea')"
LOOKS: dict[str, tuple[tuple[int, int], dict[str, str]]] = {
    "desktop": ((1280, 800), {}),
    "phone": ((390, 844), {}),
    "zoomed": ((320, 256), {}),
    "dark": ((1280, 800), {"prefers-color-scheme": "dark"}),
    "forced colours": ((1280, 800), {"forced-colors": "active"}),
}


def question(language: str = "en") -> survey_html.Question:
    survey = Survey()
    texts = localization.templates(survey, language)
    answers = tuple((name, texts[name]) for name in survey.buttons)
    return survey_html.Question(
        language=language, title=texts["title"], comment=texts["comment"], answers=answers
    )


def pages(language: str) -> dict[str, str]:
    asked = question(language)
    thanks = localization.templates(Survey(), language)["thanks"]
    return {
        "form": survey_html.form(asked),
        "refused": survey_html.form(asked, problem="refused", text="Too small"),
        "closed": survey_html.closed(language, shop=SHOP),
        "thanks": survey_html.thanks(language, thanks, shop=SHOP),
        "too_many": survey_html.too_many(language, value="good", text="Too small"),
        "too_many_empty": survey_html.too_many(language, value="good", text=""),
    }


def with_policy(html: str) -> str:
    """The page under its own policy, which a site of texts cannot send as a header."""
    policy = survey_html.headers()["Content-Security-Policy"].replace(
        "; frame-ancestors 'none'", ""
    )
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return html.replace('<meta charset="utf-8">', f'<meta charset="utf-8">{meta}', 1)


@pytest.fixture
def site() -> Iterator[Site]:
    served = {f"/{name}": with_policy(html) for name, html in pages("en").items()}
    with Site(served) as running:
        yield running


@pytest.fixture
def asked(chromium: Chromium, site: Site) -> Chromium:
    chromium.open(f"{site.origin}/form?t=1")
    return chromium


def write(browser: Chromium, text: str) -> None:
    typed = f"({FIELD}.value = {json.dumps(text)}, {FIELD}.dispatchEvent(new Event('input')))"
    browser.eval(typed)


def press(browser: Chromium) -> None:
    browser.eval("(document.querySelector('button').click(), true)")


def answers(browser: Chromium, page: str) -> None:
    """What the shop is to answer: one of `pages`, or an expression of JavaScript."""
    answer = f"new Response({json.dumps(pages('en')[page])})" if page in pages("en") else page
    browser.eval(
        f"(window.sent = [], window.fetch = async (url, what) => (sent.push(what), {answer}), true)"
    )


def test_a_fresh_browser_keeps_nothing_that_a_test_set(chromium: Chromium, site: Site) -> None:
    """Else a test's result depends on the one before, and the order is random."""
    chromium.before_pages("window.left = true")
    chromium.set_viewport(320, 256)
    chromium.set_media({"forced-colors": "active"})
    fresh = chromium.fresh()
    fresh.open(f"{site.origin}/form?t=1")
    assert fresh.eval("'left' in window") is False
    assert fresh.eval("innerWidth > 320") is True
    assert fresh.eval("matchMedia('(forced-colors: active)').matches") is False
    assert len(fresh.tabs()) == 1


def test_an_answer_is_sent_without_leaving_the_page(asked: Chromium) -> None:
    answers(asked, "thanks")
    write(asked, "Too small & late")
    press(asked)
    asked.wait_for(f"document.title === {json.dumps(Survey.thanks)}")
    assert asked.eval("document.querySelector('form')") is None
    assert asked.eval("document.activeElement.localName") == "h1"
    assert (
        asked.eval("sent[0].method + ' ' + sent[0].body")
        == "POST value=good&text=Too+small+%26+late"
    )


def test_a_form_that_is_posted_under_the_policy_arrives(asked: Chromium, site: Site) -> None:
    write(asked, "Fine")
    press(asked)
    eventually(lambda: site.posts, [("/form?t=1", "value=good&text=Fine")])


@pytest.mark.parametrize(
    "failure",
    [
        "Promise.reject(new TypeError('Failed to fetch'))",
        "new Response('<h1>502 Bad Gateway</h1>', { status: 502 })",
        "new Response('', { status: 500 })",
    ],
)
def test_where_the_line_fails_the_answer_stays_and_can_be_sent_again(
    asked: Chromium, failure: str
) -> None:
    said = survey_html.words("en")
    answers(asked, failure)
    write(asked, "Too small")
    press(asked)
    eventually(lambda: asked.eval(SAID), f"{said['noShop']} {said['kept']}")
    assert asked.eval(f"{FIELD}.value") == "Too small"
    answers(asked, "thanks")
    press(asked)
    asked.wait_for("!document.querySelector('form')")


def test_where_the_shop_is_not_there_at_all_the_answer_stays(asked: Chromium, site: Site) -> None:
    write(asked, "Too small")
    site.close()
    press(asked)
    eventually(lambda: asked.eval(SAID)[:4], survey_html.words("en")["noShop"][:4])
    assert asked.eval(f"{FIELD}.value") == "Too small"


def test_a_wait_is_told_and_a_second_press_sends_nothing(asked: Chromium) -> None:
    answers(asked, "new Promise(() => {})")
    press(asked)
    eventually(lambda: asked.eval(SAID), survey_html.words("en")["busy"])
    press(asked)
    assert asked.eval("sent.length") == 1


@pytest.mark.parametrize(("page", "key"), [("refused", "refused"), ("too_many", "tooMany")])
def test_a_refused_answer_is_told_and_the_text_is_the_persons(
    asked: Chromium, page: str, key: str
) -> None:
    answers(asked, page)
    write(asked, "What I wrote")
    press(asked)
    eventually(lambda: asked.eval(SAID), survey_html.words("en")[key])
    assert asked.eval(f"{FIELD}.value") == "What I wrote"


def test_a_question_that_closed_meanwhile_says_so(asked: Chromium) -> None:
    answers(asked, "closed")
    press(asked)
    asked.wait_for(f"document.title === {json.dumps(survey_html.words('en')['closed'])}")


def test_a_draft_survives_a_reload_and_ends_with_the_answer(asked: Chromium, site: Site) -> None:
    write(asked, "Half a sen")
    asked.open(f"{site.origin}/form?t=1")
    asked.wait_for(f"{FIELD}.value === 'Half a sen'")
    asked.open(f"{site.origin}/form?t=2")
    assert asked.eval(f"{FIELD}.value") == ""
    asked.open(f"{site.origin}/form?t=1")
    answers(asked, "thanks")
    press(asked)
    asked.wait_for("!document.querySelector('form')")
    asked.open(f"{site.origin}/form?t=1")
    assert asked.eval(f"{FIELD}.value") == ""


def test_without_storage_it_works_all_the_same(chromium: Chromium, site: Site) -> None:
    broken = "Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('no'); } })"
    chromium.before_pages(f"if (location.pathname === '/form') {broken}")
    chromium.open(f"{site.origin}/form?t=1")
    answers(chromium, "thanks")
    press(chromium)
    chromium.wait_for("!document.querySelector('form')")


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("language", ["en", "ar", "de"])
def test_axe_finds_nothing_and_nothing_is_cut_off(
    chromium: Chromium, tmp_path: Path, language: str, look: str
) -> None:
    axe = axe_source()
    size, media = LOOKS[look]
    chromium.set_viewport(*size, mobile=look == "phone")
    chromium.set_media(media)
    with Site({f"/{name}": html for name, html in pages(language).items()}) as site:
        for name in site.pages:
            chromium.open(f"{site.origin}{name}")
            _is_in_sight(chromium)
            if axe:
                chromium.eval(f"(() => {{ {axe}\n; return true; }})()")
                assert chromium.eval(AXE) == [], name
    chromium.set_media({})


def _is_in_sight(browser: Chromium) -> None:
    assert browser.eval("document.documentElement.scrollWidth <= innerWidth")
    heights = browser.eval("[...document.querySelectorAll('button')].map((b) => b.offsetHeight)")
    assert all(height >= 44 for height in heights)


@pytest.mark.parametrize("language", catalog.LANGUAGES)
def test_each_language_says_what_happened(language: str) -> None:
    said = survey_html.words(language)
    found = pages(language)
    assert said["refused"] in found["refused"]
    assert said["closed_do"] in found["closed"]
    assert f'dir="{formatting.direction(language)}"' in found["thanks"]
