"""Prints the schema with its descriptions, which graphql-core 2 leaves out."""

from collections.abc import Iterable, Iterator
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
)

_BUILT_IN = frozenset({"String", "Boolean", "Int", "Float", "ID"})
_KEYWORDS = (
    (GraphQLEnumType, "enum"),
    (GraphQLInputObjectType, "input"),
    (GraphQLInterfaceType, "interface"),
    (GraphQLObjectType, "type"),
)


def printed(schema: GraphQLSchema) -> str:
    """Root types first, then the others by name."""
    operations = {"query": schema.get_query_type(), "mutation": schema.get_mutation_type()}
    roots = {operation: kind.name for operation, kind in operations.items() if kind}
    types = schema.get_type_map()
    own = [name for name in sorted(types) if name not in _BUILT_IN and not name.startswith("__")]
    names = [*roots.values(), *(name for name in own if name not in roots.values())]
    head = "\n".join(["schema {", *(f"  {each}: {name}" for each, name in roots.items()), "}"])
    return "\n\n".join([head, *("\n".join(_type(types[name])) for name in names)]) + "\n"


def _type(kind: Any) -> Iterator[str]:
    yield from _description(kind.description)
    keyword = next((word for each, word in _KEYWORDS if isinstance(kind, each)), "scalar")
    if keyword == "scalar":
        yield f"scalar {kind.name}"
        return
    yield f"{keyword} {kind.name}{_interfaces(kind)} {{"
    yield from _spaced(_members(kind))
    yield "}"


def _interfaces(kind: Any) -> str:
    names = [each.name for each in getattr(kind, "interfaces", ())]
    return f" implements {' & '.join(names)}" if names else ""


def _members(kind: Any) -> Iterable[list[str]]:
    if isinstance(kind, GraphQLEnumType):
        return ([*_description(each.description), each.name] for each in kind.values)
    return (_field(name, field) for name, field in kind.fields.items())


def _field(name: str, field: Any) -> list[str]:
    description = list(_description(field.description))
    arguments = [_field(*each) for each in getattr(field, "args", {}).items()]
    if not arguments:
        return [*description, f"{name}: {field.type}"]
    return [*description, f"{name}(", *_spaced(arguments), f"): {field.type}"]


def _spaced(members: Iterable[list[str]]) -> Iterator[str]:
    """Indented, with a line between members."""
    for index, member in enumerate(members):
        if index:
            yield ""
        yield from (f"  {line}".rstrip() for line in member)


def _description(text: str | None) -> Iterator[str]:
    if not text:
        return
    lines = [line.strip() for line in text.strip().splitlines()]
    yield from [f'"""{lines[0]}"""'] if len(lines) == 1 else ['"""', *lines, '"""']
