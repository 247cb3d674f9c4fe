"""The shipped languages: one file each in `locale/`, read once per process.

The sections of a file are described in docs/texts.md. English texts of scenarios stand in the
scenario classes, so `en.toml` has no `[scenarios]`.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

Texts = Mapping[str, str]
SOURCE = "en"


@cache
def _file(language: str) -> Mapping[str, Any]:
    return tomllib.loads(_FOLDER.joinpath(f"{language}.toml").read_text(encoding="utf-8"))


def _languages() -> tuple[str, ...]:
    """All languages with a file: the source first, the others sorted by tag."""
    names = (file.name for file in _FOLDER.iterdir() if file.name.endswith(".toml"))
    others = sorted({name.removesuffix(".toml") for name in names} - {SOURCE})
    return (SOURCE, *others)


_FOLDER = resources.files("saleor_push_plugin").joinpath("locale")
LANGUAGES = _languages()


def section(language: str, name: str) -> Mapping[str, Any]:
    """One table of a language's file; empty if the file does not have it."""
    table: Mapping[str, Any] = _file(language).get(name, {})
    return table


def scenario_texts(language: str, code: str) -> Texts:
    """The texts of a scenario in a language's file, by name; some or all may be missing."""
    texts: Texts = section(language, "scenarios").get(code, {})
    return texts
