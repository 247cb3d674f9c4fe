"""Who may touch the writing database: the guard that Saleor puts around tasks and requests."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)

_GetResponse = Callable[[HttpRequest], HttpResponse]


class UnsafeWriterAccessError(Exception):
    """A query went to the writer outside `allow_writer()`."""


@contextmanager
def allow_writer() -> Iterator[None]:
    """Permit queries on the writer; nested uses close it with the outermost one."""
    connection = connections[settings.DATABASE_CONNECTION_DEFAULT_NAME]
    before = getattr(connection, "_allow_writer", False)
    connection._allow_writer = True
    try:
        yield
    finally:
        connection._allow_writer = before


def restrict_writer_middleware(get_response: _GetResponse) -> _GetResponse:
    writer = settings.DATABASE_CONNECTION_DEFAULT_NAME

    def middleware(request: HttpRequest) -> HttpResponse:
        with connections[writer].execute_wrapper(restrict_writer):
            return get_response(request)

    return middleware


def restrict_writer(
    execute: Callable, sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    if _is_undeclared(context):
        raise UnsafeWriterAccessError(f"Wrap this in allow_writer() or use the replica: {sql}")
    return execute(sql, params, many, context)


def log_writer_usage(
    execute: Callable, sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    if _is_undeclared(context):
        logger.warning("A query on the writer outside allow_writer(): %s", sql)
    return execute(sql, params, many, context)


def _is_undeclared(context: dict[str, Any]) -> bool:
    connection = context["connection"]
    is_writer = connection.alias == settings.DATABASE_CONNECTION_DEFAULT_NAME
    return is_writer and not getattr(connection, "_allow_writer", False)
