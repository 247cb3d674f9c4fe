"""How much one query may ask for. Checked before validation, which hostile queries make slow."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from graphql import GraphQLError
from graphql.language import ast

MAX_LENGTH = 16 * 1024
MAX_DEPTH = 8
MAX_ROOT_FIELDS = 10
MAX_ALIASES = 10
MAX_MENTIONS = 10
MAX_SELECTIONS = 1000
# Introspection by the usual tools nests up to 20 deep, fragments counted, but never walks from a
# list of types to another and on to a third: that is how a short query gets an endless answer.
MAX_NESTING = 30
MAX_ROUNDS = 2
_INTROSPECTION = frozenset({"__schema", "__type"})
_ROUND = frozenset({"fields", "inputFields", "interfaces", "possibleTypes"})

Fragments = dict[str, ast.FragmentDefinition]


class QueryLimitError(GraphQLError):
    """The query asks for more than one request may."""


class Place(NamedTuple):
    """A selection, and the fields above it once all fragments are written out, itself included.

    `fragment` is empty below an operation. Fragments are also looked at by themselves, because
    validation does so even with unused ones.
    """

    node: Any
    fragment: str = ""
    path: tuple[str, ...] = ()
    spread: frozenset[str] = frozenset()
    nesting: int = 0

    def below(self, node: Any) -> "Place":
        is_field = isinstance(node, ast.Field)
        path = (*self.path, node.name.value) if is_field else self.path
        return self._replace(node=node, path=path, nesting=self.nesting + 1)


def check(document: ast.Document) -> None:
    """Raise QueryLimitError if the document is too deep, too wide or repeats itself too often."""
    counts: Counter[Any] = Counter()
    for place in _places(document):
        _count(counts, "selections", MAX_SELECTIONS, place)
        _refuse("levels, fragments included", place.nesting, MAX_NESTING, place)
        if isinstance(place.node, ast.Field):
            _check_field(place, counts)


def _check_field(place: Place, counts: Counter[Any]) -> None:
    _count(counts, "mentions of one field", MAX_MENTIONS, place, key=(place.fragment, place.path))
    if place.node.alias:
        _count(counts, "aliases", MAX_ALIASES, place)
    rounds = sum(name in _ROUND for name in place.path)
    _refuse("rounds of types", rounds, MAX_ROUNDS, place)
    if place.fragment:
        return
    if len(place.path) == 1:
        _count(counts, "root fields", MAX_ROOT_FIELDS, place)
    if _INTROSPECTION.isdisjoint(place.path):
        _refuse("levels", len(place.path), MAX_DEPTH, place)


def _count(counts: Counter[Any], what: str, limit: int, place: Place, *, key: Any = None) -> None:
    counts[key or what] += 1
    _refuse(what, counts[key or what], limit, place)


def _refuse(what: str, amount: int, limit: int, place: Place) -> None:
    if amount > limit:
        raise QueryLimitError(f"A query may have at most {limit} {what}.", nodes=[place.node])


def _places(document: ast.Document) -> Iterator[Place]:
    """Every selection in reading order. A stack, not recursion: how deep is the caller's choice."""
    fragments: Fragments = {
        each.name.value: each
        for each in document.definitions
        if isinstance(each, ast.FragmentDefinition)
    }
    tops = [Place(each) for each in document.definitions if _is_operation(each)]
    tops += [Place(each, fragment=name) for name, each in fragments.items()]
    waiting = [below for top in tops for below in _children(top, fragments)][::-1]
    while waiting:
        place = waiting.pop()
        yield place
        waiting += _children(place, fragments)[::-1]


def _is_operation(definition: Any) -> bool:
    return isinstance(definition, ast.OperationDefinition)


def _children(place: Place, fragments: Fragments) -> list[Place]:
    node = place.node
    if isinstance(node, ast.FragmentSpread):
        name = node.name.value
        if name in place.spread:
            # graphql-core's own check of this comes after one that runs in circles.
            raise QueryLimitError(f"Fragment {name} contains itself.", nodes=[node])
        if name not in fragments:
            return []  # validation says so
        place, node = place._replace(spread=place.spread | {name}), fragments[name]
    if node.selection_set is None:
        return []
    return [place.below(child) for child in node.selection_set.selections]
