"""The page in Saleor's Dashboard: its HTML, scripts, style and words, and who may frame it.

It has no secrets: what it shows it asks the GraphQL API for, with a token that the Dashboard gives
it, or that a member of staff gets by logging in where the page stands in no frame.
"""

import hashlib
import json
from functools import cache
from importlib import resources

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseNotModified,
    HttpResponsePermanentRedirect,
)
from django.utils.html import format_html

from .. import scripts
from ..messages import catalog
from ..settings import dashboard_origins

TYPES = {
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "json": "application/json",
}
FOLDER = resources.files("saleor_push_plugin").joinpath("static", "page")
_HTML = (
    '<!doctype html><html lang="en" data-origins="{}" data-languages="{}"><head>'
    '<meta charset="utf-8"><title>Web Push</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">'
    '<link rel="stylesheet" href="page.css"><script type="module" src="main.js"></script>'
    '</head><body><div id="app"></div></body></html>'
)


def respond(request: HttpRequest, name: str) -> HttpResponse | None:
    """`name`: the path below `page/`, empty for the page itself; None if there is no such file."""
    if name and name not in _files():
        return None
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if name:
        return _file(request, name)
    if not request.path.endswith("/"):
        # Its files are named relative to it, and the Dashboard takes the slash off.
        return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
    return _page()


def policy(origins: list[str]) -> str:
    """Everything from here, nothing inline, and no frame but in these Dashboards."""
    ancestors = " ".join(["'self'", *origins])
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        f"img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
    )


def html(origins: list[str]) -> str:
    """The page itself; it tells its scripts which Dashboards and languages there are."""
    return format_html(_HTML, " ".join(origins), " ".join(catalog.LANGUAGES))


def _page() -> HttpResponse:
    origins = dashboard_origins.origins()
    response = HttpResponse(html(origins))
    response["Content-Security-Policy"] = policy(origins)
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _file(request: HttpRequest, name: str) -> HttpResponse:
    content, etag = _files()[name]
    matches = etag in request.headers.get("If-None-Match", "")
    response = HttpResponseNotModified() if matches else HttpResponse(content)
    response["Content-Type"] = TYPES[name.rpartition(".")[2]]
    # A module of one version must not meet one of another: each is asked for, and mostly not sent.
    response["Cache-Control"] = "no-cache"
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    return response


@cache
def _files() -> dict[str, tuple[bytes, str]]:
    """By path below `page/`: the content and its ETag."""
    return {name: (content, _etag(content)) for name, content in served().items()}


def served() -> dict[str, bytes]:
    """The files as browsers get them: scripts without comments, and the words of each language."""
    texts = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.iterdir()}
    code = {
        name: scripts.code_as_served(text) if name.endswith(".js") else text
        for name, text in texts.items()
        if name.rpartition(".")[2] in TYPES
    }
    words = {f"words-{language}.json": _words(language) for language in catalog.LANGUAGES}
    return {name: text.encode() for name, text in (code | words).items()}


def _words(language: str) -> str:
    return json.dumps(dict(catalog.section(language, "page")), ensure_ascii=False)


def _etag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'
