"""The survey page says what happened and what can be done, in the reader's language."""

import re
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from saleor_push_plugin import urls
from saleor_push_plugin.engagement import survey_html
from saleor_push_plugin.models import Subscription, SurveyAnswer
from saleor_push_plugin.settings.trusted_proxies import PROXIES_SETTING
from tests.hosts.shop import Shop

from .order_story import Story
from .test_survey import SOON, agree, answer_url, asked, deliver  # noqa: F401

PATH = "/plugins/saleor.push/answer/"
LINK = '<a href="https://shop.example.com"'


def closed(**headers: str) -> str:
    response = Client().get(PATH, **headers)
    assert response.status_code == HTTPStatus.NOT_FOUND
    return response.content.decode()


def said(page: str) -> str:
    """The line that says what happened to an answer; empty in a form that says nothing."""
    (found,) = re.findall(r'<p id="said"[^>]*>([^<]*)</p>', page)
    return str(found)


@pytest.fixture
def url(asked: Story) -> str:  # noqa: F811
    deliver(asked)
    asked.deliver(timezone.now() + SOON)
    return answer_url(asked)


@pytest.mark.parametrize(
    ("accepted", "language", "direction"),
    [
        ("ar-EG, en;q=0.5", "ar", "rtl"),
        ("xx, pl;q=0.3", "pl", "ltr"),
        ("DE", "de", "ltr"),
        ("", "en", "ltr"),
        ("*", "en", "ltr"),
        ("\udcff, ;;q=x" * 100, "en", "ltr"),
    ],
)
def test_a_question_that_is_not_open_says_so_in_the_browsers_language(
    push: Shop, accepted: str, language: str, direction: str
) -> None:
    page = closed(HTTP_ACCEPT_LANGUAGE=accepted)
    words = survey_html.words(language)
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert f"{words['closed']}</h1>" in page
    assert words["closed_why"] in page
    assert words["closed_do"] in page


def test_a_browser_that_asks_for_no_known_language_gets_the_shops(push: Shop) -> None:
    push.configure_push(default_language="fr")
    assert '<html lang="fr"' in closed(HTTP_ACCEPT_LANGUAGE="xx")


def test_it_leads_to_the_shop(push: Shop) -> None:
    push.configure_push(storefront_url="https://shop.example.com")
    page = closed()
    assert f"{LINK}>{survey_html.words('en')['shop']}</a>" in page


def test_a_question_whose_month_is_over_says_so(url: str, rf: RequestFactory) -> None:
    request = rf.get(url, HTTP_ACCEPT_LANGUAGE="pl")
    late = urls.respond(request, PATH.split("/")[-2], now=timezone.now() + timedelta(days=60))
    assert isinstance(late, HttpResponse)
    assert late.status_code == HTTPStatus.NOT_FOUND
    assert survey_html.words("pl")["closed"] in late.content.decode()


def test_a_refused_answer_is_told_and_its_text_kept(url: str) -> None:
    text = "</textarea><script>alert(1)</script>\n  two lines"
    refused = Client().post(url, {"value": "<b>", "text": text})
    page = refused.content.decode()
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert said(page) == survey_html.words("en")["refused"]
    kept = re.search(r"<textarea[^>]*>\n([^<]*)</textarea>", page)
    assert kept
    assert kept[1].replace("&lt;", "<").replace("&gt;", ">") == text
    assert not SurveyAnswer.objects.exists()


def test_too_many_answers_are_told_and_kept(push: Shop, settings: Any) -> None:
    settings.SALEOR_PUSH_REQUESTS = 1
    setattr(settings, PROXIES_SETTING, "127.0.0.0/8")
    visitor = Client(headers={"Accept-Language": "de", "X-Forwarded-For": "8.8.8.8"})
    answer = {"value": 'go"od', "text": "Fine <3"}
    first, second = (visitor.post(f"{PATH}?t=x", answer) for _ in range(2))
    assert first.status_code == HTTPStatus.NOT_FOUND
    assert second.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert int(second["Retry-After"]) >= 1
    page = second.content.decode()
    assert said(page) == survey_html.words("de")["tooMany"]
    assert "Fine &lt;3</textarea>" in page
    assert 'name="value" value="go&quot;od"' in page


def test_a_question_says_nothing_before_it_was_answered(url: str) -> None:
    assert said(Client().get(url).content.decode()) == ""


def test_thanks_lead_back_to_the_shop_in_the_questions_language(url: str, push: Shop) -> None:
    Subscription.objects.update(language="ar")
    push.configure_push(storefront_url="https://shop.example.com")
    page = Client().post(url, {"value": "good"}, HTTP_ACCEPT_LANGUAGE="pl").content.decode()
    assert f"{LINK}>{survey_html.words('ar')['shop']}</a>" in page


def test_words_of_the_page_in_a_language_of_the_owners_alone_are_marked_english() -> None:
    question = survey_html.Question(
        language="fa", title="؟", comment="؟", answers=(("good", "خوب"),)
    )
    page = survey_html.form(question, problem="refused")
    assert '<html lang="fa" dir="rtl">' in page
    assert 'role="status" lang="en" dir="ltr">' in page


def test_the_page_loads_nothing_and_runs_only_its_own_script(url: str) -> None:
    response = Client().get(url)
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "http" not in re.sub(r"<script>.*</script>", "", response.content.decode())
    assert response["Referrer-Policy"] == "no-referrer"
    assert parse_qs(urlsplit(url).query)["t"][0] not in response.content.decode()
