"""Rules for an owner's texts. They are checked when a text is saved and when it is used."""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from ..push_subscription import Problem
from ..scenario import Scenario, template_problem
from .cleaning import MAX_MARKS, has_pile_of_marks, hidden_at, is_visible

# Characters of a template, not of the rendered text: six plural forms of a long sentence fit.
MAX_TEXT = 2000
BODY = "body"


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
    return _character_problem(text) or template_problem(scenario, text)


def _character_problem(text: str) -> str | None:
    controls = (i for i, char in enumerate(text) if char != "\n" and _is_control(char))
    at = min((i for i in (hidden_at(text), next(controls, None)) if i is not None), default=None)
    if at is not None:
        return f"character {at + 1} is invisible and may not be used (U+{ord(text[at]):04X})"
    if text and not is_visible(text):
        return "it has no character that can be seen"
    if has_pile_of_marks(text):
        return f"it has more than {MAX_MARKS} accents on one letter"
    return None


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs")
