"""Formats the values of words in a language: money, dates, spans of time, counts, names, codes.

The same values give the same text with every release of Babel that setup.cfg allows. Where CLDR
leaves a choice, or its data differ between releases, this module or the `[formats]` of the
language's file decides.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_interval, format_skeleton, format_timedelta
from babel.numbers import format_currency, format_decimal, format_percent

from ..core.facts.common import Delivery, Money
from ..core.facts.personal_code import PersonalCode, Share
from ..core.text import fitting
from ..core.text.cleaning import MAX_VALUE, clean_value, is_visible, isolated, runs_right_to_left
from ..core.text.languages import Name
from ..core.text.template import Spoken, joined, render, speak
from ..language_tags import lookup
from . import catalog, voucher_phrases
from .catalog import SOURCE
from .closest_language import shipped
from .regions import locale_of

# CLDR skeletons of a day and of a range of days. A language's file may set another `date_range`.
DAY, DAYS = "MMMMd", "MMMd"
# The unit of a duration: the first one whose threshold it exceeds, else minutes.
_Unit = Literal["day", "hour", "minute"]
_UNITS: Mapping[_Unit, timedelta] = {"day": timedelta(hours=48), "hour": timedelta(minutes=90)}
_UNIT_SIZES: Mapping[_Unit, timedelta] = {
    "day": timedelta(days=1),
    "hour": timedelta(hours=1),
    "minute": timedelta(minutes=1),
}
RIGHT_TO_LEFT = "\u200f"


@lru_cache(maxsize=4096)
def direction(language: str) -> str:
    """The text direction of a language, a value of HTML's `dir`: ltr or rtl."""
    # CLDR also knows vertical scripts, which `dir` does not.
    return "rtl" if Locale.parse(language, sep="-").text_direction == "rtl" else "ltr"


def is_unseen(value: object) -> bool:
    """Whether a text or a name has characters, but none that a reader sees, in some language."""
    texts = [value.original, *value.translations.values()] if isinstance(value, Name) else [value]
    return any(isinstance(text, str) and text and not is_visible(text) for text in texts)


@dataclass(frozen=True, kw_only=True)
class Formatter:
    """Formats values in a language; dates in the shopper's time zone.

    `region`: that of the reader, whose formats numbers and dates have; empty if it is not known.
    Words and plural forms are the language's alone.
    `longest_name`: the most characters of a Name. Other values are never shortened to fit.
    """

    language: str
    time_zone: str
    longest_name: int = MAX_VALUE
    region: str = ""

    def render(self, template: str, words: Mapping[str, object]) -> str:
        """The template with its words filled in. A value that nobody would see counts as none."""
        return self.marked(joined(self.speak(template, words)))

    def speak(self, template: str, words: Mapping[str, object]) -> Spoken:
        """The sentences of render(), not marked yet."""
        seen = {word: None if is_unseen(value) else value for word, value in words.items()}
        return speak(template, seen, format_value=self.format, plural=self._plural)

    def marked(self, text: str) -> str:
        """The text with a mark at each line of a right-to-left language.

        Some desktops ignore `dir` and use a line's first letter, which may be a product's name.
        """
        if not (text and self._is_rtl):
            return text
        return "\n".join(f"{RIGHT_TO_LEFT}{line}" for line in text.split("\n"))

    @property
    def _locale(self) -> str:
        return locale_of(self.language, self.region)

    @property
    def _is_rtl(self) -> bool:
        return direction(self.language) == "rtl"

    @property
    def _formats(self) -> Mapping[str, str]:
        return catalog.section(shipped(self.language) or SOURCE, "formats")

    def format(self, value: object) -> str:
        """A word's value as text."""
        for kind, formatted in _BY_TYPE:
            if isinstance(value, kind):
                return formatted(self, value)
        return self._isolated(clean_value(str(value)))

    def _money(self, value: Money) -> str:
        return format_currency(value.amount, value.currency, locale=self._locale)

    def _rating(self, value: Decimal) -> str:
        return format_decimal(value, format="0.0", locale=self._locale)

    def _count(self, value: int) -> str:
        return format_decimal(value, locale=self._locale)

    def _name(self, value: Name) -> str:
        return self._isolated(value.shortened(lookup(self.language), self.longest_name))

    def is_past(self, value: object, now: datetime) -> bool:
        """Whether it is a delivery estimate that ended before today, in the shopper's time zone."""
        if not isinstance(value, Delivery):
            return False
        _, last = self._days(value)
        return last < now.astimezone(ZoneInfo(self.time_zone)).date()

    def _duration(self, value: timedelta) -> str:
        """A duration in one unit, rounded up: “within 5 hours” stays true when it is read later."""
        unit: _Unit = next((u for u, size in _UNITS.items() if value > size), "minute")
        count = math.ceil(value / _UNIT_SIZES[unit])
        if template := self._formats.get(f"{unit}s"):
            return render(template, {"count": count}, format_value=self.format, plural=self._plural)
        # Not format_unit(): Babel 2.15 to 2.18 make “5 duration-day” of five days in Arabic.
        return _count_of_units(count, unit, self._locale) or _count_of_units(count, unit, SOURCE)

    def _share(self, value: Share) -> str:
        part = (value.percent / 100).normalize()
        return format_percent(part, locale=self._locale, decimal_quantization=False)

    def _code(self, value: PersonalCode) -> str:
        brief = self.longest_name <= fitting.SHORTEST_NAME
        template = voucher_phrases.template(value, self.language, brief=brief)
        words = voucher_phrases.words(value)
        return render(template, words, format_value=self.format, plural=self._plural)

    def _delivery(self, value: Delivery) -> str:
        first, last = self._days(value)
        if first == last:
            return self._day(first)
        skeleton = self._formats.get("date_range", DAYS)
        text = format_interval(first, last, skeleton, locale=self._locale)
        # Babel 2.15 to 2.18 lack the short names of months where they are the same as the long.
        placeholders = {f"M{day.month}" for day in (first, last)}
        if any(placeholder in text for placeholder in placeholders):
            return f"{self._day(first)} – {self._day(last)}"
        return self._with_first_of_month(text)

    def _day(self, value: date) -> str:
        """A day; of a moment, the earlier of its own zone's and the shopper's: true in both."""
        if isinstance(value, datetime):
            value = min(value.date(), value.astimezone(ZoneInfo(self.time_zone)).date())
        return self._with_first_of_month(format_skeleton(DAY, value, locale=self._locale))

    def _with_first_of_month(self, text: str) -> str:
        """The text with an ordinal first, as in “1er décembre”; CLDR has no format for it."""
        first = self._formats.get("first_of_month")
        return re.sub(r"\b1\b", first, text) if first else text

    def _days(self, value: Delivery) -> tuple[date, date]:
        day = value.since.astimezone(ZoneInfo(self.time_zone)).date()
        return day + timedelta(days=value.least), day + timedelta(days=value.most)

    def _isolated(self, value: str) -> str:
        """A Latin name must not reverse an Arabic sentence, nor an Arabic one the digits after."""
        return isolated(value) if self._is_rtl or runs_right_to_left(value) else value

    def _plural(self, count: int) -> str:
        return str(Locale.parse(self.language, sep="-").plural_form(count))


# How a value is said, by its type; another value is said as it is.
_BY_TYPE: tuple[tuple[type, Callable[[Formatter, Any], str]], ...] = (
    (Money, Formatter._money),
    (Delivery, Formatter._delivery),
    (timedelta, Formatter._duration),
    (date, Formatter._day),
    (Decimal, Formatter._rating),
    (int, Formatter._count),
    (Name, Formatter._name),
    (Share, Formatter._share),
    (PersonalCode, Formatter._code),
)


def _count_of_units(count: int, unit: _Unit, locale: str) -> str:
    """“5 days”; empty in the few languages for which Babel before 2.15 has no unit names."""
    duration = count * _UNIT_SIZES[unit]
    return format_timedelta(duration, granularity=unit, threshold=math.inf, locale=locale)
