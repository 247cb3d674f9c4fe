"""Render texts in a language: money, dates and counts as CLDR has them (by Babel).

Where CLDR leaves a choice, or its data differ between the releases of Babel that setup.cfg allows,
the choice is made here or in the `[formats]` of the language's file: the same facts give the same
text with each of them.
"""

import math
import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_interval, format_skeleton, format_timedelta
from babel.numbers import format_currency, format_decimal

from ..core.facts.common import Delivery, Money
from ..core.scenario import Scenario
from ..core.text.languages import Name, lookup
from ..core.text.payload import Text
from ..core.text.template import render
from ..core.text.template_rules import BODY
from . import catalog
from .catalog import LANGUAGES, SOURCE, Texts, shipped

# A day, and the days between two: CLDR's names of date formats. A language's file may choose
# another `date_range`.
DAY, DAYS = "MMMMd", "MMMd"
# From how much on a duration is said in which unit, and how long that is.
_Unit = Literal["day", "hour", "minute"]
_UNITS: Mapping[_Unit, timedelta] = {"day": timedelta(hours=48), "hour": timedelta(minutes=90)}
_UNIT_SIZES: Mapping[_Unit, timedelta] = {
    "day": timedelta(days=1),
    "hour": timedelta(hours=1),
    "minute": timedelta(minutes=1),
}
RIGHT_TO_LEFT = "\u200f"
# Keeps a Latin product name from turning an Arabic sentence around (Unicode TR 9, isolates).
ISOLATE = "\u2068{}\u2069"


def choose(*wishes: str, default: str, own: Container[str] = ()) -> str:
    """The first wish there are texts in, shipped or (`own`) the owner's, else the default.

    “pl-PL”, “PL” and “pl” are all Polish.
    """
    for wish in (*wishes, default):
        for language in lookup(wish):
            if language in LANGUAGES or language in own:
                return language
    return SOURCE


def can_say(language: str) -> bool:
    """Whether prices, dates and plurals can be said in it."""
    try:
        Locale.parse(language.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return False
    return True


@lru_cache(maxsize=4096)
def direction(language: str) -> str:
    """Which way a language runs, as HTML's `dir`."""
    return str(Locale.parse(language, sep="-").text_direction)


NOTHING: Texts = {}


def text(
    scenario: Scenario[Any],
    facts: object,
    *,
    language: str,
    time_zone: str,
    own: Texts = NOTHING,
    now: datetime | None = None,
) -> Text:
    """Title, body and buttons of a scenario for these facts, in the owner's `own` words if any.

    What is over by `now`, if that is given, is not said.
    """
    voice = Voice(language=language, time_zone=time_zone or "UTC")
    found = scenario.words(facts).items()
    words = {name: word for name, word in found if not (now and voice.is_over(word, now))}
    names = ("title", BODY, *scenario.buttons)
    says = {name: said(scenario, name, words, voice=voice, own=own) for name in names}
    return Text(
        title=says["title"],
        body=says[BODY],
        language=language,
        direction=direction(language),
        buttons=tuple((name, says[name]) for name in scenario.buttons),
    )


def said(
    scenario: Scenario[Any],
    name: str,
    words: Mapping[str, object],
    *,
    voice: "Voice",
    own: Texts = NOTHING,
) -> str:
    """One text. All it says may be left out for want of words; only a body may then be empty."""
    shipped_one = templates(scenario, voice.language)[name]
    spoken = voice.render(own.get(name, shipped_one), words)
    return spoken if spoken or name == BODY else voice.render(shipped_one, words)


def templates(scenario: Scenario[Any], language: str) -> Texts:
    """The shipped templates of a scenario by name; English where a translation is missing."""
    source = {name: getattr(scenario, name) for name in scenario.texts}
    ours = shipped(language) or SOURCE
    brought = scenario.translations.get(ours, {})
    return {**source, **brought, **catalog.scenario_texts(ours, scenario.code)}


@dataclass(frozen=True, kw_only=True)
class Voice:
    """Says values in a language and, for dates, in the shopper's time zone."""

    language: str
    time_zone: str

    def render(self, template: str, words: Mapping[str, object]) -> str:
        said = render(template, words, format_value=self.say, plural=self._plural)
        return self._marked(said) if said and self._is_rtl else said

    @property
    def _locale(self) -> str:
        return self.language.replace("-", "_")

    @property
    def _is_rtl(self) -> bool:
        return direction(self.language) == "rtl"

    @property
    def _formats(self) -> Mapping[str, str]:
        return catalog.section(shipped(self.language) or SOURCE, "formats")

    def say(self, value: object) -> str:
        if isinstance(value, Money):
            return format_currency(value.amount, value.currency, locale=self._locale)
        if isinstance(value, Delivery):
            return self._delivery(value)
        if isinstance(value, timedelta):
            return self._duration(value)
        if isinstance(value, date):
            return self._day(value)
        if isinstance(value, Decimal):
            return format_decimal(value, format="0.0", locale=self._locale)
        if isinstance(value, int):
            return format_decimal(value, locale=self._locale)
        if isinstance(value, Name):
            return self._isolated(value.in_language(self.language))
        return self._isolated(str(value))

    def is_over(self, value: object, now: datetime) -> bool:
        """An estimate whose last day has passed where the shopper lives."""
        if not isinstance(value, Delivery):
            return False
        _, last = self._days(value)
        return last < now.astimezone(ZoneInfo(self.time_zone)).date()

    def _duration(self, value: timedelta) -> str:
        """Rounded up, in one unit: “within 5 hours” is still true when it is read later."""
        unit: _Unit = next((u for u, size in _UNITS.items() if value > size), "minute")
        count = math.ceil(value / _UNIT_SIZES[unit])
        if own := self._formats.get(f"{unit}s"):
            return render(own, {"count": count}, format_value=self.say, plural=self._plural)
        # Not format_unit(): Babel 2.15 to 2.18 make “5 duration-day” of five days in Arabic.
        return _span(count, unit, self._locale) or _span(count, unit, SOURCE)

    def _delivery(self, value: Delivery) -> str:
        first, last = self._days(value)
        if first == last:
            return self._day(first)
        skeleton = self._formats.get("date_range", DAYS)
        said = format_interval(first, last, skeleton, locale=self._locale)
        # Babel 2.15 to 2.18 lack the short names of months where they are the same as the long.
        nameless = {f"M{day.month}" for day in (first, last)}
        if any(name in said for name in nameless):
            return f"{self._day(first)} – {self._day(last)}"
        return self._with_first(said)

    def _day(self, value: date) -> str:
        return self._with_first(format_skeleton(DAY, value, locale=self._locale))

    def _with_first(self, said: str) -> str:
        """“1er décembre”: CLDR has no format for a first of the month of its own."""
        first = self._formats.get("first_of_month")
        return re.sub(r"\b1\b", first, said) if first else said

    def _days(self, value: Delivery) -> tuple[date, date]:
        day = value.since.astimezone(ZoneInfo(self.time_zone)).date()
        return day + timedelta(days=value.least), day + timedelta(days=value.most)

    @staticmethod
    def _marked(said: str) -> str:
        # Some desktops drop `dir` and go by a line's first letter, which may be a product's name.
        return "\n".join(f"{RIGHT_TO_LEFT}{line}" for line in said.split("\n"))

    def _isolated(self, value: str) -> str:
        return ISOLATE.format(value) if self._is_rtl else value

    def _plural(self, count: int) -> str:
        return str(Locale.parse(self._locale).plural_form(count))


def _span(count: int, unit: _Unit, locale: str) -> str:
    """“5 days”; empty in the few languages for which Babel before 2.15 has no words."""
    whole = count * _UNIT_SIZES[unit]
    return format_timedelta(whole, granularity=unit, threshold=math.inf, locale=locale)
