"""What is missing or wrong in the file of a language: read by its contract test."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from babel import Locale

from saleor_push_plugin.core.reason import CODES
from saleor_push_plugin.core.scenario import Scenario, template_problem
from saleor_push_plugin.core.text.template import words_in
from saleor_push_plugin.core.text.template_parser import Node, Plural, TemplateError, parse
from saleor_push_plugin.messages import catalog
from tests.golden_files import OWN

File = Mapping[str, Any]
FORMATS = {"date_range", "first_of_month", "days", "hours", "minutes"}
SECTIONS = {
    *("formats", "scenarios", "vouchers", "worker", "components"),
    *("survey_page", "test_push", "reasons", "outlook", "page"),
}
PLACEHOLDER = re.compile(r"\{(\w+)\}")
# English words of the reasons stand beside their codes.
REASONS = {code: reason.words for code, reason in CODES.items()}
# Counts of things in a shop, and the round millions that French and Spanish count otherwise.
COUNTS = (*range(1001), 10**6, 2 * 10**6, 10**6 + 1)


def faults(language: str, file: File, english: File) -> list[str]:
    """Everything missing, unknown or wrong, each with its place."""
    found = [*_unknown("", file, SECTIONS), *_unknown("formats", file, FORMATS, optional=True)]
    for section in ("worker", "components", "survey_page", "test_push"):
        found += _strings(section, file.get(section, {}), english[section])
    for section in ("vouchers", "outlook", "page"):
        found += _templates(language, section, file.get(section, {}), english[section])
    if language != catalog.SOURCE:
        found += _scenarios(language, file.get("scenarios", {}))
        found += _strings("reasons", file.get("reasons", {}), REASONS)
    for name, template in file.get("formats", {}).items():
        found += _plurals(language, f"formats.{name}", template)
    return found


def _unknown(section: str, file: File, known: set[str], *, optional: bool = False) -> Iterator[str]:
    table = file.get(section, {}) if section else file
    yield from (f"unknown: {section}{'.' if section else ''}{k}" for k in table if k not in known)


def _strings(section: str, texts: File, english: File) -> Iterator[str]:
    yield from (f"missing: {section}.{name}" for name in english if not texts.get(name))
    yield from (f"unknown: {section}.{name}" for name in texts if name not in english)
    for name in english.keys() & texts.keys():
        if {*PLACEHOLDER.findall(texts[name])} != {*PLACEHOLDER.findall(english[name])}:
            yield f"{section}.{name} must use the same words in braces as the English text"


def _templates(language: str, section: str, texts: File, english: File) -> Iterator[str]:
    yield from (f"missing: {section}.{name}" for name in english if not texts.get(name))
    yield from (f"unknown: {section}.{name}" for name in texts if name not in english)
    for name in english.keys() & texts.keys():
        yield from _plurals(language, f"{section}.{name}", texts[name])
        if words_in(texts[name]) != words_in(english[name]):
            yield f"{section}.{name} must use the same words in braces as the English text"


def _scenarios(language: str, texts: File) -> Iterator[str]:
    yield from (f"missing: scenarios.{code}" for code in OWN if code not in texts)
    yield from (f"unknown: scenarios.{code}" for code in texts if code not in OWN)
    for code in OWN.keys() & texts.keys():
        yield from _scenario(language, OWN[code], texts[code])


def _scenario(language: str, scenario: Scenario[Any], texts: File) -> Iterator[str]:
    place = f"scenarios.{scenario.code}"
    yield from (f"missing: {place}.{name}" for name in scenario.texts if not texts.get(name))
    yield from (f"unknown: {place}.{name}" for name in texts if name not in scenario.texts)
    for name in (each for each in scenario.texts if texts.get(each)):
        if problem := template_problem(scenario, texts[name]):
            yield f"{place}.{name}: {problem}"
        elif words_in(texts[name]) != words_in(getattr(scenario, name)):
            yield f"{place}.{name} must use the same words in braces as the English text"
        else:
            yield from _plurals(language, f"{place}.{name}", texts[name])


def _plurals(language: str, place: str, template: str) -> Iterator[str]:
    try:
        nodes = [node for line in parse(template) for part in line for node in part]
    except TemplateError as error:
        yield f"{place}: {error}"
        return
    for plural in _walk(nodes):
        if missing := sorted(categories(language, plural) - plural.cases.keys()):
            yield f"{place}: the plural of {plural.name} lacks {', '.join(missing)}"


def categories(language: str, plural: Plural) -> set[str]:
    """The plural categories its counts can have; none where it only tells cases apart."""
    if all(name == "other" or name[0] == "=" for name in plural.cases) and not _counts(plural):
        return {"other"}
    form = Locale.parse(language).plural_form
    return {form(n) for n in COUNTS if f"={n}" not in plural.cases}


def _counts(plural: Plural) -> bool:
    """Whether it says the number itself."""
    nodes = [node for case in plural.cases.values() for node in case]
    return any(type(node).__name__ == "Count" for node in nodes)


def _walk(nodes: list[Node]) -> Iterator[Plural]:
    for node in nodes:
        if isinstance(node, Plural):
            yield node
            yield from _walk([inner for case in node.cases.values() for inner in case])
