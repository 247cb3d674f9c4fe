"""Register the loaders of facts: one per event type, for many subjects at once."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from ...core.event import EVENT_TYPES
from ...core.person import Person

# An event's subject and, for personal scenarios, the person whom the facts are about.
Pair = tuple[str, Person | None]
# Until when what happened is known, by pair; what is not in it is as of now.
Moments = Mapping[Pair, datetime]
NOW: Moments = {}
Loader = Callable[[list[Pair]], Mapping[Pair, Any]]
LoaderOfThen = Callable[[list[Pair], Moments], Mapping[Pair, Any]]
SharedLoader = Callable[[list[str]], Mapping[str, Any]]

LOADERS: dict[str, LoaderOfThen] = {}

_L = TypeVar("_L", bound=Loader)
_T = TypeVar("_T", bound=LoaderOfThen)
_S = TypeVar("_S", bound=SharedLoader)


def loads(*kinds: str) -> Callable[[_L], _L]:
    """Register a function that loads facts of these kinds of events by (subject, person)."""

    def register(load: _L) -> _L:
        for kind in kinds:
            _add(kind, lambda pairs, _moments: load(pairs))
        return load

    return register


def loads_as_of(*kinds: str) -> Callable[[_T], _T]:
    """Register a loader that also tells what the person had done by a moment in the past."""

    def register(load: _T) -> _T:
        for kind in kinds:
            _add(kind, load)
        return load

    return register


def loads_shared(*kinds: str) -> Callable[[_S], _S]:
    """Register a function whose facts are the same for every person: it gets subjects only."""

    def register(load: _S) -> _S:
        for kind in kinds:
            _add(kind, _for_pairs(load))
        return load

    return register


def _add(kind: str, load: LoaderOfThen) -> None:
    if kind not in EVENT_TYPES:
        raise ValueError(f"{load} loads facts of {kind}, which is no event type")
    if kind in LOADERS:
        raise ValueError(f"the facts of {kind} have two loaders")
    LOADERS[kind] = load


def _for_pairs(load: SharedLoader) -> LoaderOfThen:
    def load_pairs(pairs: list[Pair], _moments: Moments) -> Mapping[Pair, Any]:
        by_subject = load(sorted({subject for subject, _ in pairs}))
        return {pair: by_subject[pair[0]] for pair in pairs if pair[0] in by_subject}

    return load_pairs
