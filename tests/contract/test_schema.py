"""The sandbox speaks Saleor's GraphQL: fewer words, but no other ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLSchema, parse
from graphql.language import ast
from graphql.language.printer import print_ast

from tests.contract import surface


@pytest.mark.sandbox_only
def test_the_sandbox_schema_is_as_it_was_written_down() -> None:
    """After a change on purpose: python -m tests.contract.surface."""
    assert surface.schema() == surface.SCHEMA.read_text()


def test_every_word_of_the_sandbox_schema_is_in_the_host() -> None:
    from saleor.graphql.api import schema

    assert list(strange(surface.SCHEMA.read_text(), schema)) == []


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
    yield from _type(where, field, there)
    yield from _inputs(where, field.arguments, there.args)


def _inputs(where: str, words: Any, known: Any) -> Iterator[str]:
    """Nothing unknown is offered, and nothing that the host demands is left out."""
    offered = {word.name.value: word for word in words}
    for name, word in offered.items():
        if name in known:
            yield from _type(f"{where}.{name}", word, known[name])
        else:
            yield f"{where}.{name}"
    for name, argument in known.items():
        if name not in offered and str(argument.type).endswith("!"):
            yield f"{where}.{name} is demanded"


def _type(where: str, word: Any, there: Any) -> Iterator[str]:
    mine, theirs = print_ast(word.type), str(there.type)
    if mine != theirs:
        yield f"{where}: {mine} is {theirs}"
