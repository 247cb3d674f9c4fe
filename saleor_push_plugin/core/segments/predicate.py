"""A predicate over people as a tree of values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """A condition, by name (`orders.count`), and its checked members: numbers, moments and ids."""

    name: str
    members: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class All:
    """Holds for whom all parts hold; for everybody, if there are none."""

    parts: tuple["Predicate", ...] = ()


@dataclass(frozen=True, kw_only=True)
class Any_:  # noqa: N801  typing has the other name
    """Holds for whom one of the parts holds."""

    parts: tuple["Predicate", ...]


@dataclass(frozen=True, kw_only=True)
class Not:
    """Holds for whom the part does not hold."""

    part: "Predicate"


Predicate = Leaf | All | Any_ | Not


def leaves(predicate: Predicate) -> Iterator[Leaf]:
    """All conditions of a predicate, in the order in which they are written."""
    match predicate:
        case Leaf():
            yield predicate
        case Not(part=part):
            yield from leaves(part)
        case All(parts=parts) | Any_(parts=parts):
            for part in parts:
                yield from leaves(part)


def other_names(predicate: Predicate) -> set[str]:
    """The names of the conditions of other packages in a predicate."""
    return {leaf.members["name"] for leaf in leaves(predicate) if leaf.name == "other"}
