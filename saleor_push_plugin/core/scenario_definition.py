"""What the class of a scenario must have and may have: asked when it is defined."""

from collections.abc import Iterator
from inspect import get_annotations

from .reason import problem

ATTRIBUTES = ("code", "label", "trigger", "topic", "ttl", "title", "body", "sample")
METHODS = ("audience", "words", "about", "link")


def lacking(made: type, base: type) -> list[str]:
    """What only the scenario itself can say and this one does not; methods as `link()`."""
    silent = [f"{name}()" for name in METHODS if getattr(made, name) is getattr(base, name)]
    return [name for name in ATTRIBUTES if not hasattr(made, name)] + silent


def known(base: type) -> list[str]:
    """The attributes a scenario may have."""
    return sorted(get_annotations(base))


def strange(made: type) -> list[str]:
    """Attributes that nobody asks for: misspelt, more likely than not.

    Methods, private names and CONSTANTS are the scenario's own affair, as are the names of its
    texts and whatever a base of it has, a helper's too.
    """
    inherited = set(_names(made.__mro__[1:]))
    return [
        name
        for name, value in vars(made).items()
        if name not in inherited and not _is_its_own(name, value) and name not in _texts(made)
    ]


def unfit_reason(made: type, base: type) -> str | None:
    """What is wrong with the reasons it brings, its own or inherited ones, in words, or None."""
    codes = {each.code for each in made.__mro__ if issubclass(each, base) and hasattr(each, "code")}
    return problem(getattr(made, "reasons", {}), codes)


def _names(bases: tuple[type, ...]) -> Iterator[str]:
    for base in bases:
        yield from (*vars(base), *get_annotations(base))


def _is_its_own(name: str, value: object) -> bool:
    return name.startswith("_") or name.isupper() or callable(value) or hasattr(value, "__get__")


def _texts(made: type) -> tuple[str, ...]:
    texts: tuple[str, ...] = getattr(made, "texts", ())
    return texts
