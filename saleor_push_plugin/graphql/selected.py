"""Which fields below the one that is being resolved were asked for."""

from collections.abc import Iterator
from typing import Any

from graphql.language import ast


def selects(info: Any, name: str) -> bool:
    """Whether a field of this name, as in the schema, was asked for, in a fragment or not."""
    return any(name in _names(node.selection_set, info.fragments) for node in info.field_asts)


def _names(selections: Any, fragments: Any) -> Iterator[str]:
    for each in selections.selections if selections else ():
        if isinstance(each, ast.Field):
            yield each.name.value
        elif isinstance(each, ast.FragmentSpread):
            yield from _names(fragments[each.name.value].selection_set, fragments)
        else:
            yield from _names(each.selection_set, fragments)
