"""Names and texts that somebody wrote to change what a notification looks like."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from saleor_push_plugin.core.facts.common import Money
from saleor_push_plugin.core.text import payload
from saleor_push_plugin.core.text.cleaning import MAX_VALUE, clean_value, is_visible
from saleor_push_plugin.core.text.languages import Name
from saleor_push_plugin.core.text.payload import Text
from saleor_push_plugin.core.text.template_rules import problem
from saleor_push_plugin.messages import formatting, localization
from saleor_push_plugin.messages.catalog import LANGUAGES
from saleor_push_plugin.scenarios import SCENARIOS

INVISIBLE = [
    "\u200b",
    "\u00ad",
    "\u2060\ufeff",
    "\u200e\u200f",
    "\u202e",
    "\u2066",
    "\u3164",
    "\u2800",
    "\u0301",
    "\u200d\ufe0f",
    "\u00a0",
]
REACHING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
PLACED = SCENARIOS["order_placed"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Linen shirt", "Linen shirt"),
        ("  Linen \n shirt\t", "Linen shirt"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("\u2067a\u2066b\u2069", "ab"),
        ("A\u200bB\u2060C\ufeff", "ABC"),
        ("a\x00\x1b[31m\x7f", "a[31m"),
        ("Z\u0301\u0302\u0303\u0304\u0305\u0306\u0307", "Z\u0301\u0302\u0303\u0304"),
        # These are as they are written.
        ("Phở bò", "Phở bò"),
        ("مي\u200cخواهم", "مي\u200cخواهم"),
        ("👩\u200d🚀 ❤\ufe0f", "👩\u200d🚀 ❤\ufe0f"),
        (
            "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
            "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        ),
        ("שָׁלוֹם", "שָׁלוֹם"),
        ("C\u200e", "C\u200e"),
        ("", ""),
    ],
)
def test_a_value_keeps_its_words_and_loses_what_reaches_past_them(given: str, kept: str) -> None:
    assert clean_value(given) == kept


def test_tags_that_hide_a_message_are_dropped() -> None:
    assert clean_value("hi\U000e0041\U000e0042\U000e007f") == "hi"


def test_a_value_has_an_end() -> None:
    long = clean_value("x" * 10_000)
    assert len(long) == MAX_VALUE
    assert long.endswith("…")
    assert clean_value("y" * MAX_VALUE) == "y" * MAX_VALUE


@pytest.mark.parametrize("text", INVISIBLE)
def test_what_nobody_sees_is_not_visible(text: str) -> None:
    assert not is_visible(text * 3)
    assert is_visible(f"{text}a")


def said(language: str, **own: str) -> Text:
    return localization.text(
        PLACED, PLACED.sample, language=language, time_zone="UTC", overrides=own
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", SCENARIOS)
@pytest.mark.parametrize("name", ["\u200b\u2060", "\u202e", "x\u202e\u2066y", "Z" + "\u0301" * 500])
def test_no_name_makes_a_notification_empty_or_changes_its_direction(
    code: str, language: str, name: str
) -> None:
    scenario = SCENARIOS[code]
    text = localization.text(
        scenario, named(scenario.sample, name), language=language, time_zone="UTC"
    )
    for part in (text.title, text.body, *(label for _, label in text.buttons)):
        assert is_balanced(part)
        assert "\u0301" * 5 not in part
    assert is_visible(text.title)


def named(value: object, name: str) -> object:
    """The same facts, in which every name is another."""
    if isinstance(value, Name):
        return Name(original=name, translations=dict.fromkeys(value.translations, name))
    if isinstance(value, tuple):
        return tuple(named(each, name) for each in value)
    fields = getattr(value, "__dataclass_fields__", None)
    if not fields or isinstance(value, Money):
        return value
    return replace(value, **{field: named(getattr(value, field), name) for field in fields})  # type: ignore[type-var]


def is_balanced(text: str) -> bool:
    """Whether what reaches past its own characters is closed in its line, and no override is."""
    if any(char in "\u202a\u202b\u202c\u202d\u202e" for char in text):
        return False
    for line in text.split("\n"):
        depth = 0
        for char in line:
            depth += (char in "\u2066\u2067\u2068") - (char == "\u2069")
            if depth < 0:
                return False
        if depth:
            return False
    return True


def test_a_name_that_runs_the_other_way_is_isolated() -> None:
    formatter = formatting.Formatter(language="en", time_zone="UTC")
    assert formatter.format("قميص") == "\u2068قميص\u2069"
    assert formatter.format("Shirt") == "Shirt"
    assert formatter.format(Name(original="1 שלום")) == "\u20681 שלום\u2069"
    arabic = formatting.Formatter(language="ar", time_zone="UTC")
    assert arabic.format("Shirt") == "\u2068Shirt\u2069"


def test_a_text_that_is_cut_closes_what_it_opened() -> None:
    text = Text(title="t" * 40, body="\u2068" + "ش" * 2500 + "\u2069", language="en")
    receipt = payload.Receipt(url="https://shop.example/receipt", token="x" * 32)
    built = payload.build(
        text,
        id="1",
        url="https://shop.example",
        tag="t",
        receipt=receipt,
        at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    assert len(built) <= payload.MAX_BYTES
    body = json.loads(built)["notification"]["body"]
    assert body.endswith("…\u2069")
    assert is_balanced(body)


@pytest.mark.parametrize("text", INVISIBLE)
def test_an_owners_text_of_invisible_characters_is_refused(text: str) -> None:
    assert problem(PLACED, "title", text * 3)
    assert problem(PLACED, "body", f"{text * 3}")


def test_an_owners_text_with_piles_of_marks_is_refused() -> None:
    assert problem(PLACED, "title", "Z" + "\u0301" * 5 + " {number}")
    assert problem(PLACED, "title", "Z" + "\u0301" * 4 + " {number}") is None


@pytest.mark.parametrize("char", [*REACHING, "\u200b", "\u3164", "\ufeff"])
def test_an_owners_text_may_not_hold_an_invisible_character(char: str) -> None:
    complaint = problem(PLACED, "title", f"Order {char}{{number}}")
    assert complaint == f"character 7 is invisible and may not be used (U+{ord(char):04X})"
