"""The sandbox speaks Saleor's GraphQL: fewer words, but no other ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLSchema, build_ast_schema, parse
from graphql.language import ast
from graphql.language.printer import print_ast

from tests.contract import surface


@pytest.mark.sandbox_only
def test_the_sandbox_schema_is_as_it_was_written_down() -> None:
    """After a change on purpose: `make surface`."""
    assert surface.schema() == surface.SCHEMA.read_text()


def test_every_word_of_the_sandbox_schema_is_in_the_host() -> None:
    from saleor.graphql.api import schema

    assert list(strange(surface.SCHEMA.read_text(), schema)) == []


@pytest.mark.parametrize(
    ("ours", "theirs", "told"),
    [
        # Whoever sends what the sandbox asks for is understood.
        ("lines: [Line!]!", "lines: [Line!]", []),
        ("lines: [Line!]!", "lines: [Line]", []),
        ("lines: [Line!]", "lines: [Line!]!", ["In.lines: [Line!] is [Line!]!"]),
        ("lines: [Line]!", "lines: [Line!]!", ["In.lines: [Line]! is [Line!]!"]),
        ("lines: [Line!]!", "lines: Line", ["In.lines: [Line!]! is Line"]),
        ("lines: [Line!]!", "lines: [Lines!]!", ["In.lines: [Line!]! is [Lines!]!"]),
        ("name: String", "name: String, note: String!", ["In.note is demanded"]),
    ],
)
def test_a_host_may_ask_for_less_than_the_sandbox(ours: str, theirs: str, told: list[str]) -> None:
    lines = "input Line { id: ID } input Lines { id: ID }"
    query = "schema { query: Query } type Query { a(b: In, c: Line, d: Lines): ID }"
    host = build_ast_schema(parse(f"{query} {lines} input In {{ {theirs} }}"))
    assert list(strange(f"input In {{ {ours} }}", host)) == told


@pytest.mark.parametrize(
    ("ours", "theirs", "told"),
    [
        # Whoever reads what the sandbox gives is not surprised.
        ("[ID!]", "[ID!]!", []),
        ("[ID]", "[ID!]!", []),
        ("ID", "ID!", []),
        ("[ID!]!", "[ID!]", ["Query.a: [ID!]! is [ID!]"]),
        ("[ID!]", "[ID]", ["Query.a: [ID!] is [ID]"]),
        ("ID", "[ID]", ["Query.a: ID is [ID]"]),
        ("ID", "String!", ["Query.a: ID is String!"]),
    ],
)
def test_a_host_may_promise_more_than_the_sandbox(ours: str, theirs: str, told: list[str]) -> None:
    host = build_ast_schema(parse(f"schema {{ query: Query }} type Query {{ a: {theirs} }}"))
    assert list(strange(f"type Query {{ a: {ours} }}", host)) == told


def test_a_field_that_saleor_has_not_is_noticed() -> None:
    from saleor.graphql.api import schema

    invented = "type Order { id: ID! nickname: String } enum OrderStatus { LOST }"
    assert list(strange(invented, schema)) == ["Order.nickname", "OrderStatus.LOST"]


def strange(sdl: str, host: GraphQLSchema) -> Iterator[str]:
    for definition in parse(sdl).definitions:
        if isinstance(definition, ast.SchemaDefinition):
            continue
        found = host.get_type(definition.name.value)
        if found is None:
            yield definition.name.value
        else:
            yield from _members(definition, found)


def _members(definition: Any, found: Any) -> Iterator[str]:
    name = definition.name.value
    if isinstance(definition, ast.EnumTypeDefinition):
        known = {value.name for value in found.values}
        words = (value.name.value for value in definition.values)
        yield from (f"{name}.{word}" for word in words if word not in known)
    elif isinstance(definition, ast.InputObjectTypeDefinition):
        yield from _inputs(name, definition.fields, found.fields)
    elif isinstance(definition, ast.ObjectTypeDefinition):
        for field in definition.fields:
            yield from _field(f"{name}.{field.name.value}", field, found.fields)


def _field(where: str, field: Any, known: Any) -> Iterator[str]:
    there = known.get(field.name.value)
    if there is None:
        yield where
        return
    mine, theirs = print_ast(field.type), str(there.type)
    if not is_subtype(theirs, mine):
        yield f"{where}: {mine} is {theirs}"
    yield from _inputs(where, field.arguments, there.args)


def _inputs(where: str, words: Any, known: Any) -> Iterator[str]:
    """Nothing unknown is offered, and nothing that the host demands is left out."""
    offered = {word.name.value: word for word in words}
    for name, word in offered.items():
        if name in known:
            mine, theirs = print_ast(word.type), str(known[name].type)
            if not is_subtype(mine, theirs):
                yield f"{where}.{name}: {mine} is {theirs}"
        else:
            yield f"{where}.{name}"
    for name, argument in known.items():
        if name not in offered and str(argument.type).endswith("!"):
            yield f"{where}.{name} is demanded"


def is_subtype(narrow: str, wide: str) -> bool:
    """Every value of the type `narrow` is one of `wide`: `[ID!]!` is one of `[ID]`."""
    if wide.endswith("!"):
        return narrow.endswith("!") and is_subtype(narrow[:-1], wide[:-1])
    narrow = narrow.removesuffix("!")
    if wide.startswith("[") and narrow.startswith("["):
        return is_subtype(narrow[1:-1], wide[1:-1])
    return narrow == wide
