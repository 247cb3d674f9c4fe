"""Checks of a scenario class when it is defined: required and allowed members."""

from collections.abc import Iterator
from inspect import get_annotations

from .reason import problem

ATTRIBUTES = ("code", "label", "trigger", "topic", "ttl", "title", "body", "sample")
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
    return problem(getattr(scenario, "reasons", {}), codes)


def _names(bases: tuple[type, ...]) -> Iterator[str]:
    for base in bases:
        yield from (*vars(base), *get_annotations(base))


def _is_private_or_method(name: str, value: object) -> bool:
    return name.startswith("_") or name.isupper() or callable(value) or hasattr(value, "__get__")


def _texts(scenario: type) -> tuple[str, ...]:
    texts: tuple[str, ...] = getattr(scenario, "texts", ())
    return texts
