"""Runs one GraphQL request: parse, check limits, validate, execute."""

from typing import Any, NamedTuple

from graphql import GraphQLError, execute, parse, validate

from ..schema import schema
from . import errors, query_limits, variables
from .context import Context
from .request import GraphQLRequest

# Enough to correct a query; a hostile one can have thousands of errors.
MAX_ERRORS = 10


class GraphQLResponse(NamedTuple):
    """The body of a response; `invalid` if nothing was executed, for which Saleor returns 400."""

    body: dict[str, Any]
    invalid: bool


def failure(*problems: Exception) -> GraphQLResponse:
    body = {"errors": [errors.as_json(problem) for problem in problems]}
    return GraphQLResponse(body, invalid=True)


def run(request: GraphQLRequest, context: Context) -> GraphQLResponse:
    try:
        document = _parse(request.query)
        problems = validate(schema, document)
    except GraphQLError as error:
        return failure(error)
    except RecursionError:
        return failure(query_limits.QueryLimitError("The query is nested too deeply."))
    if problems:
        return failure(*problems[:MAX_ERRORS])
    return _execute(document, request, context)


def _parse(query: str) -> Any:
    """The syntax tree of a query that is within the limits."""
    if len(query) > query_limits.MAX_LENGTH:
        raise query_limits.QueryLimitError(
            f"A query may have at most {query_limits.MAX_LENGTH} characters."
        )
    document = parse(query)
    query_limits.check(document)
    return document


def _execute(document: Any, request: GraphQLRequest, context: Context) -> GraphQLResponse:
    """Errors of resolvers are in the result; exceptions concern variables or the operation."""
    try:
        variables.check(schema, document, request)
        result: Any = execute(
            schema,
            document,
            context_value=context,
            variable_values=dict(request.variables),
            operation_name=request.operation,
        )
    except Exception as error:
        return failure(error)
    body = {"errors": [errors.as_json(error) for error in result.errors]} if result.errors else {}
    return GraphQLResponse({**body, "data": result.data}, invalid=False)
