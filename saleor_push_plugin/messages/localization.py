"""Renders the texts of a scenario in a language, and chooses that language."""

from collections.abc import Container, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from babel import Locale, UnknownLocaleError

from ..core.audience import Access
from ..core.order_privacy import without_amounts
from ..core.scenario import Scenario
from ..core.text import fitting
from ..core.text.payload import Text
from ..core.text.platform_lengths import length
from ..core.text.template_rules import BODY
from ..language_tags import lookup
from . import catalog
from .catalog import LANGUAGES, SOURCE, Texts
from .closest_language import shipped
from .formatting import Formatter, direction, is_unseen


def choose(*preferred: str, default: str, overridden: Container[str] = ()) -> str:
    """The first preferred language that has texts, shipped or `overridden`, else the default.

    “pl-PL”, “PL” and “pl” are all Polish.
    """
    for tag in (*preferred, default):
        for language in lookup(tag):
            if language in LANGUAGES or language in overridden:
                return language
    return SOURCE


def is_supported(language: str) -> bool:
    """Whether prices, dates and plurals can be formatted in a language."""
    try:
        Locale.parse(language.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return False
    return True


NO_OVERRIDES: Texts = {}


def text(
    scenario: Scenario[Any],
    facts: object,
    *,
    language: str,
    time_zone: str,
    region: str = "",
    overrides: Texts = NO_OVERRIDES,
    now: datetime | None = None,
    access: Access = Access.OWNER,
) -> Text:
    """Title, body and buttons of a scenario for these facts, from `overrides` where it has them.

    `region`: the reader's. With `now`, delivery estimates that are past are left out. Without the
    owner's access amounts are, so that the title may be empty.
    """
    formatter = Formatter(language=language, time_zone=time_zone, region=region)
    values = words_for(scenario, facts, access).items()
    words = {name: value for name, value in values if not (now and formatter.is_past(value, now))}
    say = partial(render_text, scenario, words=words, overrides=overrides)
    title = fitting.fit_title(
        lambda most: say("title", formatter=replace(formatter, longest_name=most))
    )
    return Text(
        title=title,
        body=_body(scenario, words, length(title), formatter, overrides),
        language=language,
        direction=direction(language),
        buttons=tuple((name, say(name, formatter=formatter)) for name in scenario.buttons),
    )


def _body(
    scenario: Scenario[Any],
    words: Mapping[str, object],
    used: int,
    formatter: Formatter,
    overrides: Texts,
) -> str:
    """The body that fits beside a title of `used` characters. No sentence of an owner gives way."""
    own = overrides.get(BODY)
    template = templates(scenario, formatter.language)[BODY] if own is None else own
    room = fitting.Room(
        used=used,
        most=fitting.most(scenario.topic.marketing),
        gives_way=scenario.gives_way if own is None else None,
        last_line_if_short=scenario.last_line_if_short and own is None,
    )
    body = fitting.fit_body(
        lambda most: replace(formatter, longest_name=most).speak(template, words), room
    )
    return formatter.marked(body)


def words_for(scenario: Scenario[Any], facts: object, access: Access) -> Mapping[str, object]:
    """The words of a scenario's templates that a reader with this access may see."""
    words = scenario.words(facts)
    return words if access is Access.OWNER else without_amounts(words)


def render_text(
    scenario: Scenario[Any],
    name: str,
    words: Mapping[str, object],
    *,
    formatter: Formatter,
    overrides: Texts = NO_OVERRIDES,
) -> str:
    """One text of a scenario. Sentences without a value are left out; only a body may be empty.

    An override that would be empty gives way to the shipped template, and a value that this would
    need and that has nothing to be seen, such as a name of invisible characters, to an ellipsis.
    """
    default = templates(scenario, formatter.language)[name]
    for template in (overrides.get(name, default), default):
        rendered = formatter.render(template, words)
        if rendered or name == BODY:
            return rendered
    return formatter.render(default, {word: _or_ellipsis(value) for word, value in words.items()})


def templates(scenario: Scenario[Any], language: str) -> Texts:
    """The shipped templates of a scenario by name; English where a translation is missing."""
    source = {name: getattr(scenario, name) for name in scenario.texts}
    target = shipped(language) or SOURCE
    translations = scenario.translations.get(target, {})
    return {**source, **translations, **catalog.scenario_texts(target, scenario.code)}


def _or_ellipsis(value: object) -> object:
    return "…" if value is None or is_unseen(value) else value
