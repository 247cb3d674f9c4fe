"""The HTML of the survey page: the question, thanks, and what is said where neither can be shown.

It loads nothing from elsewhere. Its style and its script (static/survey-page.*) stand in the page,
and the Content-Security-Policy names them by their hashes.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from ..messages import catalog, closest_language, formatting
from .survey_answers import MAX_TEXT

_PAGE = (
    '<!doctype html><html lang="{}" dir="{}"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">'
    '<title>{}</title><style>{}</style><main><h1 tabindex="-1">{}</h1>{}</main>{}</html>'
)
_FORM = (
    '<form method="post" data-busy="{}" data-lost="{}"><p id="said" role="status"{}>{}</p>'
    '<label{}>{}<textarea name="text" dir="auto" rows="4" maxlength="{}">\n{}</textarea></label>'
    '<div class="buttons">{}</div></form>'
)
_BUTTON = '<button name="value" value="{}">{}</button>'
_SCRIPT = "<script>{}</script>"


@dataclass(frozen=True, kw_only=True)
class Question:
    """What the form says, in one language (a BCP 47 tag).

    `answers` are values and labels. Without a `comment`, a text cannot be written.
    """

    language: str
    title: str
    comment: str
    answers: tuple[tuple[str, str], ...]


def form(asked: Question, *, problem: str = "", text: str = "") -> str:
    """The form. `problem`: a key of `words` that says why an answer was not taken, or empty."""
    said = words(asked.language)
    return _page(
        asked.language,
        asked.title,
        format_html(
            _FORM,
            said["busy"],
            f"{said['noShop']} {said['kept']}",
            _language_of_words(asked.language),
            said[problem] if problem else "",
            "" if asked.comment else mark_safe(" hidden"),
            asked.comment,
            MAX_TEXT,
            text,
            format_html_join("", _BUTTON, asked.answers),
        ),
        script=_script(),
    )


def thanks(language: str, text: str, *, shop: str) -> str:
    """After an answer. `shop`: the storefront's address, or empty."""
    return _page(language, text, _link_to(shop, language))


def closed(language: str, *, shop: str) -> str:
    """In place of a question that does not exist or has ended."""
    said = words(language)
    paragraphs = format_html_join("", "<p>{}</p>", [(said["closed_why"],), (said["closed_do"],)])
    return _page(language, said["closed"], paragraphs + _link_to(shop, language))


def too_many(language: str, *, value: str, text: str) -> str:
    """Where an answer was not even read, with a form that sends the same again."""
    said = words(language)
    asked = Question(
        language=language,
        title=said["notSaved"],
        comment=said["kept"] if text else "",
        answers=((value, said["again"]),),
    )
    return form(asked, problem="tooMany", text=text)


def words(language: str) -> Mapping[str, str]:
    """The page's own words and those it shares with the components; English where none are."""
    shipped = closest_language.shipped(language) or catalog.SOURCE
    return {**catalog.section(shipped, "components"), **catalog.section(shipped, "survey_page")}


@cache
def headers() -> Mapping[str, str]:
    """No other resources, no framing, and no token in the Referer of the next request."""
    policy = (
        f"default-src 'none'; style-src {_hash(_style())}; script-src {_hash(_code())}; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }


def _page(language: str, heading: str, content: str, *, script: str = "") -> str:
    direction = formatting.direction(language)
    return format_html(_PAGE, language, direction, heading, _style(), heading, content, script)


def _link_to(shop: str, language: str) -> SafeString:
    if not shop:
        return mark_safe("")
    return format_html('<p><a href="{}">{}</a></p>', shop, words(language)["shop"])


def _language_of_words(language: str) -> SafeString:
    """Attributes for words of the page in a question whose language only the owner's texts have."""
    if closest_language.shipped(language):
        return mark_safe("")
    return format_html(' lang="{}" dir="{}"', catalog.SOURCE, "ltr")


def _script() -> SafeString:
    return format_html(_SCRIPT, _code())


@cache
def _style() -> SafeString:
    return _resource("survey-page.css")


@cache
def _code() -> SafeString:
    return _resource("survey-page.js")


def _resource(name: str) -> SafeString:
    file = resources.files("saleor_push_plugin").joinpath("static", name)
    return mark_safe(file.read_text(encoding="utf-8"))


def _hash(content: str) -> str:
    """A source expression of CSP 3: the content's hash."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
