"""How words are said: money, dates and counts in a language (CLDR, by Babel), and its texts."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_interval, format_skeleton
from babel.numbers import format_currency, format_decimal
from babel.units import format_unit

from .core.facts import Delivery, Money
from .core.payload import RTL, Text
from .core.scenario import Scenario
from .core.template import render

SOURCE = "en"
LANGUAGES = (SOURCE, "pl", "ar")
# From how much on a duration is said in which unit, and how long that is.
_UNITS = {"day": timedelta(hours=48), "hour": timedelta(minutes=90)}
_UNIT_SIZES = {
    "day": timedelta(days=1),
    "hour": timedelta(hours=1),
    "minute": timedelta(minutes=1),
}
RIGHT_TO_LEFT = "\u200f"
# Keeps a Latin product name from turning an Arabic sentence around (Unicode TR 9, isolates).
ISOLATE = "\u2068{}\u2069"


def choose(*wishes: str, default: str) -> str:
    """The first wish we have texts in (“pl-PL”, “PL” and “pl” are all Polish), else the default."""
    for wish in (*wishes, default):
        language = wish.replace("_", "-").split("-")[0].lower()
        if language in LANGUAGES:
            return language
    return SOURCE


def text(scenario: Scenario[Any], facts: object, *, language: str, time_zone: str) -> Text:
    """Title and body of a scenario for these facts."""
    words, voice = scenario.words(facts), Voice(language=language, time_zone=time_zone or "UTC")
    texts = templates(scenario, language)
    return Text(
        title=voice.render(texts["title"], words),
        body=voice.render(texts["body"], words),
        language=language,
        buttons=tuple((name, voice.render(texts[name], words)) for name in scenario.buttons),
    )


def templates(scenario: Scenario[Any], language: str) -> Mapping[str, str]:
    """The templates of a scenario by name; English where a translation is missing."""
    source = {name: getattr(scenario, name) for name in scenario.texts}
    return {**source, **_translations(language).get(scenario.code, {})}


@cache
def _translations(language: str) -> dict[str, dict[str, str]]:
    if language == SOURCE:
        return {}
    file = resources.files(__package__).joinpath("locale", f"{language}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


@dataclass(frozen=True, kw_only=True)
class Voice:
    """Says values in a language and, for dates, in the shopper's time zone."""

    language: str
    time_zone: str

    def render(self, template: str, words: Mapping[str, object]) -> str:
        said = render(template, words, say=self.say, plural=self._plural)
        return self._marked(said) if self.language in RTL else said

    def say(self, value: object) -> str:
        if isinstance(value, Money):
            return format_currency(value.amount, value.currency, locale=self.language)
        if isinstance(value, Delivery):
            return self._delivery(value)
        if isinstance(value, timedelta):
            return self._duration(value)
        if isinstance(value, date):
            return format_skeleton("MMMMd", value, locale=self.language)
        if isinstance(value, int):
            return format_decimal(value, locale=self.language)
        return self._isolated(str(value))

    def _duration(self, value: timedelta) -> str:
        """Rounded up, in one unit: “within 5 hours” is still true when it is read later."""
        unit = next((u for u, size in _UNITS.items() if value > size), "minute")
        count = math.ceil(value / _UNIT_SIZES[unit])
        return str(format_unit(count, f"duration-{unit}", locale=self.language))

    def _delivery(self, value: Delivery) -> str:
        day = value.since.astimezone(ZoneInfo(self.time_zone)).date()
        first, last = day + timedelta(days=value.least), day + timedelta(days=value.most)
        if first == last:
            return format_skeleton("MMMMd", first, locale=self.language)
        return format_interval(first, last, "MMMMd", locale=self.language)

    @staticmethod
    def _marked(said: str) -> str:
        # Some desktops drop `dir` and go by a line's first letter, which may be a product's name.
        return "\n".join(f"{RIGHT_TO_LEFT}{line}" for line in said.split("\n"))

    def _isolated(self, value: str) -> str:
        return ISOLATE.format(value) if self.language in RTL else value

    def _plural(self, count: int) -> str:
        return str(Locale.parse(self.language).plural_form(count))
