"""The owner's own templates: what is refused, what is rendered, and what would be cut off."""

from dataclasses import replace

import pytest

from saleor_push_plugin.core.text.payload import Text
from saleor_push_plugin.core.text.platform_lengths import (
    ADVICE,
    DISPLAY_LIMITS,
    length,
    length_warnings,
)
from saleor_push_plugin.core.text.template_rules import MAX_TEXT, clean, problem, problems
from saleor_push_plugin.language_tags import lookup, normalize_tag
from saleor_push_plugin.messages import catalog, localization
from saleor_push_plugin.messages.template_checks import Draft, normalized
from saleor_push_plugin.scenarios import SCENARIOS

PLACED, CART, SURVEY = (SCENARIOS[c] for c in ("order_placed", "abandoned_cart", "survey"))
GERMAN = {
    "title": "Bestellung {number}: vielen Dank!",
    "body": "{item} · {price}{more, plural, =0 {} one { und # weiterer Artikel}"
    " other { und # weitere Artikel}}\nAnkunft {delivery}",
}


def nested(depth: int) -> str:
    return "{more, plural, other {" * depth + "x" + "}}" * depth


HOSTILE = {
    "{order.__class__}": "is not a word",
    "{number.__class__.__mro__}": "is not a word",
    "{number[0]}": "is not a word",
    "{number!r}": "is not a word",
    "{number:>1000000}": "is not a word",
    "{__import__('os')}": "is not a word",
    "{}": "is not a word",
    "%(number)s {{number}}": "is not a word",
    "{" * 1000: "is not a word",
    "}" * 1000: "a } without a {",
    "{" * 10_000_000: "it has 10000000 characters",
    nested(4): "plurals may be nested at most 3 deep",
    nested(80): "plurals may be nested at most 3 deep",
    "{more, plural, one {x}}": "has no 'other",
    "{more, plural, other {x}": "} is missing",
    "{price, plural, other {x}}": "price is not a number, so it has no plural",
    "{colour}": "unknown word colour; known are delivery, free, gift_card, goods, item",
    "Hello \u202eworld": "character 7 is invisible and may not be used (U+202E)",
    "Hello \u2067world": "(U+2067)",
    "Hello \0": "(U+0000)",
    "Hello \x1b[31m": "(U+001B)",
    "Hello \ud800": "(U+D800)",
    "two\nlines": "it must be one line",
    "two\u2028lines": "it must be one line",
    "two\x0blines": "it must be one line",
    "": "it must not be empty",
}


@pytest.mark.parametrize("template", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_hostile_or_wrong_is_refused_with_the_reason(template: str) -> None:
    assert HOSTILE[template] in str(problem(PLACED, "title", template))


@pytest.mark.parametrize(
    "harmless",
    [
        "Order {number} 👩‍👩‍👧 🎉",
        "\u200fطلبك {number}",
        "<b>{number}</b> & 'quotes' \"too\"",
        "#{number} # 100% $HOME `id`",
        nested(3),
        "·",
    ],
)
def test_what_only_looks_strange_is_a_text_like_any_other(harmless: str) -> None:
    assert problem(PLACED, "title", harmless) is None


def test_a_body_may_have_lines_or_nothing_in_it() -> None:
    assert problem(PLACED, "body", "one\ntwo {total}\nthree") is None
    assert problem(PLACED, "body", "") is None


def test_line_ends_of_other_systems_are_ours() -> None:
    assert clean(" one\r\ntwo\rthree\n ") == "one\ntwo\nthree"


def test_the_longest_text_that_is_kept() -> None:
    assert problem(PLACED, "body", "x" * MAX_TEXT) is None
    assert "2001 characters" in str(problem(PLACED, "body", "x" * (MAX_TEXT + 1)))


def test_the_place_of_a_mistake_is_named_in_its_line_without_repeating_a_long_one() -> None:
    complaint = str(problem(PLACED, "body", "Thanks!\n   Total {to tal}"))
    assert complaint == "{to tal} is not a word (at character 14 of “Total {to tal}”)"
    assert len(str(problem(PLACED, "title", "x" * 1900 + "}"))) < 200


def test_every_problem_is_told_at_once_under_the_name_of_its_text() -> None:
    texts = {"title": "", "body": "{colour}", "footer": "x"}
    found = [(each.field, each.code) for each in problems(PLACED, texts)]
    assert found == [("title", "required"), ("body", "invalid"), ("texts", "not_found")]


@pytest.mark.parametrize("name", SURVEY.texts)
def test_all_shipped_texts_could_be_an_owners(name: str) -> None:
    for scenario in SCENARIOS.values():
        for language in catalog.LANGUAGES:
            for each, text in localization.templates(scenario, language).items():
                assert problem(scenario, each, clean(text)) is None


def said(language: str, own: dict[str, str], **changes: object) -> Text:
    facts = replace(PLACED.sample, **changes)
    return localization.text(
        PLACED, facts, language=language, time_zone="Europe/Berlin", overrides=own
    )


def test_german_has_german_prices_dates_and_plurals() -> None:
    text = said("de", GERMAN)
    assert text.title == "Bestellung 1042: vielen Dank!"
    goods, arrival = text.body.replace("\xa0", " ").splitlines()
    assert goods == "2 × Linen shirt · 78,00 € und 1 weiterer Artikel"
    assert arrival.startswith("Ankunft 23.")
    assert "Nov" in arrival
    assert (text.language, text.direction) == ("de", "ltr")


def test_a_region_says_prices_its_own_way() -> None:
    austrian, german = said("de-AT", GERMAN).body, said("de", GERMAN).body
    assert ("€\xa078,00" in austrian, "78,00\xa0€" in german) == (True, True)


def test_hebrew_runs_from_right_to_left_and_keeps_the_shops_words_in_one_piece() -> None:
    text = said("he", {"title": "הזמנה {number}", "body": "{item}"})
    assert text.direction == "rtl"
    assert (text.title, text.body[0]) == ("\u200fהזמנה \u20681042\u2069", "\u200f")


def test_only_what_the_owner_wrote_is_other_than_shipped() -> None:
    text, shipped = said("pl", {"title": "Mamy {number} i dziękujemy!"}), said("pl", {})
    assert text.title == "Mamy 1042 i dziękujemy!"
    assert text.body == shipped.body


def test_a_title_whose_words_have_no_value_is_the_shipped_one() -> None:
    assert said("en", {"title": "By {delivery}"}, delivery=None).title == "Order 1042: thank you!"
    assert said("ar", {"title": "{delivery}"}, delivery=None).title == said("ar", {}).title


def test_a_body_may_be_left_out_altogether() -> None:
    assert said("en", {"body": ""}).body == ""
    assert said("en", {"body": "By {delivery}"}, delivery=None).body == ""


@pytest.mark.parametrize(
    ("wish", "tags"),
    [
        ("pl_PL", ("pl-PL", "pl-Latn-PL", "pl", "pl-Latn")),
        ("PL", ("pl", "pl-Latn")),
        ("zh-hant-tw", ("zh-Hant-TW", "zh-TW", "zh-Hant", "zh", "zh-Hans")),
        ("zh-HK", ("zh-HK", "zh-Hant-HK", "zh-Hant", "zh", "zh-Hans")),
        ("zh-CN", ("zh-CN", "zh-Hans-CN", "zh", "zh-Hans")),
        ("iw-IL", ("he-IL", "he-Hebr-IL", "he", "he-Hebr")),
        ("", ("",)),
    ],
)
def test_a_reader_is_served_by_the_narrowest_language_there_is(
    wish: str, tags: tuple[str, ...]
) -> None:
    assert lookup(wish) == tags
    assert normalize_tag(wish) == tags[0]


def test_nothing_is_looked_up_for_a_tag_that_nobody_can_have() -> None:
    """Quadratic work for whatever staff may write into a query."""
    assert lookup("a-" * 20_000) == ()


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        (("nl-BE", "pl"), "nl"),
        (("pt-BR",), "pt-BR"),
        (("pt-PT", "pl"), "pl"),
        (("it", "nl"), "nl"),
        (("it",), "en"),
        (("en-GB",), "en"),
        (("zh-TW",), "zh-Hant"),
        (("zh-HK",), "zh-Hant"),
        (("zh-CN", "pl"), "pl"),
        (("no",), "nb"),
        (("nb-NO",), "nb"),
        (("he-IL",), "he"),
        (("iw",), "he"),
        (("tl",), "fil"),
        (("in",), "id"),
        (("sr",), "sr-Cyrl"),
        (("sr-ME",), "sr-Cyrl"),
    ],
)
def test_the_owners_languages_are_chosen_like_the_shipped_ones(
    wishes: tuple[str, ...], language: str
) -> None:
    assert localization.choose(*wishes, default="en", overridden=OWNERS) == language


OWNERS = {"nl", "pt-BR", "zh-Hant", "nb", "he", "fil", "id", "sr-Cyrl"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("no", "nb"), ("iw", "he"), ("tl_PH", "fil-PH"), ("in", "id"), ("zh-hant", "zh-Hant")],
)
def test_a_language_has_one_code_whatever_was_typed(typed: str, kept: str) -> None:
    draft = Draft(scenario="order_placed", language=typed, texts={})
    assert normalized(draft).language == kept


@pytest.mark.parametrize("language", ["de", "pt-BR", "zh-Hant", "he", "ar", "uk"])
def test_many_languages_can_be_said(language: str) -> None:
    assert localization.is_supported(language)


@pytest.mark.parametrize("language", ["", "xx", "tlh", "de-XX", "de--DE", "../etc", "a" * 50])
def test_a_language_nobody_knows_cannot(language: str) -> None:
    assert not localization.is_supported(language)


def warned(title: str, body: str) -> list[tuple[str, str, int, int]]:
    found = length_warnings(Text(title=title, body=body, language="en"))
    return [(each.field, each.platform, each.length, each.limit) for each in found]


def test_a_short_push_is_shown_whole_everywhere() -> None:
    assert warned("x" * 30, "y" * 50) == []


def test_each_platform_that_would_cut_is_named_with_its_figures() -> None:
    assert warned("x" * 36, "y" * 51) == [
        ("title", "iOS", 36, 30),
        ("title", "Android, Chrome", 36, 35),
        ("title", "macOS", 36, 35),
        ("body", "Android, Chrome", 51, 50),
    ]


def test_at_each_limit_all_is_shown_and_one_more_is_cut() -> None:
    for room in DISPLAY_LIMITS:
        for field in ("title", "body"):
            most = getattr(room, field)
            places = [
                {f[1] for f in warned(**{"title": "x", "body": "y", field: "z" * n}) if f[0]}
                for n in (most or 9999, (most or 9999) + 1)
            ]
            assert room.platform not in places[0]
            assert (room.platform in places[1]) is (most is not None)


@pytest.mark.parametrize(("body", "limit"), [("y" * 29, 40), ("y" * 111, 120)])
def test_too_little_and_too_much_is_advised_against(body: str, limit: int) -> None:
    assert ("", "", 10 + len(body), limit) in warned("x" * 10, body)
    assert limit in ADVICE


def test_marks_without_width_are_not_counted() -> None:
    assert length("\u200f\u20681042\u2069") == 4
    assert length("e\u0301a\nb") == 4
