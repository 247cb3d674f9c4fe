"""The HTTP view of the GraphQL API. Never raises."""

from datetime import datetime
from http import HTTPStatus
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

from . import execution
from . import request as graphql_request
from .context import Context

EXPLORER = Path(__file__).parents[2] / "static" / "graphiql.html"
# The page contains all it needs: it may load nothing, and connect to this shop only.
EXPLORER_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# A page of another origin may not read this header otherwise.
_EXPOSED = {"Access-Control-Expose-Headers": "Retry-After"}


def handle(request: HttpRequest, *, now: datetime) -> HttpResponse:
    try:
        return _handle(request, now)
    except graphql_request.RequestError as error:
        return JsonResponse(execution.failure(error).body, status=error.status)
    except Exception as error:  # the last resort; as_json logs it
        body = execution.failure(error).body
        return JsonResponse(body, status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _handle(request: HttpRequest, now: datetime) -> HttpResponse:
    playground = bool(settings.PLAYGROUND_ENABLED)
    if request.method == "POST":
        return _execute(request, now)
    if request.method == "GET" and playground:
        return _explorer()
    return HttpResponseNotAllowed([*(["GET"] if playground else []), "OPTIONS", "POST"])


def _execute(request: HttpRequest, now: datetime) -> HttpResponse:
    context = Context(request=request, now=now)
    response = execution.run(graphql_request.read(request), context)
    status = HTTPStatus.BAD_REQUEST if response.invalid else HTTPStatus.OK
    waits = {"Retry-After": str(max(context.waits)), **_EXPOSED} if context.waits else {}
    return JsonResponse(response.body, status=status, headers=waits)


def _explorer() -> HttpResponse:
    """A page to try the API by hand, served where Saleor serves its own playground."""
    headers = {
        "Content-Security-Policy": EXPLORER_POLICY,
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-cache",
    }
    return HttpResponse(EXPLORER.read_bytes(), headers=headers, charset="utf-8")
