"""The one GraphQL endpoint: parse, execute, and word errors as Saleor does."""

import json
import logging
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.views.generic import View
from graphql import GraphQLError
from graphql.error import format_error as format_graphql_error
from graphql.execution import ExecutionResult
from jwt import PyJWTError

from ..core.db.connection import allow_writer
from ..core.exceptions import PermissionDenied
from .api import schema
from .context import get_context_value

logger = logging.getLogger(__name__)


class GraphQLView(View):
    HANDLED_EXCEPTIONS = (GraphQLError, PyJWTError, PermissionDenied)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            return self.handle_query(request)
        if request.method == "GET" and settings.PLAYGROUND_ENABLED:
            return HttpResponse("<h1>The sandbox shop</h1><p>POST GraphQL here.</p>")
        return HttpResponseNotAllowed(["OPTIONS", "POST"])

    def handle_query(self, request: HttpRequest) -> JsonResponse:
        try:
            data = json.loads(request.body)
        except ValueError:
            error = self.format_error(GraphQLError("Unable to parse query."))
            return JsonResponse({"errors": [error]}, status=400)
        answer, status = self.get_response(request, data)
        return JsonResponse(answer, status=status)

    def get_response(self, request: HttpRequest, data: dict) -> tuple[dict[str, Any], int]:
        result = self.execute_graphql_request(request, data)
        answer: dict[str, Any] = {}
        if result.errors:
            answer["errors"] = [self.format_error(error) for error in result.errors]
        if result.invalid:
            return answer, 400
        return {**answer, "data": result.data}, 200

    @allow_writer()
    def execute_graphql_request(self, request: HttpRequest, data: dict) -> ExecutionResult:
        return schema.execute(
            data.get("query"),
            variables=data.get("variables"),
            operation_name=data.get("operationName"),
            context=get_context_value(request),
        )

    def format_error(self, error: Exception) -> dict[str, Any]:
        is_graphql = isinstance(error, GraphQLError)
        result = format_graphql_error(error) if is_graphql else {"message": str(error)}
        while hasattr(error, "original_error"):
            error = error.original_error
        if not isinstance(error, self.HANDLED_EXCEPTIONS):
            logger.error("A query failed unexpectedly", exc_info=error)
            result["message"] = result["message"] if settings.DEBUG else "Internal Server Error"
        result.setdefault("extensions", {})["exception"] = {"code": type(error).__name__}
        return result
