"""What our scenarios say, word for word: read by their contract test, written by `make golden`."""

import re
from pathlib import Path
from typing import Any

from saleor_push_plugin.core.scenario import Scenario
from saleor_push_plugin.messages import catalog, localization
from saleor_push_plugin.scenarios import SCENARIOS

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "docs" / "scenarios.md"
REASONS = ROOT / "docs" / "troubleshooting.md"
LENGTHS = ROOT / "docs" / "texts.md"
# The generated lines of these pages stand between two HTML comments.
GENERATED = re.compile(r"(?<=-->\n)\|.*?(?=\n<!-- /(?:table|reasons|lengths) -->)", re.DOTALL)
# What a package installed beside this one brings has no golden files here.
OWN: dict[str, Scenario[Any]] = {
    code: scenario
    for code, scenario in SCENARIOS.items()
    if type(scenario).__module__.startswith("saleor_push_plugin.")
}


def golden(scenario: Scenario[Any], language: str) -> Path:
    return ROOT / "tests" / "golden" / f"{scenario.code}.{language}.txt"


def said(scenario: Scenario[Any], facts: object, language: str = "en") -> str:
    text = localization.text(scenario, facts, language=language, time_zone="Europe/Warsaw")
    return plain(f"{text.title}\n{text.body}\n")


def plain(text: str) -> str:
    """Which of Unicode's spaces stand in a date or price differs between releases of the CLDR."""
    return re.sub(r"[^\S\n]", " ", text)


def untranslated(scenario: Scenario[Any], language: str) -> list[str]:
    """Its texts that are English in this language too, each with the place where it is missing."""
    templates = localization.templates(scenario, language)
    same = [name for name in scenario.texts if templates[name] == getattr(scenario, name)]
    if language == catalog.SOURCE or not same:
        return []
    file = f"saleor_push_plugin/locale/{language}.toml"
    if len(same) == len(scenario.texts):
        return [f"{file} has no [scenarios.{scenario.code}]"]
    return [f"{file}: [scenarios.{scenario.code}] has no {name} of its own" for name in same]
