"""Errors as Saleor's own endpoint words them: message, locations, path, extensions.exception."""

import logging
import traceback
from typing import Any
from uuid import uuid4

from django.conf import settings
from graphql import GraphQLError
from graphql.error import format_error
from jwt import InvalidTokenError
from saleor.core.exceptions import PermissionDenied

logger = logging.getLogger(__name__)

INTERNAL = "Internal Server Error"
# Whose messages a caller may read. Anything else may carry an endpoint or a row of the database.
_TOLD = (GraphQLError, InvalidTokenError, PermissionDenied)


def as_json(error: Exception) -> dict[str, Any]:
    cause = _cause(error)
    answer: dict[str, Any] = format_error(error)
    extensions = {**answer.get("extensions", {}), "exception": _exception(cause)}
    if not isinstance(cause, _TOLD):
        answer["message"] = str(error) if settings.DEBUG else INTERNAL
        extensions["reference"] = _log(cause)
    return {**answer, "extensions": extensions}


def _cause(error: Exception) -> Exception:
    """What a resolver raised; graphql-core wraps it to say where."""
    while inner := getattr(error, "original_error", None):
        error = inner
    return error


def _exception(cause: Exception) -> dict[str, Any]:
    exception: dict[str, Any] = {"code": type(cause).__name__}
    if settings.DEBUG:
        exception["stacktrace"] = "".join(traceback.format_exception(cause)).splitlines()
    return exception


def _log(cause: Exception) -> str:
    """Where it went wrong and under which reference, but no message: it may name an endpoint."""
    reference = uuid4().hex[:12]
    places = "".join(traceback.format_tb(cause.__traceback__))
    logger.error("GraphQL error %s: %s\n%s", reference, type(cause).__name__, places)
    return reference
