"""A small shop full of random people, and a naive evaluation of predicates over them.

The evaluation knows nothing of SQL: it goes through what was put into the shop, person by person.
"""

import hashlib
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from saleor_push_plugin.core.segments.predicate import All, Any_, Leaf, Not, Predicate

DAY = timedelta(days=1)
COUNTRIES, CITIES = ("DE", "PL", ""), ("Berlin", "Łódź", "Nowy Targ")
CHANNELS, CURRENCIES = ("channel-eur", "channel-pln"), ("EUR", "PLN")
LANGUAGES = ("de", "de-AT", "pl", "en_GB", "")
PLATFORMS, DISPLAYS = ("android", "windows", ""), ("browser", "standalone", "")
ORIGINS = {
    "https://fcm.googleapis.com": "chromium",
    "https://updates.push.services.mozilla.com": "firefox",
    "https://web.push.apple.com": "safari",
    "https://push.example": "",
}
ZONES = {"Europe/Berlin": "DE", "Europe/Warsaw": "PL", "Etc/UTC": "", "": ""}
TOPICS = ("order_updates", "offers", "alerts")
GROUPS = ("Gold", "Silver")
KINDS = ("sent_at", "shown_at", "clicked_at", "dismissed_at")


@dataclass(kw_only=True)
class Order:
    at: datetime
    currency: str
    total: Decimal
    refunded: Decimal
    counts: bool
    country: str
    city: str
    products: set[int]


@dataclass(kw_only=True)
class Browser:
    id: int
    channel: str
    language: str
    platform: str
    display: str
    # whether it was ever seen as the app
    app: bool
    origin: str
    zone: str
    topics: list[str]
    created: datetime
    seen: datetime | None
    updated: datetime
    views: list[tuple[int, int, datetime]] = field(default_factory=list)
    watches: list[tuple[str, int, bool]] = field(default_factory=list)


@dataclass(kw_only=True)
class Human:
    key: str
    browsers: list[Browser]
    orders: list[Order]
    groups: list[str]
    # (currency, amount, when it was last changed, whether anything is in it)
    carts: list[tuple[str, Decimal, datetime, bool]]
    # moments by kind, for each notification
    pushes: list[dict[str, datetime]]
    # whether a code is still good
    codes: list[bool]
    address: tuple[str, str] | None
    scores: Mapping[str, int | None] = field(default_factory=dict)

    @property
    def bought(self) -> list[Order]:
        return sorted((o for o in self.orders if o.counts), key=lambda o: o.at)

    @property
    def place(self) -> tuple[str, str]:
        """Country and city: last order, else address, else the last seen browser's zone."""
        candidates = [(o.country, o.city) for o in self.bought[-1:]]
        candidates += [self.address] if self.address else []
        for country, city in candidates:
            if country:
                return country, city
        zoned = [b for b in self.browsers if ZONES[b.zone]]
        latest = max(zoned, key=lambda b: (b.seen or b.updated, b.id), default=None)
        return (ZONES[latest.zone], "") if latest else ("", "")


@dataclass(kw_only=True)
class Catalog:
    """Products by category (with those below) and by collection."""

    in_category: Mapping[int, set[int]]
    in_collection: Mapping[int, set[int]]

    def named(self, members: Mapping[str, Any]) -> set[int] | None:
        """The products that members name; None if they name none."""
        if not {"products", "categories", "collections"} & members.keys():
            return None
        found = set(members.get("products", ()))
        for category in members.get("categories", ()):
            found |= self.in_category.get(category, set())
        for collection in members.get("collections", ()):
            found |= self.in_collection.get(collection, set())
        return found


class Naive:
    """Evaluates a predicate over people one by one."""

    def __init__(self, catalog: Catalog, now: datetime) -> None:
        self.catalog, self.now = catalog, now

    def holds(self, predicate: Predicate, who: Human) -> bool:
        match predicate:
            case Leaf(name=name, members=members):
                return bool(getattr(self, name.replace(".", "_"))(members, who))
            case Not(part=part):
                return not self.holds(part, who)
            case All(parts=parts):
                return all(self.holds(part, who) for part in parts)
            case Any_(parts=parts):
                return any(self.holds(part, who) for part in parts)

    def text(self, members: Mapping[str, Any], value: str) -> bool:
        tests = {
            "eq": lambda wanted: value == wanted,
            "oneOf": lambda wanted: value in wanted,
            "known": lambda wanted: (value != "") == wanted,
        }
        return all(tests[name](wanted) for name, wanted in members.items())

    def number(self, members: Mapping[str, Any], value: Any) -> bool:
        if value is None:
            return False
        tests = {
            "eq": lambda wanted: value == wanted,
            "oneOf": lambda wanted: value in wanted,
            "range": lambda wanted: self.between(wanted, value),
        }
        return all(tests[name](wanted) for name, wanted in members.items() if name in tests)

    def between(self, bounds: Mapping[str, Any], value: Any) -> bool:
        return bounds.get("gte", value) <= value <= bounds.get("lte", value)

    def moment(self, members: Mapping[str, Any], value: datetime | None) -> bool:
        if "known" in members and (value is not None) != members["known"]:
            return False
        if value is None:
            return not {"range", "daysAgo"} & members.keys()
        days = (self.now - value) / DAY
        return self.between(members.get("range", {}), value) and self.between(
            members.get("daysAgo", {}), days
        )

    def within(self, members: Mapping[str, Any], at: datetime) -> bool:
        return "withinDays" not in members or at >= self.now - members["withinDays"] * DAY

    def times(self, members: Mapping[str, Any], count: int) -> bool:
        return self.number(members.get("times") or {"range": {"gte": 1}}, count)

    def some(self, who: Human, test: Callable[[Browser], bool]) -> bool:
        return any(test(browser) for browser in who.browsers)

    # The conditions, by name.

    def country(self, members: Mapping[str, Any], who: Human) -> bool:
        return self.text(members, who.place[0])

    def city(self, members: Mapping[str, Any], who: Human) -> bool:
        lower = dict(members)
        if "eq" in lower:
            lower["eq"] = lower["eq"].lower()
        if "oneOf" in lower:
            lower["oneOf"] = [each.lower() for each in lower["oneOf"]]
        return self.text(lower, who.place[1].lower())

    def channel(self, members: Mapping[str, Any], who: Human) -> bool:
        return self.some(who, lambda b: self.text(members, b.channel))

    def platform(self, members: Mapping[str, Any], who: Human) -> bool:
        return self.some(who, lambda b: self.text(members, b.platform))

    def displayMode(self, members: Mapping[str, Any], who: Human) -> bool:
        return self.some(who, lambda b: self.text(members, b.display))

    def browser(self, members: Mapping[str, Any], who: Human) -> bool:
        return self.some(who, lambda b: self.text(members, ORIGINS[b.origin]))

    def language(self, members: Mapping[str, Any], who: Human) -> bool:
        def tag(text: str) -> list[str]:
            return text.lower().replace("_", "-").split("-")

        def speaks(b: Browser) -> bool:
            found = tag(b.language)
            wanted = [[members["eq"]]] if "eq" in members else []
            wanted += [members["oneOf"]] if "oneOf" in members else []
            chosen = all(any(found[: len(tag(w))] == tag(w) for w in each) for each in wanted)
            return chosen and members.get("known", b.language != "") == (b.language != "")

        return self.some(who, speaks)

    def subscribed(self, members: Mapping[str, Any], who: Human) -> bool:
        return self.some(who, lambda b: self.moment(members, b.created))

    def lastVisit(self, members: Mapping[str, Any], who: Human) -> bool:
        return self.some(who, lambda b: self.moment(members, b.seen or b.updated))

    def topics(self, members: Mapping[str, Any], who: Human) -> bool:
        def agreed(b: Browser) -> bool:
            eq = "eq" not in members or members["eq"] in b.topics
            return eq and ("oneOf" not in members or bool(set(members["oneOf"]) & set(b.topics)))

        return self.some(who, agreed)

    def customerGroup(self, members: Mapping[str, Any], who: Human) -> bool:
        named = {name: wanted for name, wanted in members.items() if name != "known"}
        one = not named or any(self.text(named, group) for group in who.groups)
        return one and members.get("known", bool(who.groups)) == bool(who.groups)

    def engagement(self, members: Mapping[str, Any], who: Human) -> bool:
        moments = [push.get(members["kind"]) for push in who.pushes]
        return self.times(members, sum(1 for at in moments if at and self.within(members, at)))

    def orders_count(self, members: Mapping[str, Any], who: Human) -> bool:
        return self.number(members, len(who.bought))

    def orders_net(self, members: Mapping[str, Any], who: Human) -> bool:
        of_currency = [o for o in who.bought if o.currency == members["currency"].upper()]
        return self.number(
            members, sum((max(o.total - o.refunded, Decimal(0)) for o in of_currency), Decimal(0))
        )

    def orders_first(self, members: Mapping[str, Any], who: Human) -> bool:
        return self.moment(members, who.bought[0].at if who.bought else None)

    def orders_last(self, members: Mapping[str, Any], who: Human) -> bool:
        return self.moment(members, who.bought[-1].at if who.bought else None)

    def rfm_recency(self, members: Mapping[str, Any], who: Human) -> bool:
        return self.number(members, who.scores.get("recency"))

    def rfm_frequency(self, members: Mapping[str, Any], who: Human) -> bool:
        return self.number(members, who.scores.get("frequency"))

    def rfm_money(self, members: Mapping[str, Any], who: Human) -> bool:
        return self.number(members, who.scores.get("money"))

    def bought(self, members: Mapping[str, Any], who: Human) -> bool:
        named = self.catalog.named(members)
        found = [
            o
            for o in who.bought
            if self.within(members, o.at) and (named is None or named & o.products)
        ]
        return self.times(members, len(found))

    def viewed(self, members: Mapping[str, Any], who: Human) -> bool:
        named = self.catalog.named(members)
        views = [view for browser in who.browsers for view in browser.views]
        counted = (
            times
            for product, times, at in views
            if self.within(members, at) and (named is None or product in named)
        )
        return self.times(members, sum(counted))

    def watching(self, members: Mapping[str, Any], who: Human) -> bool:
        named = self.catalog.named(members)
        return any(
            asked and members.get("kind", kind) == kind and (named is None or product in named)
            for browser in who.browsers
            for kind, product, asked in browser.watches
        )

    def cart(self, members: Mapping[str, Any], who: Human) -> bool:
        def fits(currency: str, amount: Decimal, at: datetime, filled: bool) -> bool:
            value = members.get("value")
            worth = not value or (
                currency == value["currency"].upper() and self.number(value, amount)
            )
            hours = (self.now - at) / timedelta(hours=1)
            return filled and worth and self.between(members.get("hoursOld", {}), hours)

        return any(fits(*each) for each in who.carts)

    def installed(self, members: Mapping[str, Any], who: Human) -> bool:
        return any(each.app for each in who.browsers) == members["eq"]

    def unusedVoucher(self, members: Mapping[str, Any], who: Human) -> bool:
        return any(who.codes) == members["eq"]

    def share(self, members: Mapping[str, Any], who: Human) -> bool:
        digest = hashlib.sha256(f"{members['salt']}|{who.key}".encode()).hexdigest()
        return members["from"] * 100 <= int(digest[:8], 16) % 10_000 < members["to"] * 100


def scored(people: list[Human]) -> None:
    """Score the buyers of each currency by fifths."""
    for currency in CURRENCIES:
        buyers = [who for who in people if who.bought and who.bought[-1].currency == currency]
        values: dict[str, Callable[[Human], Any]] = {
            "recency": lambda who: who.bought[-1].at,
            "frequency": lambda who: len(who.bought),
            "money": lambda who: sum(
                max(o.total - o.refunded, Decimal(0))
                for o in who.bought
                if o.currency == who.bought[-1].currency
            ),
        }
        for who in buyers:
            who.scores = {name: _fifth(who, buyers, of) for name, of in values.items()}


def _fifth(who: Human, buyers: list[Human], of: Callable[[Human], Any]) -> int:
    """One more than the number of bounds below: a bound is the first value at 20, 40, … percent."""
    ranked = sorted(of(buyer) for buyer in buyers)
    places = (-(-len(ranked) * percent // 100) - 1 for percent in (20, 40, 60, 80))
    return 1 + sum(ranked[place] < of(who) for place in places)


def chance(luck: random.Random, of: float) -> bool:
    return luck.random() < of
