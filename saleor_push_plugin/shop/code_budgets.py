"""Counts the codes that are made of a budget, in one row that is locked until the code is stored.

The codes themselves are not counted: a person's are deleted with them, and have cost all the same.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from ..models import CodeBudget

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Budget:
    """So many codes in all and in a day (UTC). `name`: what they are for; at most 64 characters."""

    name: str
    most: int
    most_a_day: int | None = None


@dataclass(frozen=True, kw_only=True)
class Spent:
    """None is left. `until`: the next day, if only that day's are used up."""

    until: datetime | None = None


def take(budget: Budget, now: datetime) -> Spent | None:
    """Count one code, which the same transaction has to make; or say that none is left."""
    row = _locked(budget.name, now)
    if none_left := _spent(row, budget, now):
        return none_left
    row.made, row.made_that_day = row.made + 1, row.made_that_day + 1
    row.save()
    return None


def spent(budget: Budget, now: datetime) -> Spent | None:
    """Say that none is left, without a lock; None: there may be one."""
    row = CodeBudget.objects.filter(name=budget.name).first()
    return _spent(row, budget, now) if row else None


def left_today(budget: Budget, now: datetime) -> int:
    """How many codes the budget of a day has left."""
    row = CodeBudget.objects.filter(name=budget.name).first()
    if row:
        _begin_day(row, now)
    return max(0, (budget.most_a_day or 0) - (row.made_that_day if row else 0))


def _spent(row: CodeBudget, budget: Budget, now: datetime) -> Spent | None:
    _begin_day(row, now)
    if row.made >= budget.most:
        return Spent()
    if budget.most_a_day is not None and row.made_that_day >= budget.most_a_day:
        return Spent(until=datetime.combine(row.day + _DAY, time(), UTC))
    return None


def give_back(name: str, codes: int) -> None:
    """Count so many codes less in all. What a day had of them stays counted."""
    row = CodeBudget.objects.select_for_update().filter(name=name).first()
    if row:
        row.made = max(0, row.made - codes)
        row.save(update_fields=["made"])


def made(name: str) -> int:
    """How many codes were made and not given back."""
    return CodeBudget.objects.filter(name=name).values_list("made", flat=True).first() or 0


def _locked(name: str, now: datetime) -> CodeBudget:
    today = now.astimezone(UTC).date()
    CodeBudget.objects.get_or_create(name=name, defaults={"day": today})
    return CodeBudget.objects.select_for_update().get(name=name)


def _begin_day(row: CodeBudget, now: datetime) -> None:
    """Workers at midnight have two days: the later one counts. Further ahead is a wrong clock."""
    today = now.astimezone(UTC).date()
    if not today <= row.day <= today + _DAY:
        row.day, row.made_that_day = today, 0
