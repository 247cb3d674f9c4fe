"""The survey page, for browsers whose notifications have no buttons."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseNotFound
from django.utils.html import format_html, format_html_join

from ..core.audience import Person
from ..core.scenario import Scenario
from ..messages import localization, overrides
from ..models import Notification
from ..shop import config, facts
from . import receipts, survey_answers

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
# No external resources, no framing, and no token in the Referer of the next request.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}


def respond(request: HttpRequest, *, now: datetime) -> HttpResponse:
    """The survey, or thanks for the answer; 404 for an invalid token."""
    id = receipts.opened(request.GET.get("t", ""))
    asked = survey_answers.survey(id) if id is not None else None
    if id is None or asked is None:
        return HttpResponseNotFound()
    page = _Page(*asked)
    if request.method in ("GET", "HEAD"):
        return page.asks()
    if request.method != "POST":
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    value, text = request.POST.get("value", ""), request.POST.get("text", "").replace("\0", "")
    recorded = survey_answers.record(id, value, now=now, text=text.strip())
    return page.thanks() if recorded else page.asks()


class _Page:
    """Says what the push said, in its language and in the same words."""

    def __init__(self, row: Notification, scenario: Scenario[Any]) -> None:
        known, device = _known(row, scenario), row.subscription
        own = overrides.load([scenario.code], {known.channel} if known else []).of(
            scenario, known.channel if known else ""
        )
        self._language = localization.choose(
            device.reads if device else "",
            known.language if known else "",
            default=config.load().default_language,
            own=own,
        )
        self._own = own.get(self._language, localization.NOTHING)
        self._scenario, self._words = scenario, scenario.words(known) if known else {}

    def asks(self) -> HttpResponse:
        names = self._scenario.buttons
        buttons = format_html_join("", _BUTTON, [(name, self._says(name)) for name in names])
        form = format_html(_FORM, self._says("comment"), survey_answers.MAX_TEXT, buttons)
        return self._with(self._says("title"), form)

    def thanks(self) -> HttpResponse:
        return self._with(self._says("thanks"), "")

    def _says(self, name: str) -> str:
        voice = localization.Voice(language=self._language, time_zone="UTC")
        return localization.said(self._scenario, name, self._words, voice=voice, own=self._own)

    def _with(self, heading: str, content: str) -> HttpResponse:
        language, runs = self._language, localization.direction(self._language)
        html = format_html(_PAGE, language, runs, heading, _STYLE, heading, content)
        return HttpResponse(html, headers=_HEADERS)


def _known(row: Notification, scenario: Scenario[Any]) -> Any:
    """The facts the notification was about; None if the shop has deleted them."""
    device, kind, subject = row.subscription, row.event.kind, row.event.subject
    person = Person(subscription_id=device.id, user_id=device.user_id) if device else None
    pair = (subject, person if scenario.personal else None)
    return facts.load(kind, [pair]).get(pair)
