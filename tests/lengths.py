"""How long texts become: every scenario and language with realistic worst cases.

`python -m tests.lengths` prints the table.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from saleor_push_plugin.core.facts.common import Delivery, Line, Money
from saleor_push_plugin.core.scenario import Scenario
from saleor_push_plugin.core.text import fitting
from saleor_push_plugin.core.text.languages import Name
from saleor_push_plugin.core.text.payload import Text
from saleor_push_plugin.core.text.platform_lengths import length
from saleor_push_plugin.core.text.template import words_in
from saleor_push_plugin.messages import catalog, localization
from tests.golden_files import OWN

ENDLESS = "Handwoven merino wool blanket with fringes, naturally dyed, made in the Highlands " * 3
NAMES = (
    "Tee",
    "Lavender candle",
    "Monospace Tee, heavyweight organic cotton, unisex",
    ENDLESS[:200],
    "قميص رجالي من الكتان الطبيعي بأكمام طويلة وقصة واسعة مريحة",
    "手工編織美麗諾羊毛毯天然染色蘇格蘭高地製造" * 3,
    "👩‍👩‍👧‍👦" * 30,
)
AMOUNTS = (("9.50", "EUR"), ("1299.00", "PLN"), ("12345678", "JPY"), ("234.567", "KWD"))
NUMBERS = ("7", "1042", "100023456")
# A shop with shorter names does not have the words for the least that a text should say.
ENOUGH_WORDS = 20
# The longest days and months, within a year and over its end.
DAYS = (datetime(2026, 9, 22, 12, tzinfo=UTC), datetime(2026, 12, 29, 12, tzinfo=UTC))


@dataclass(frozen=True, kw_only=True)
class Case:
    """What the values of a sample are replaced with, wherever they stand in it."""

    name: str
    amount: str
    currency: str
    number: str
    day: datetime
    lines: int

    def applied(self, value: Any, field: str = "") -> Any:
        """The value with everything in it that this case has another value for."""
        if isinstance(value, Money):
            return Money(amount=Decimal(self.amount), currency=self.currency)
        if isinstance(value, Name):
            return Name(original=self.name)
        if isinstance(value, Delivery):
            return Delivery(since=self.day, least=2, most=5)
        if isinstance(value, tuple) and value and field == "lines":
            return (self.applied(value[0]),) * self.lines
        if isinstance(value, Line):
            value = replace(value, name=self.name)
        if is_dataclass(value) and not isinstance(value, type):
            own = {f.name: self.applied(getattr(value, f.name), f.name) for f in fields(value)}
            return replace(value, **{k: v for k, v in own.items() if v is not getattr(value, k)})
        return self._simple(value, field)

    def _simple(self, value: Any, field: str) -> Any:
        replaced = {
            "number": self.number,
            "tracking": "JJD01400030012345678",
            "shop": self.name[:50],
            "last_day": self.day.date(),
        }
        return replaced.get(field, value) if value else value


CASES = tuple(
    Case(name=name, amount=amount, currency=currency, number=number, day=day, lines=lines)
    for name in NAMES
    for (amount, currency), number in zip(AMOUNTS, (*NUMBERS, NUMBERS[-1]), strict=True)
    for day in DAYS
    for lines in (1, 12)
)


def texts(scenario: Scenario[Any], language: str) -> Iterator[tuple[Case, Text]]:
    """The texts of a scenario in a language, with each case."""
    for case in CASES:
        yield case, said(scenario, case, language)


def said(scenario: Scenario[Any], case: Case, language: str) -> Text:
    facts = case.applied(scenario.sample)
    return localization.text(scenario, facts, language=language, time_zone="Europe/Warsaw")


def whole(text: Text) -> int:
    return length(text.title) + length(text.body)


def faults(scenario: Scenario[Any], case: Case, text: Text) -> list[str]:
    """What is too long or too short of a text, and which facts stand too far back."""
    most = fitting.most(scenario.topic.marketing)
    found = []
    if length(text.title) > fitting.MOST_TITLE:
        found.append(f"the title has {length(text.title)} characters")
    least = fitting.LEAST if len(case.name) > ENOUGH_WORDS else 0
    if not least <= whole(text) <= most:
        found.append(f"title and body have {whole(text)} characters")
    return [*found, *_late(scenario, case, text)]


def _late(scenario: Scenario[Any], case: Case, text: Text) -> Iterator[str]:
    """The facts that have not ended within the first characters of an order's news."""
    if scenario.topic.marketing:
        return
    formatter = localization.Formatter(language=text.language, time_zone="Europe/Warsaw")
    words = scenario.words(case.applied(scenario.sample))
    everything = f"{text.title}{text.body}"
    for word in sorted(fitting.FACTS & words.keys() & _used(scenario)):
        if words[word] is None:
            continue
        value = formatter.format(words[word])
        before, found, _ = everything.partition(value)
        if not found or length(before + found) > fitting.MOST_BEFORE_FACTS:
            yield f"{word} ({value}) is not in the first {fitting.MOST_BEFORE_FACTS} characters"


def _used(scenario: Scenario[Any]) -> frozenset[str]:
    return words_in(scenario.title) | words_in(scenario.body)


def table() -> Iterator[str]:
    """Per scenario and language: least and most characters of the title, and of all."""
    yield f"{'title / all':24}" + "".join(f"{each:>16}" for each in catalog.LANGUAGES)
    for code, scenario in OWN.items():
        yield f"{code:24}" + "".join(f"{_range(scenario, each):>16}" for each in catalog.LANGUAGES)


def _range(scenario: Scenario[Any], language: str) -> str:
    made = [text for _, text in texts(scenario, language)]
    titles, both = [length(each.title) for each in made], [whole(each) for each in made]
    return f"{min(titles)}–{max(titles)}/{min(both)}–{max(both)}"


if __name__ == "__main__":
    print("\n".join(table()))
