"""Limits the size of a query. Checked before validation, which hostile queries make slow."""

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
# Introspection by the usual tools nests up to 20 levels, fragments included, but never goes from a
# list of types to a second and on to a third: so a short query would get an endless response.
MAX_NESTING = 30
MAX_ROUNDS = 2
_INTROSPECTION = frozenset({"__schema", "__type"})
_TYPE_LISTS = frozenset({"fields", "inputFields", "interfaces", "possibleTypes"})

Fragments = dict[str, ast.FragmentDefinition]


class QueryLimitError(GraphQLError):
    """The query exceeds a limit of one request."""


class Selection(NamedTuple):
    """A selection, with the path of fields to it, itself included, once fragments are expanded.

    `fragment` is empty below an operation. Fragments are also checked on their own, because
    validation visits even unused ones.
    """

    node: Any
    fragment: str = ""
    path: tuple[str, ...] = ()
    spread: frozenset[str] = frozenset()
    nesting: int = 0

    def below(self, node: Any) -> "Selection":
        is_field = isinstance(node, ast.Field)
        path = (*self.path, node.name.value) if is_field else self.path
        return self._replace(node=node, path=path, nesting=self.nesting + 1)


def check(document: ast.Document) -> None:
    """Raise QueryLimitError if the document is too deep, too wide or repeats itself too often."""
    counts: Counter[Any] = Counter()
    for selection in _selections(document):
        _count(counts, "selections", MAX_SELECTIONS, selection)
        _refuse("levels, fragments included", selection.nesting, MAX_NESTING, selection)
        if isinstance(selection.node, ast.Field):
            _check_field(selection, counts)


def _check_field(selection: Selection, counts: Counter[Any]) -> None:
    key = (selection.fragment, selection.path)
    _count(counts, "mentions of one field", MAX_MENTIONS, selection, key=key)
    if selection.node.alias:
        _count(counts, "aliases", MAX_ALIASES, selection)
    rounds = sum(name in _TYPE_LISTS for name in selection.path)
    _refuse("rounds of types", rounds, MAX_ROUNDS, selection)
    if selection.fragment:
        return
    if len(selection.path) == 1:
        _count(counts, "root fields", MAX_ROOT_FIELDS, selection)
    if _INTROSPECTION.isdisjoint(selection.path):
        _refuse("levels", len(selection.path), MAX_DEPTH, selection)


def _count(
    counts: Counter[Any], what: str, limit: int, selection: Selection, *, key: Any = None
) -> None:
    counts[key or what] += 1
    _refuse(what, counts[key or what], limit, selection)


def _refuse(what: str, amount: int, limit: int, selection: Selection) -> None:
    if amount > limit:
        raise QueryLimitError(f"A query may have at most {limit} {what}.", nodes=[selection.node])


def _selections(document: ast.Document) -> Iterator[Selection]:
    """Every selection in reading order. A stack, not recursion: the caller chooses the depth."""
    fragments: Fragments = {
        each.name.value: each
        for each in document.definitions
        if isinstance(each, ast.FragmentDefinition)
    }
    tops = [Selection(each) for each in document.definitions if _is_operation(each)]
    tops += [Selection(each, fragment=name) for name, each in fragments.items()]
    waiting = [below for top in tops for below in _children(top, fragments)][::-1]
    while waiting:
        selection = waiting.pop()
        yield selection
        waiting += _children(selection, fragments)[::-1]


def _is_operation(definition: Any) -> bool:
    return isinstance(definition, ast.OperationDefinition)


def _children(selection: Selection, fragments: Fragments) -> list[Selection]:
    node = selection.node
    if isinstance(node, ast.FragmentSpread):
        name = node.name.value
        if name in selection.spread:
            # graphql-core checks this too, but only after a check that loops forever on it.
            raise QueryLimitError(f"Fragment {name} contains itself.", nodes=[node])
        if name not in fragments:
            return []  # validation reports it
        selection, node = selection._replace(spread=selection.spread | {name}), fragments[name]
    if node.selection_set is None:
        return []
    return [selection.below(child) for child in node.selection_set.selections]
