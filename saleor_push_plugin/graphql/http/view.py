"""The door of the counter: HTTP in, HTTP out. Never raises."""

from datetime import datetime
from http import HTTPStatus
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

from . import execution
from . import request as question
from .context import Asking

EXPLORER = Path(__file__).parents[2] / "static" / "graphiql.html"
# The page brings all it needs, so it may load nothing and talk to nobody but this shop.
EXPLORER_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def handle(request: HttpRequest, *, now: datetime) -> HttpResponse:
    try:
        return _handle(request, now)
    except question.RequestError as error:
        return JsonResponse(execution.refusal(error).body, status=error.status)
    except Exception as error:  # the one net below everything; as_json logs it
        body = execution.refusal(error).body
        return JsonResponse(body, status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _handle(request: HttpRequest, now: datetime) -> HttpResponse:
    playground = bool(settings.PLAYGROUND_ENABLED)
    if request.method == "POST":
        return _answer(request, now)
    if request.method == "GET" and playground:
        return _explorer()
    return HttpResponseNotAllowed([*(["GET"] if playground else []), "OPTIONS", "POST"])


def _answer(request: HttpRequest, now: datetime) -> HttpResponse:
    asked = question.read(request)
    answer = execution.answer(asked, Asking(request=request, now=now))
    status = HTTPStatus.BAD_REQUEST if answer.invalid else HTTPStatus.OK
    return JsonResponse(answer.body, status=status)


def _explorer() -> HttpResponse:
    """A page to try the API by hand, shown where Saleor shows its own playground."""
    headers = {
        "Content-Security-Policy": EXPLORER_POLICY,
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-cache",
    }
    return HttpResponse(EXPLORER.read_bytes(), headers=headers, charset="utf-8")
