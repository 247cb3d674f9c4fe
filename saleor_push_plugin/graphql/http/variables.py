"""Checks the variables of a request before it is executed."""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import GraphQLError, GraphQLSchema
from graphql.execution.values import get_variable_values
from graphql.language import ast

from .request import GraphQLRequest


def check(schema: GraphQLSchema, document: ast.Document, request: GraphQLRequest) -> None:
    """Raise GraphQLError for the first variable whose value its type cannot take.

    graphql-core's own scalars raise any exception for some values, which would look like a fault
    of the plugin when the operation is executed.
    """
    for definition in _definitions(document, request.operation):
        _check(schema, definition, request.variables)


def _check(schema: GraphQLSchema, definition: Any, variables: Mapping[str, Any]) -> None:
    name = definition.variable.name.value
    try:
        get_variable_values(schema, [definition], variables)
    except GraphQLError as error:
        told = error.message if "$" in error.message else f'Variable "${name}": {error.message}'
        raise GraphQLError(told, nodes=[definition]) from None
    except Exception:
        message = f'Variable "${name}" got a value that its type cannot represent.'
        raise GraphQLError(message, nodes=[definition]) from None


def _definitions(document: ast.Document, operation: str | None) -> Iterator[Any]:
    """The variables of the operation that is executed."""
    for each in document.definitions:
        if not isinstance(each, ast.OperationDefinition):
            continue
        if operation is None or (each.name and each.name.value == operation):
            yield from each.variable_definitions or ()
