"""The shipped languages: one file each in `locale/`, read once per process.

The sections of a file are described in docs/texts.md. English texts of scenarios stand in the
scenario classes, so `en.toml` has no `[scenarios]`.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from ..core.text.languages import lookup

Texts = Mapping[str, str]
SOURCE = "en"


@cache
def _file(language: str) -> Mapping[str, Any]:
    return tomllib.loads(_FOLDER.joinpath(f"{language}.toml").read_text(encoding="utf-8"))


def _languages() -> tuple[str, ...]:
    """The source first, then the others in the order of their tags."""
    names = (file.name for file in _FOLDER.iterdir() if file.name.endswith(".toml"))
    others = sorted({name.removesuffix(".toml") for name in names} - {SOURCE})
    return (SOURCE, *others)


_FOLDER = resources.files("saleor_push_plugin").joinpath("locale")
LANGUAGES = _languages()


def shipped(language: str) -> str | None:
    """The language whose shipped texts serve a reader of this one: “en” for “en-GB”."""
    return next((tag for tag in lookup(language) if tag in LANGUAGES), None)


def section(language: str, name: str) -> Mapping[str, Any]:
    """One table of a language's file; empty where the file does not have it."""
    found: Mapping[str, Any] = _file(language).get(name, {})
    return found


def scenario_texts(language: str, code: str) -> Texts:
    """The texts of a scenario by name, as far as the language's file has them."""
    texts: Texts = section(language, "scenarios").get(code, {})
    return texts
