"""How long texts become: every scenario and language with realistic worst cases.

`python -m tests.lengths` prints the table of docs/texts.md by language.
"""

from collections.abc import Iterator
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from saleor_push_plugin.core.audience import Access
from saleor_push_plugin.core.facts.common import Delivery, Line, Money
from saleor_push_plugin.core.facts.personal_code import Condition, PersonalCode
from saleor_push_plugin.core.samples import TO_COLLECT
from saleor_push_plugin.core.scenario import Scenario
from saleor_push_plugin.core.text import fitting
from saleor_push_plugin.core.text.languages import Name
from saleor_push_plugin.core.text.payload import Text
from saleor_push_plugin.core.text.platform_lengths import length
from saleor_push_plugin.core.text.template import words_in
from saleor_push_plugin.messages import catalog, formatting, localization
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
# The longest months, within a year and over its end.
SEPTEMBER = datetime(2026, 9, 22, 12, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 29, 12, tzinfo=UTC)
# What a shop always has.
KEPT = frozenset(
    {
        *("lines", "offer", "collection", "ships", "original", "user_id", "refund", "refunded"),
        *("code", "personal_code"),
    }
)
PARCELS = ("JJD01400030012345678", "1Z999AA10123456784")


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
            # What costs nothing is said in words.
            return replace(
                value,
                **({"amount": Decimal(self.amount)} if value.amount else {}),
                currency=self.currency,
            )
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
            "trackings": PARCELS[: len(value)] if isinstance(value, tuple) else value,
            "shop": self.name[:50],
            "place": self.name[:60],
            "address": "Alte Potsdamer Straße 117, 10785 Berlin",
            "last_day": self.day.date(),
            "collect_until": self.day.date(),
        }
        return replaced.get(field, value) if value else value


CASES = tuple(
    Case(name=name, amount=amount, currency=currency, number=number, day=day, lines=lines)
    for name in NAMES
    for amount, currency, number, day, lines in (
        ("9.50", "EUR", "7", SEPTEMBER, 1),
        ("12345678", "JPY", "100023456", SEPTEMBER, 12),
        ("234.567", "KWD", "1042", DECEMBER, 12),
    )
)
_EUR = Money(amount=Decimal("20.00"), currency="EUR")
_FREE = Money(amount=Decimal(0), currency="EUR")
_OFF = PersonalCode(code="THX-7KQ2M9XA", amount=_EUR)
CODES: tuple[dict[str, Any], ...] = tuple(
    {"voucher": replace(_OFF, **values)}
    for values in (
        {},
        {"share": Decimal("12.5"), "condition": Condition.AMOUNT, "least": _EUR},
        {"share": Decimal("12.5"), "condition": Condition.SELECTED},
        {"condition": Condition.AMOUNT, "least": _EUR},
        {"condition": Condition.ITEMS, "items": 12},
        {"condition": Condition.ONE_ITEM},
        {"condition": Condition.SELECTED},
        {"condition": Condition.OTHER},
    )
)
# What else a shop may know of a scenario's subject: fields of its sample, by code.
OTHERS: dict[str, tuple[dict[str, Any], ...]] = {
    "abandoned_cart": ({"sold_out": 2},),
    "abandoned_cart_again": ({"sold_out": 2},),
    "abandoned_cart_last": ({"voucher": None},),
    "welcome": CODES,
    "welcome_shipping": ({"some_pay_less": True},),
    "installed": CODES,
    "loyalty": CODES,
    "win_back": CODES,
    "browse_abandoned": ({"voucher": _OFF},),
    "voucher_expiring": tuple(
        {"personal_code": replace(each["voucher"], on_shipping=on)}
        for each in CODES
        for on in (False, True)
    ),
    "back_in_stock": ({"is_price_certain": False},),
    "order_placed": (
        {"gift_cards": _EUR},
        {"shipping": _FREE},
        {"shipping": None, "delivery": None},
        {"shipping": None, "delivery": None, "collection": TO_COLLECT.collection},
    ),
    "order_shipped": (
        {"left": 3},
        {"left": 0, "before": 1, "trackings": PARCELS},
        {"left": 0, "before": 1, "trackings": ()},
    ),
    "order_delivered": (
        {"left": 3, "on_way": 5},
        {"left": 0, "arrived": 1},
        {"left": 0, "arrived": 1, "delivered_at": None},
    ),
    "order_packing": ({"order": TO_COLLECT},),
    "order_refunded": ({"refund": None},),
    "price_drop": ({"is_price_certain": False}, {"watch": None}),
    "ready_to_collect": ({"left": 3}, {"collect_until": None}),
    "order_collected": ({"left": 3}, {"left": 0, "arrived": 1}),
}


def variants(scenario: Scenario[Any]) -> Iterator[Any]:
    """The sample of a scenario, what else a shop may know, and the least that it knows."""
    yield scenario.sample
    for other in OTHERS.get(scenario.code, ()):
        yield replace(scenario.sample, **other)  # type: ignore[type-var]
    yield _bare(scenario.sample)


def _bare(value: Any) -> Any:
    """The value without anything that may be missing."""
    if isinstance(value, tuple):
        return tuple(map(_bare, value))
    if not is_dataclass(value) or isinstance(value, type | Money | Name | Line | PersonalCode):
        return value
    return replace(value, **{f.name: _bare_field(value, f) for f in fields(value)})


def _bare_field(value: Any, field: "Field[Any]") -> Any:
    if field.name not in KEPT:
        if field.default is not MISSING:
            return field.default
        if field.default_factory is not MISSING:
            return field.default_factory()
    return _bare(getattr(value, field.name))


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A text, with the facts it is about and a reader's access to amounts."""

    text: Text
    facts: Any
    access: Access

    @property
    def whole(self) -> int:
        return length(self.text.title) + length(self.text.body)

    def facts_end(self, scenario: Scenario[Any]) -> int | None:
        """Where number, sum and date have ended; None if one is missing. 0: there are none."""
        said = f"{self.text.title}{self.text.body}"
        ends = [_end(said, value) for value in self._expected(scenario)]
        return None if None in ends else max(filter(None, ends), default=0)

    def _expected(self, scenario: Scenario[Any]) -> Iterator[str]:
        formatter = formatting.Formatter(language=self.text.language, time_zone="Europe/Warsaw")
        words = localization.words_for(scenario, self.facts, self.access)
        used = words_in(scenario.title) | words_in(scenario.body)
        for word in sorted(fitting.FACTS & used):
            if words[word] is not None:
                yield formatter.format(words[word])


def _end(said: str, value: str) -> int | None:
    before, found, _ = said.partition(value)
    return length(before + found) if found else None


@cache
def measured(code: str, language: str) -> tuple[Measured, ...]:
    """The texts of a scenario in a language: each case with each variant, with and without sums."""
    scenario = OWN[code]
    return tuple(
        one
        for facts in variants(scenario)
        for case in CASES
        for access in ((Access.OWNER, Access.NEWS) if "order" in code else (Access.OWNER,))
        if (one := _measure(scenario, case.applied(facts), language, access)).text.title
    )


def _measure(scenario: Scenario[Any], facts: Any, language: str, access: Access) -> Measured:
    text = localization.text(
        scenario, facts, language=language, time_zone="Europe/Warsaw", access=access
    )
    return Measured(text=text, facts=facts, access=access)


def faults(scenario: Scenario[Any], one: Measured) -> Iterator[str]:
    """What is too long or too short of a text, and which facts stand too far back."""
    most = fitting.most(scenario.topic.marketing)
    if length(one.text.title) > fitting.MOST_TITLE:
        yield f"the title has {length(one.text.title)} characters"
    if not fitting.LEAST <= one.whole <= most:
        yield f"title and body have {one.whole} characters"
    if not scenario.topic.marketing:
        end = one.facts_end(scenario)
        if end is None or end > fitting.MOST_BEFORE_FACTS:
            yield f"number, sum and date end at {end}"


def table() -> Iterator[str]:
    """Per scenario, over all languages and cases: what docs/texts.md says."""
    yield "| scenario | longest title | title and text | number, sum and date end at |"
    yield "| --- | --- | --- | --- |"
    for code, scenario in OWN.items():
        made = [one for language in catalog.LANGUAGES for one in measured(code, language)]
        both = [one.whole for one in made]
        ends = max((one.facts_end(scenario) or 0 for one in made), default=0)
        title = max(length(one.text.title) for one in made)
        facts = "" if scenario.topic.marketing else str(ends)
        yield f"| `{code}` | {title} | {min(both)} to {max(both)} | {facts} |"


def by_language() -> Iterator[str]:
    """Per scenario and language: least and most characters of the title, and of all."""
    yield f"{'title / all':24}" + "".join(f"{each:>16}" for each in catalog.LANGUAGES)
    for code in OWN:
        yield f"{code:24}" + "".join(f"{_range(code, each):>16}" for each in catalog.LANGUAGES)


def _range(code: str, language: str) -> str:
    made = measured(code, language)
    titles, both = [length(one.text.title) for one in made], [one.whole for one in made]
    return f"{min(titles)}–{max(titles)}/{min(both)}–{max(both)}"


if __name__ == "__main__":
    print("\n".join(by_language()))
