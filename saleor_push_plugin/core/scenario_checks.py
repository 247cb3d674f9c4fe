"""Checks of a scenario class when it is defined: required and allowed members."""

import re
from collections.abc import Iterator, Mapping
from inspect import get_annotations

from .reason import ScenarioReason

ATTRIBUTES = ("code", "label", "trigger", "topic", "ttl", "title", "body", "sample")
_OF_A_SCENARIO = re.compile(r"([a-z][a-z0-9_]{0,49})\.[a-z][a-z0-9_]{0,39}")
METHODS = ("audience", "words", "about", "link")


def missing_members(scenario: type, base: type) -> list[str]:
    """Required attributes and methods that the class lacks; methods as `link()`."""
    methods = [f"{name}()" for name in METHODS if getattr(scenario, name) is getattr(base, name)]
    return [name for name in ATTRIBUTES if not hasattr(scenario, name)] + methods


def allowed_attributes(base: type) -> list[str]:
    """The names of the attributes that a scenario may have."""
    return sorted(get_annotations(base))


def unknown_attributes(scenario: type) -> list[str]:
    """Attributes that nothing reads, probably misspelt.

    Methods, private names, CONSTANTS, names of texts and inherited names are allowed.
    """
    inherited = set(_names(scenario.__mro__[1:]))
    return [
        name
        for name, value in vars(scenario).items()
        if name not in inherited
        and not _is_private_or_method(name, value)
        and name not in _texts(scenario)
    ]


def reason_problem(scenario: type, base: type) -> str | None:
    """What is invalid in the declared or inherited reasons, as a message, or None."""
    codes = {
        each.code for each in scenario.__mro__ if issubclass(each, base) and hasattr(each, "code")
    }
    return undeclared_reason(getattr(scenario, "reasons", {}), codes)


def _names(bases: tuple[type, ...]) -> Iterator[str]:
    for base in bases:
        yield from (*vars(base), *get_annotations(base))


def _is_private_or_method(name: str, value: object) -> bool:
    return name.startswith("_") or name.isupper() or callable(value) or hasattr(value, "__get__")


def _texts(scenario: type) -> tuple[str, ...]:
    texts: tuple[str, ...] = getattr(scenario, "texts", ())
    return texts


def undeclared_reason(own: Mapping[ScenarioReason, str], scenarios: set[str]) -> str | None:
    """What is invalid in the reasons a scenario declares, as a message for its author, or None.

    `scenarios`: its own code and those of the scenarios it inherits from. Every reason begins with
    one of these and a dot, so that two packages cannot use one code for different things.
    """
    for code, words in own.items():
        match = _OF_A_SCENARIO.fullmatch(code)
        if match is None or match[1] not in scenarios:
            name = "/".join(sorted(scenarios))
            return f"the reason “{code}” must be “{name}.” and a name in small letters, digits or _"
        if not (isinstance(words, str) and words.strip()):
            return f"the reason “{code}” has no words"
    return None
