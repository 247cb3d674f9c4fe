"""What an owner may write instead of a shipped text: asked when it is written and when said."""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from ..push_subscription import Problem
from ..scenario import Scenario, template_problem

# A template, not what it says: six plural forms of a long sentence fit.
MAX_TEXT = 2000
BODY = "body"
# They turn text around until somebody ends them; we set our own around words from the shop.
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNSPEAKABLE = ("Cc", "Cs")


def clean(text: str) -> str:
    """Line ends as everywhere, nothing around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def problems(scenario: Scenario[Any], texts: Mapping[str, str]) -> Iterator[Problem]:
    """Everything wrong with an owner's texts, under the text's name."""
    for name, text in texts.items():
        if name not in scenario.texts:
            message = f"There is no text “{name[:64]}” here, only {', '.join(scenario.texts)}."
            yield Problem(field="texts", code="not_found", message=message)
        elif complaint := problem(scenario, name, text):
            code = "invalid" if text else "required"
            yield Problem(field=name, code=code, message=f"{complaint}.")


def problem(scenario: Scenario[Any], name: str, text: str) -> str | None:
    """Why a text cannot stand in for the shipped one, in words for its editor, or None."""
    if name not in scenario.texts:
        return "there is no such text any more"
    if len(text) > MAX_TEXT:
        return f"it has {len(text)} characters, and {MAX_TEXT} are the most that is kept"
    if name != BODY and len(text.splitlines()) != 1:
        return "it must be one line" if text else "it must say something"
    return _unspeakable(text) or template_problem(scenario, text)


def _unspeakable(text: str) -> str | None:
    for at, char in enumerate(text, start=1):
        if char in _TURNS or (char != "\n" and unicodedata.category(char) in _UNSPEAKABLE):
            return f"character {at} is invisible and may not be used (U+{ord(char):04X})"
    return None
