"""Rules for an owner's texts. They are checked when a text is saved and when it is used."""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from ..push_subscription import Problem
from ..scenario import Scenario, template_problem

# Characters of a template, not of the rendered text: six plural forms of a long sentence fit.
MAX_TEXT = 2000
BODY = "body"
# Bidirectional controls: they change the direction of the text that follows. The plugin adds its
# own around words from the shop.
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_CONTROL_CATEGORIES = ("Cc", "Cs")


def clean(text: str) -> str:
    """Normalize line ends and strip the text."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def problems(scenario: Scenario[Any], texts: Mapping[str, str]) -> Iterator[Problem]:
    """Everything that is invalid in an owner's texts, by name of the text."""
    for name, text in texts.items():
        if name not in scenario.texts:
            message = f"The scenario has no text “{name[:64]}”, only {', '.join(scenario.texts)}."
            yield Problem(field="texts", code="not_found", message=message)
        elif complaint := problem(scenario, name, text):
            code = "invalid" if text else "required"
            yield Problem(field=name, code=code, message=f"{complaint}.")


def problem(scenario: Scenario[Any], name: str, text: str) -> str | None:
    """Why a text cannot replace the shipped one, as a message for its editor, or None."""
    if name not in scenario.texts:
        return "the scenario no longer has this text"
    if len(text) > MAX_TEXT:
        return f"it has {len(text)} characters, but the limit is {MAX_TEXT}"
    if name != BODY and len(text.splitlines()) != 1:
        return "it must be one line" if text else "it must not be empty"
    return _control_character_problem(text) or template_problem(scenario, text)


def _control_character_problem(text: str) -> str | None:
    for at, char in enumerate(text, start=1):
        if char in _BIDI_CONTROLS or (
            char != "\n" and unicodedata.category(char) in _CONTROL_CATEGORIES
        ):
            return f"character {at} is invisible and may not be used (U+{ord(char):04X})"
    return None
