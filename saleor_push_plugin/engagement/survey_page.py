"""The survey page, where shoppers answer if their browser shows no buttons."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.translation.trans_real import parse_accept_lang_header

from ..core.audience import Access
from ..core.person import Person
from ..core.scenario import Scenario
from ..core.text.graphemes import cut
from ..messages import formatting, localization, overrides, regions
from ..models import Notification
from ..shop import config, facts
from . import survey_answers, survey_html


def respond(request: HttpRequest, *, now: datetime) -> HttpResponse:
    """The survey or, after an answer, the confirmation; 404 for an invalid or ended token."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    token = request.GET.get("t", "")
    survey = survey_answers.survey(token, now=now)
    if survey is None:
        return _closed(request)
    page = _Page(*survey)
    if request.method != "POST":
        return _response(page.form())
    value, text = _answer(request)
    if survey_answers.record(token, value, now=now, text=text):
        return _response(page.confirmation())
    html = page.form(problem="refused", text=text)
    return _response(html, HTTPStatus.UNPROCESSABLE_ENTITY)


def refuse(request: HttpRequest, *, seconds: int) -> HttpResponse:
    """The response to an answer of a visitor who sent too many; `seconds`: when one may be sent.

    It does not look the survey up, and keeps the answer in a form.
    """
    value, text = _answer(request)
    html = survey_html.too_many(_language_of(request), value=value, text=text)
    response = _response(html, HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = str(seconds)
    return response


def _closed(request: HttpRequest) -> HttpResponse:
    html = survey_html.closed(_language_of(request), shop=config.load().storefront_url)
    return _response(html, HTTPStatus.NOT_FOUND)


def _answer(request: HttpRequest) -> tuple[str, str]:
    text = request.POST.get("text", "").replace("\0", "").strip()
    return request.POST.get("value", ""), cut(text, survey_answers.MAX_TEXT)


def _language_of(request: HttpRequest) -> str:
    """The shipped language that the browser asks for first, else the shop's default."""
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", "").lower())
    tags = (tag for tag, _ in accepted)
    return localization.choose(*tags, default=config.load().default_language)


def _response(html: str, status: int = HTTPStatus.OK) -> HttpResponse:
    return HttpResponse(html, status=status, headers=survey_html.headers())


class _Page:
    """The page of one survey, with the texts of its notification, in the same language."""

    def __init__(self, row: Notification, scenario: Scenario[Any]) -> None:
        loaded, subscription = _load_facts(row, scenario), row.subscription
        channel = loaded.channel if loaded else ""
        stored = overrides.load([scenario.code], [channel]).by_language(scenario, channel)
        self._shop = config.load()
        read = (
            subscription.reads if subscription else "",
            loaded.language if loaded else "",
        )
        self._region = regions.region(*read)
        self._language = localization.choose(
            *read,
            default=self._shop.default_language,
            overridden=stored,
        )
        self._zone = self._shop.reader_zone(subscription.time_zone if subscription else "")
        self._overrides = stored.get(self._language, localization.NO_OVERRIDES)
        self._scenario = scenario
        # The address is all that this page asks for, so it says no amounts.
        self._words = localization.words_for(scenario, loaded, Access.NEWS) if loaded else {}

    def form(self, *, problem: str = "", text: str = "") -> str:
        question = survey_html.Question(
            language=self._language,
            title=self._text("title"),
            comment=self._text("comment"),
            answers=tuple((name, self._text(name)) for name in self._scenario.buttons),
        )
        return survey_html.form(question, problem=problem, text=text)

    def confirmation(self) -> str:
        shop = self._shop.storefront_url
        return survey_html.thanks(self._language, self._text("thanks"), shop=shop)

    def _text(self, name: str) -> str:
        return localization.render_text(
            self._scenario,
            name,
            self._words,
            formatter=formatting.Formatter(
                language=self._language, time_zone=self._zone, region=self._region
            ),
            overrides=self._overrides,
        )


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
