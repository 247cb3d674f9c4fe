"""How the number of subscribed browsers changed: by day, where, why, and how long they stay."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db import connection

from ..core.sql_files import statements
from ..models import SubscriberChange

# After how many days it is asked who is still there.
AGES = (1, 7, 30, 90)
_WEEK = timedelta(days=7)
_SQL = statements(__package__, "subscriber_growth.sql")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which days (UTC, both included) and which channels; None: all."""

    since: date
    until: date
    channels: Collection[str] | None = None


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day's changes: how many browsers by where they were subscribed, and by why they left."""

    day: date
    joined: dict[str, int] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """The browsers that were subscribed in the week from this Monday on.

    `stayed`: how many were still there so many days later, by AGES; an age is missing as long as
    not all of them have reached it.
    """

    week: date
    joined: int
    stayed: Mapping[int, int]


class Group(NamedTuple):
    """How many browsers of one kind, system and push service were subscribed or left on a day."""

    day: date
    kind: str
    why: str
    channel: str
    platform: str
    service: str
    number: int


class Recount(NamedTuple):
    """How many of those who were subscribed on a day are there, by the notes and by the rows."""

    noted: int
    counted: int


def days(wanted: Wanted) -> list[Day]:
    """The days on which something changed, in their order."""
    found: dict[date, Day] = {}
    for day, kind, why, number in _run("days", wanted):
        of_day = found.setdefault(day, Day(day=day))
        (of_day.joined if kind == SubscriberChange.JOINED else of_day.left)[why] = number
    return list(found.values())


def cohorts(wanted: Wanted, today: date) -> list[Cohort]:
    """The weeks that begin between the two days."""
    return [
        Cohort(week=week, joined=joined, stayed=dict(_stayed(week, joined, left, today)))
        for week, joined, left in _run("cohorts", wanted, ages=list(AGES))
    ]


def _stayed(
    week: date, joined: int, left: Collection[int], today: date
) -> Iterator[tuple[int, int]]:
    for age, gone in zip(AGES, left, strict=True):
        if week + _WEEK + timedelta(days=age) <= today:
            yield age, joined - gone


def groups(wanted: Wanted) -> Iterator[Group]:
    """The changes with the browsers told apart, sorted by day."""
    for row in _run("groups", wanted):
        yield Group(*row)


def recount(day: date) -> Recount:
    """Compare a day with the subscriptions: both numbers are alike, if nothing was lost."""
    since = datetime.combine(day, time(), UTC)
    values = {"day": day, "since": since, "until": since + timedelta(days=1)}
    with connection.cursor() as cursor:
        cursor.execute(_SQL["recount"], values)
        return Recount(*cursor.fetchone())


def _run(name: str, wanted: Wanted, **more: Any) -> list[tuple[Any, ...]]:
    channels = None if wanted.channels is None else list(wanted.channels)
    values = {"since": wanted.since, "until": wanted.until, "channels": channels, **more}
    with connection.cursor() as cursor:
        cursor.execute(_SQL[name], values)
        return list(cursor.fetchall())
