"""The page a survey is answered on: for browsers whose notifications have no buttons."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseNotFound
from django.utils.html import format_html, format_html_join

from . import answers, l10n, receipts
from .core.payload import RTL
from .core.scenario import Scenario

_STYLE = (
    "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:30rem;margin:12vh auto;padding:0 1rem}"
    "textarea{width:100%;box-sizing:border-box;font:inherit}"
    "button{font:inherit;padding:.6rem 1.4rem;margin-inline-end:.6rem;margin-top:1rem}"
)
_PAGE = (
    '<!doctype html><html lang="{}" dir="{}"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
    "<title>{}</title><style>{}</style><h1>{}</h1>{}</html>"
)
_FORM = (
    '<form method="post"><label>{}<textarea name="text" rows="4" maxlength="{}"></textarea>'
    "</label>{}</form>"
)
_BUTTON = '<button name="value" value="{}">{}</button>'
# Nothing from elsewhere, nobody may frame it, and the token stays out of the next site's logs.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}


def respond(request: HttpRequest, *, now: datetime) -> HttpResponse:
    """The question, or thanks for the answer; nothing for a token that is not ours."""
    id = receipts.opened(request.GET.get("t", ""))
    asked = answers.survey(id) if id is not None else None
    if id is None or asked is None:
        return HttpResponseNotFound()
    row, scenario = asked
    language = l10n.choose(row.subscription.language if row.subscription else "", default="en")
    if request.method in ("GET", "HEAD"):
        return _page(scenario, language, _form(scenario, language))
    if request.method != "POST":
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    value, text = request.POST.get("value", ""), request.POST.get("text", "").replace("\0", "")
    if not answers.record(id, value, now=now, text=text.strip()):
        return _page(scenario, language, _form(scenario, language))
    return _page(scenario, language, "", heading="thanks")


def _page(
    scenario: Scenario[Any], language: str, content: str, *, heading: str = "title"
) -> HttpResponse:
    words = l10n.templates(scenario, language)[heading]
    direction = "rtl" if language in RTL else "ltr"
    html = format_html(_PAGE, language, direction, words, _STYLE, words, content)
    return HttpResponse(html, headers=_HEADERS)


def _form(scenario: Scenario[Any], language: str) -> str:
    texts = l10n.templates(scenario, language)
    buttons = format_html_join("", _BUTTON, [(name, texts[name]) for name in scenario.buttons])
    return format_html(_FORM, texts["comment"], answers.MAX_TEXT, buttons)
