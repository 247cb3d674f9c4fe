"""Reads a GraphQL request from an HTTP request."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Never

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import UnreadablePostError
from graphql import GraphQLError

MAX_BODY = 64 * 1024


class RequestError(GraphQLError):
    """The HTTP request is not a GraphQL request."""

    def __init__(self, message: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, kw_only=True)
class GraphQLRequest:
    # Both may hold an endpoint and its keys.
    query: str = field(repr=False)
    variables: Mapping[str, Any] = field(repr=False)
    operation: str | None


def read(request: HttpRequest) -> GraphQLRequest:
    """Parse the body; a RequestError says what it should have been."""
    if request.content_type != "application/json":
        raise RequestError("Send the query as application/json.", HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    body = _json(_bytes(request))
    if isinstance(body, list):
        raise RequestError("Send one query at a time: batches are not supported.")
    if not isinstance(body, dict):
        raise RequestError("Send a JSON object with a `query`.")
    return _graphql_request(body)


def _graphql_request(body: Mapping[str, Any]) -> GraphQLRequest:
    query, variables = body.get("query"), body.get("variables")
    operation = body.get("operationName")
    if not (isinstance(query, str) and query):
        raise RequestError("`query` must be a string with a GraphQL query.")
    if not isinstance(variables, dict | None):
        raise RequestError("`variables` must be a JSON object.")
    if not isinstance(operation, str | None):
        raise RequestError("`operationName` must be a string.")
    return GraphQLRequest(query=query, variables=variables or {}, operation=operation or None)


def _bytes(request: HttpRequest) -> bytes:
    try:
        body = request.body
    except RequestDataTooBig:  # Django's own limit, checked before it reads the body
        raise _too_big() from None
    except (UnreadablePostError, ValueError):
        raise RequestError("The request ended before its body did.") from None
    if len(body) > MAX_BODY:
        raise _too_big()
    return body


def _too_big() -> RequestError:
    message = f"A request may have at most {MAX_BODY} bytes."
    return RequestError(message, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body.decode(), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise RequestError("The body is not JSON in UTF-8.") from None


def _no_number(name: str) -> Never:
    """Refuse NaN and Infinity, which Python accepts and JSON does not."""
    raise ValueError(name)
