"""The contract of a language's file: complete, with the plurals and typography it needs."""

import copy
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from saleor_push_plugin.messages import catalog, formatting, localization
from saleor_push_plugin.scenarios import SCENARIOS
from tests.golden_files import ROOT, plain
from tests.languages import faults

FOLDER = ROOT / "saleor_push_plugin" / "locale"
IN_EVERY_LANGUAGE = pytest.mark.parametrize("language", catalog.LANGUAGES)


def read(language: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


ENGLISH = read("en")


def test_the_languages_are_the_files() -> None:
    assert {*catalog.LANGUAGES} == {Path(file).stem for file in FOLDER.glob("*.toml")}
    assert {"en", "pl", "ar", "de", "fr", "es"} <= {*catalog.LANGUAGES}


@IN_EVERY_LANGUAGE
def test_a_language_is_complete(language: str) -> None:
    assert faults(language, read(language), ENGLISH) == []


def without(*path: str) -> Callable[[dict[str, Any]], None]:
    def change(file: dict[str, Any]) -> None:
        for name in path[:-1]:
            file = file[name]
        del file[path[-1]]

    return change


def put(text: str, *path: str) -> Callable[[dict[str, Any]], None]:
    def change(file: dict[str, Any]) -> None:
        for name in path[:-1]:
            file = file.setdefault(name, {})
        file[path[-1]] = text

    return change


TITLE, ORDERS = ("scenarios", "welcome", "title"), ("scenarios", "loyalty", "body")


@pytest.mark.parametrize(
    ("language", "change", "fault"),
    [
        ("de", without("scenarios", "loyalty"), "missing: scenarios.loyalty"),
        ("de", without("scenarios", "survey", "thanks"), "missing: scenarios.survey.thanks"),
        ("de", put("", *TITLE), "missing: scenarios.welcome.title"),
        ("fr", without("components", "yes"), "missing: components.yes"),
        ("es", without("worker", "something_new"), "missing: worker.something_new"),
        ("de", without("reasons", "too_late"), "missing: reasons.too_late"),
        ("de", put("x", "reasons", "too_latte"), "unknown: reasons.too_latte"),
        ("fr", without("test_push", "body"), "missing: test_push.body"),
        ("ar", without("survey_page", "closed"), "missing: survey_page.closed"),
        ("en", without("components", "saved"), "missing: components.saved"),
        ("fr", without("page", "start"), "missing: page.start"),
        ("pl", put("x", "page", "strat"), "unknown: page.strat"),
        ("de", put("x", "componets", "yes"), "unknown: componets"),
        ("de", put("x", "components", "yess"), "unknown: components.yess"),
        ("de", put("x", "scenarios", "welcom", "title"), "unknown: scenarios.welcom"),
        ("de", put("x", "scenarios", "welcome", "titel"), "unknown: scenarios.welcome.titel"),
        ("de", put("x", "formats", "dates"), "unknown: formats.dates"),
        ("de", put("Bis dann", "components", "until"), "components.until must use"),
        ("de", put("Willkommen!", *TITLE), "scenarios.welcome.title must use"),
        ("de", put("{shop", *TITLE), "scenarios.welcome.title: } is missing"),
    ],
)
def test_what_is_missing_or_wrong_in_a_file_is_named(
    language: str, change: Callable[[dict[str, Any]], None], fault: str
) -> None:
    file = copy.deepcopy(read(language))
    change(file)
    (found,) = faults(language, file, ENGLISH)
    assert found.startswith(fault)


@pytest.mark.parametrize(
    ("language", "cases", "missing"),
    [
        ("de", "other {#}", "one"),
        ("fr", "one {#} other {#}", "many"),
        ("es", "one {#} other {#}", "many"),
        ("pl", "one {#} many {#} other {#}", "few"),
        ("ar", "other {#}", "few, many, one, two, zero"),
        ("ar", "=0 {} other {#}", "few, many, one, two"),
        ("de", "=0 {} other {Bestellungen}", None),
        ("de", "=1 {#} other {#}", None),
    ],
)
def test_a_plural_has_the_categories_of_its_language(
    language: str, cases: str, missing: str | None
) -> None:
    file = copy.deepcopy(read(language))
    put(f"{{orders, plural, {cases}}} {{voucher}}", *ORDERS)(file)
    found = faults(language, file, ENGLISH)
    place = "scenarios.loyalty.body: the plural of orders lacks"
    assert found == ([f"{place} {missing}"] if missing else [])


def sentences(language: str) -> list[str]:
    """Every text of a file but its formats."""
    file = read(language)
    scenarios = [text for texts in file.get("scenarios", {}).values() for text in texts.values()]
    sections = (
        file.get(name, {})
        for name in (
            "worker",
            "components",
            "survey_page",
            "test_push",
            "reasons",
            "outlook",
            "page",
        )
    )
    return [*scenarios, *(text for section in sections for text in section.values())]


@pytest.mark.parametrize(
    ("language", "wrong"),
    [
        # A narrow no-break space before these, and inside « ».
        ("fr", r"(?<!\u202f)[:;!?»]|«(?!\u202f)"),
        ("fr", r"['\"]| \.\.\.|\b(?:de|le|la|que) \{(?:item|bought|shop)\}"),
        ("de", r"['\"”]|\bdu\b|\bdein"),
        ("de", r"„[^“]*(?:„|$)"),
        ("es", r"^[^¡]*!|^[^¿]*\?|['\"]|\btú\b|\btu\b"),
        ("pl", r"\.\.\.|['\"]"),
    ],
)
def test_a_language_keeps_its_typography(language: str, wrong: str) -> None:
    """Plurals and words in braces are not text."""
    texts = [re.sub(r"\{\w+, plural, ?|=?\w+ ?\{", "{", text) for text in sentences(language)]
    assert [text for text in texts if re.search(wrong, text, re.MULTILINE)] == []


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("de", 1, "Schon 1 Bestellung · Schön, dass Sie bei uns sind."),
        ("de", 2, "Schon 2 Bestellungen · Schön, dass Sie bei uns sind."),
        ("de", 1_000_000, "Schon 1.000.000 Bestellungen · Schön, dass Sie bei uns sind."),
        ("fr", 1, "Déjà 1 commande · Quel plaisir de vous revoir."),
        ("fr", 11, "Déjà 11 commandes · Quel plaisir de vous revoir."),
        ("fr", 1_000_000, "Déjà 1 000 000 de commandes · Quel plaisir de vous revoir."),
        ("es", 1, "Ya lleva 1 pedido · Nos alegra contar con usted."),
        ("es", 5, "Ya lleva 5 pedidos · Nos alegra contar con usted."),
        ("es", 1_000_000, "Ya lleva 1.000.000 de pedidos · Nos alegra contar con usted."),
    ],
)
def test_counts_are_said_as_its_speakers_count(language: str, count: int, said: str) -> None:
    formatter = formatting.Formatter(language=language, time_zone="UTC")
    template = localization.templates(SCENARIOS["loyalty"], language)["body"]
    assert plain(formatter.render(template, {"orders": count, "voucher": None})) == said


def test_the_page_calls_scenarios_as_the_plugins_form_does() -> None:
    words = ENGLISH["page"]
    assert {code: words[f"scenario_{code}"] for code in SCENARIOS} == {
        code: scenario.label for code, scenario in SCENARIOS.items()
    }
