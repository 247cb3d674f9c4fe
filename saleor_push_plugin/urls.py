"""URLs under /plugins/saleor.push/: GraphQL API, staff's page, scripts, receipts, CSV, survey."""

import hashlib
import json
from datetime import datetime
from functools import cache
from http import HTTPStatus

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseNotModified,
    UnreadablePostError,
)
from django.http.response import HttpResponseBase

from . import scripts
from .dashboard import page
from .engagement import receipts, survey_answers, survey_page
from .graphql.http import results_csv, view
from .rations import visitors

TYPES = {".js": "text/javascript; charset=utf-8", ".ts": "text/plain; charset=utf-8"}
MAX_RECEIPT = 4096
# Short, so that service workers get a new version of the plugin within minutes.
CACHE = "public, max-age=300"


def respond(request: HttpRequest, path: str, *, now: datetime) -> HttpResponseBase | None:
    """The response to a request below the plugin's URL; None if the path does not exist."""
    name = (path or "").strip("/")
    if name == "graphql":
        return view.handle(request, now=now)
    if name == "page" or name.startswith("page/"):
        return page.respond(request, name.removeprefix("page").lstrip("/"))
    if name in results_csv.NAMES and request.method == "GET":
        return results_csv.respond(request, name, now=now)
    if name in ("receipt", "answer"):
        return _report(request, name, now)
    return _static(request, name)


def _report(request: HttpRequest, name: str, now: datetime) -> HttpResponse:
    """A receipt or a survey's answer; a page of any site can make a browser send them."""
    if request.method == "POST" and (seconds := visitors.wait(request, visitors.REPORTS, 1, now)):
        return _too_many(request, name, seconds)
    return _receipt(request, now) if name == "receipt" else survey_page.respond(request, now=now)


def _too_many(request: HttpRequest, name: str, seconds: int) -> HttpResponse:
    """A person reads the response to an answer, nobody the one to a receipt."""
    if name == "answer":
        return survey_page.refuse(request, seconds=seconds)
    return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": seconds})


def _receipt(request: HttpRequest, now: datetime) -> HttpResponse:
    """Always return 204: a browser cannot handle an error, and a forger learns nothing."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        report = json.loads(request.read(MAX_RECEIPT))
        if click := report.get("click"):
            receipts.record_click(str(click), now=now)
            return HttpResponse(status=204)
        token, event = str(report["token"]), str(report["event"])
        receipts.record(token, event, now=now)
        if action := report.get("action"):
            survey_answers.record(str(report.get("answer") or ""), str(action), now=now)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, UnreadablePostError):
        pass
    return HttpResponse(status=204)


def _static(request: HttpRequest, name: str) -> HttpResponse | None:
    if name not in _files():
        return None
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    content, etag = _files()[name]
    matches = etag in request.headers.get("If-None-Match", "")
    response = HttpResponseNotModified() if matches else HttpResponse(content)
    suffix = name[name.rfind(".") :]
    for header, value in _headers(suffix, etag).items():
        response[header] = value
    return response


def _headers(suffix: str, etag: str) -> dict[str, str]:
    return {
        "Content-Type": TYPES[suffix],
        "Cache-Control": CACHE,
        "ETag": etag,
        "Service-Worker-Allowed": "/",
        # Scripts are imported by storefronts of any origin; they hold no secrets.
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Content-Type-Options": "nosniff",
    }


@cache
def _files() -> dict[str, tuple[bytes, str]]:
    """By path below /plugins/saleor.push/: the content and its ETag."""
    return {name: (content, _etag(content)) for name, content in scripts.served().items()}


def _etag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'
