"""How facts are loaded: many at once, in a bounded number of queries."""

from collections.abc import Callable, Mapping
from typing import Any

from ...core.audience import Person

# A subject (a primary key as text) and, for personal scenarios, whom the facts are about.
Pair = tuple[str, Person | None]
Loader = Callable[[list[Pair]], Mapping[Pair, Any]]


def shared(load: Callable[[list[str]], Mapping[str, Any]]) -> Loader:
    """A loader of facts that are the same for everybody."""

    def pairs(asked: list[Pair]) -> Mapping[Pair, Any]:
        found = load(sorted({subject for subject, _ in asked}))
        return {pair: found[pair[0]] for pair in asked if pair[0] in found}

    return pairs
