"""Formats errors like Saleor's own endpoint: message, locations, path, extensions.exception."""

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
# Errors whose messages the caller may read. Others may contain an endpoint or a database row.
_PUBLIC = (GraphQLError, InvalidTokenError, PermissionDenied)


def as_json(error: Exception) -> dict[str, Any]:
    cause = _cause(error)
    body: dict[str, Any] = format_error(error)
    extensions = {**body.get("extensions", {}), "exception": _exception(cause)}
    if not isinstance(cause, _PUBLIC):
        body["message"] = str(error) if settings.DEBUG else INTERNAL
        extensions["reference"] = _log(cause)
    return {**body, "extensions": extensions}


def _cause(error: Exception) -> Exception:
    """The exception that a resolver raised; graphql-core wraps it to add the location."""
    while inner := getattr(error, "original_error", None):
        error = inner
    return error


def _exception(cause: Exception) -> dict[str, Any]:
    exception: dict[str, Any] = {"code": type(cause).__name__}
    if settings.DEBUG:
        exception["stacktrace"] = "".join(traceback.format_exception(cause)).splitlines()
    return exception


def _log(cause: Exception) -> str:
    """Log the traceback under a reference, without the message: it may name an endpoint."""
    reference = uuid4().hex[:12]
    frames = "".join(traceback.format_tb(cause.__traceback__))
    logger.error("GraphQL error %s: %s\n%s", reference, type(cause).__name__, frames)
    return reference
