"""Asks what notifications brought in a period, by day, scenario, arm, channel and so on."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import reduce
from operator import add
from typing import Any, NamedTuple

from django.db import connection

from ..core.result_kinds import TOOK, Kind, percentile
from ..core.sql_files import statements

# How long before an order a click, or being shown, counts: hours, side by side.
WINDOWS = (24, 72, 168)
_SQL = statements(__package__, "queries.sql")


class By(StrEnum):
    """What a report may be grouped by."""

    DAY = "day"
    SCENARIO = "scenario"
    CAMPAIGN = "campaign"
    ARM = "arm"
    CHANNEL = "channel"
    LANGUAGE = "language"
    PLATFORM = "platform"
    SERVICE = "service"


# The columns of each: of the row r or of its group g. An arm is one of its experiment.
_COLUMNS: Mapping[By, tuple[str, ...]] = {
    By.DAY: ("r.day",),
    By.SCENARIO: ("r.scenario",),
    By.CAMPAIGN: ("r.campaign_id",),
    By.ARM: ("r.experiment_id", "r.arm"),
    By.CHANNEL: ("coalesce(g.channel, '')",),
    By.LANGUAGE: ("coalesce(g.language, '')",),
    By.PLATFORM: ("coalesce(g.platform, '')",),
    By.SERVICE: ("coalesce(g.service, '')",),
}
NAMES: Mapping[By, tuple[str, ...]] = {
    **{by: (by.value,) for by in By},
    By.ARM: ("experiment", "arm"),
}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which results: days (both included), and only some of each; None: all."""

    since: date
    until: date
    scenarios: Collection[str] | None = None
    campaigns: Collection[int] | None = None
    channels: Collection[str] | None = None
    languages: Collection[str] | None = None
    platforms: Collection[str] | None = None


class Money(NamedTuple):
    """Orders of one currency. `shown…`: those that came after a notification nobody clicked."""

    ordered: int = 0
    gross: Decimal = Decimal(0)
    net: Decimal = Decimal(0)
    shown_only: int = 0
    shown_gross: Decimal = Decimal(0)
    shown_net: Decimal = Decimal(0)

    def plus(self, other: "Money") -> "Money":
        sums: Iterator[Any] = map(add, self, other)
        return Money(*sums)


@dataclass(kw_only=True)
class Row:
    """The results of one group. `key`: its values by name, only of what is grouped by.

    `exact`: whether its numbers are as they were counted; else in tens, rounded down.
    """

    key: Mapping[str, Any] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    # By window in hours and currency.
    money: dict[tuple[int, str], Money] = field(default_factory=lambda: defaultdict(Money))
    exact: bool = True

    def count(self, kind: Kind) -> int:
        return self.counts.get(kind, 0)

    @property
    def sent(self) -> int:
        """What a push service answered for good: accepted, or that the browser is gone."""
        return self.count(Kind.ACCEPTED) + self.count(Kind.GONE)

    def seconds(self, share: float) -> float | None:
        """Within how many seconds after it was due this share of the accepted was accepted."""
        took = {k.removeprefix(TOOK): n for k, n in self.counts.items() if k.startswith(TOOK)}
        return percentile({int(bucket): n for bucket, n in took.items()}, share)

    def orders(self, hours: int) -> Money:
        """The orders of a window in all currencies; only their numbers say something."""
        found = (money for (window, _), money in self.money.items() if window == hours)
        return reduce(Money.plus, found, Money())


def rows(wanted: Wanted, by: Sequence[By]) -> list[Row]:
    """The results by group, sorted by what they are grouped by."""
    found: dict[tuple[Any, ...], Row] = {}
    names = [name for each in by for name in NAMES[each]]
    size = len(names)

    def row(key: tuple[Any, ...]) -> Row:
        return found.setdefault(key, Row(key=dict(zip(names, key, strict=True))))

    for line in _run("counts", wanted, by):
        kind, n = line[size:]
        row(line[:size]).counts[kind] += n
    for line in _run("credits", wanted, by):
        hours, currency, *money = line[size:]
        row(line[:size]).money[hours, currency] = Money(*money)
    return [found[key] for key in sorted(found)]


def has_more(wanted: Wanted, by: Sequence[By], most: int) -> bool:
    """Whether there may be more groups than so many. Fetches none of them."""
    [(found,)] = _run("groups", wanted, by, most=most)
    return bool(found > most)


def total(of: Collection[Row]) -> Row:
    """The sum of the results of groups."""
    whole = Row(exact=all(each.exact for each in of))
    for each in of:
        for kind, n in each.counts.items():
            whole.counts[kind] += n
        for window, money in each.money.items():
            whole.money[window] = whole.money[window].plus(money)
    return whole


def _run(name: str, wanted: Wanted, by: Sequence[By], **more: int) -> Iterator[tuple[Any, ...]]:
    keys = "".join(f"{column}, " for each in by for column in _COLUMNS[each])
    statement = _SQL[name].format(keys=keys, chosen=_SQL["chosen"])
    with connection.cursor() as cursor:
        cursor.execute(statement, {**_values(wanted), "windows": list(WINDOWS), **more})
        yield from cursor.fetchall()


def _values(wanted: Wanted) -> dict[str, Any]:
    lists = ("scenarios", "campaigns", "channels", "languages", "platforms")
    chosen = {name: getattr(wanted, name) for name in lists}
    return {
        "since": wanted.since,
        "until": wanted.until,
        **{name: None if some is None else list(some) for name, some in chosen.items()},
    }
