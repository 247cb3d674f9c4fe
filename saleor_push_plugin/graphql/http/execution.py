"""One query in, one answer out: parse, limit, validate, execute."""

from typing import Any, NamedTuple

from graphql import GraphQLError, execute, parse, validate

from ..schema import schema
from . import errors, limits
from .context import Asking
from .request import Question

# Enough to mend a query by; a hostile one can have thousands.
MAX_ERRORS = 10


class Answer(NamedTuple):
    """A GraphQL answer; `invalid` if nothing was executed, which Saleor answers with 400."""

    body: dict[str, Any]
    invalid: bool


def refusal(*problems: Exception) -> Answer:
    return Answer({"errors": [errors.as_json(problem) for problem in problems]}, invalid=True)


def answer(question: Question, asking: Asking) -> Answer:
    try:
        document = _parsed(question.query)
        problems = validate(schema, document)
    except GraphQLError as error:
        return refusal(error)
    except RecursionError:
        return refusal(limits.QueryLimitError("The query is nested too deeply."))
    if problems:
        return refusal(*problems[:MAX_ERRORS])
    return _executed(document, question, asking)


def _parsed(query: str) -> Any:
    """A syntax tree that is small enough to look at."""
    if len(query) > limits.MAX_LENGTH:
        raise limits.QueryLimitError(f"A query may have at most {limits.MAX_LENGTH} characters.")
    document = parse(query)
    limits.check(document)
    return document


def _executed(document: Any, question: Question, asking: Asking) -> Answer:
    """What resolvers raise is in the result; what escapes is about variables or the operation."""
    try:
        result: Any = execute(
            schema,
            document,
            context_value=asking,
            variable_values=dict(question.variables),
            operation_name=question.operation,
        )
    except (ValueError, TypeError, ArithmeticError) as error:
        return refusal(GraphQLError(str(error)))
    except Exception as error:
        return refusal(error)
    body = {"errors": [errors.as_json(error) for error in result.errors]} if result.errors else {}
    return Answer({**body, "data": result.data}, invalid=False)
