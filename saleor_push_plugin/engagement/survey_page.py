"""The survey page, where shoppers answer if their browser shows no buttons."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseNotFound
from django.utils.html import format_html, format_html_join

from ..core.audience import Access
from ..core.person import Person
from ..core.scenario import Scenario
from ..messages import localization, overrides
from ..models import Notification
from ..shop import config, facts
from . import survey_answers

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
    """The survey or, after an answer, the confirmation; 404 for an invalid or ended token."""
    token = request.GET.get("t", "")
    survey = survey_answers.survey(token, now=now)
    if survey is None:
        return HttpResponseNotFound()
    page = _Page(*survey)
    if request.method in ("GET", "HEAD"):
        return page.form()
    if request.method != "POST":
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    value, text = request.POST.get("value", ""), request.POST.get("text", "").replace("\0", "")
    recorded = survey_answers.record(token, value, now=now, text=text.strip())
    return page.confirmation() if recorded else page.form()


class _Page:
    """The page of one survey, with the texts of its notification, in the same language."""

    def __init__(self, row: Notification, scenario: Scenario[Any]) -> None:
        loaded, subscription = _load_facts(row, scenario), row.subscription
        channel = loaded.channel if loaded else ""
        stored = overrides.load([scenario.code], [channel]).by_language(scenario, channel)
        self._language = localization.choose(
            subscription.reads if subscription else "",
            loaded.language if loaded else "",
            default=config.load().default_language,
            overridden=stored,
        )
        self._overrides = stored.get(self._language, localization.NO_OVERRIDES)
        self._scenario = scenario
        # The address is all that this page asks for, so it says no amounts.
        self._words = localization.words_for(scenario, loaded, Access.NEWS) if loaded else {}

    def form(self) -> HttpResponse:
        names = self._scenario.buttons
        buttons = format_html_join("", _BUTTON, [(name, self._text(name)) for name in names])
        form = format_html(_FORM, self._text("comment"), survey_answers.MAX_TEXT, buttons)
        return self._response(self._text("title"), form)

    def confirmation(self) -> HttpResponse:
        return self._response(self._text("thanks"), "")

    def _text(self, name: str) -> str:
        return localization.render_text(
            self._scenario,
            name,
            self._words,
            formatter=localization.Formatter(language=self._language, time_zone="UTC"),
            overrides=self._overrides,
        )

    def _response(self, heading: str, content: str) -> HttpResponse:
        language, direction = self._language, localization.direction(self._language)
        html = format_html(_PAGE, language, direction, heading, _STYLE, heading, content)
        return HttpResponse(html, headers=_HEADERS)


def _load_facts(row: Notification, scenario: Scenario[Any]) -> Any:
    """The facts that the notification is about; None if the shop has deleted them."""
    subscription, kind, subject = row.subscription, row.event.kind, row.event.subject
    person = (
        Person(subscription_id=subscription.id, user_id=subscription.user_id)
        if subscription
        else None
    )
    pair = (subject, person if scenario.personal else None)
    return facts.load(kind, [pair]).get(pair)
