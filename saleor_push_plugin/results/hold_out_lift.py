"""What notifications have caused: the people who got them beside those who were held out.

Of both only those count who would really have got a push. The interval holds on any day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..core.experiments import claims
from ..core.experiments.claims import Claim
from ..core.experiments.samples import Sample
from ..experiments import hold_out, results
from ..models import Experiment
from ..shop import assigned_orders

HELD_OUT, TOLD = 0, 1


@dataclass(frozen=True, kw_only=True)
class Lift:
    """What a person brings, net, in one currency: held out (`base`) and told."""

    currency: str
    base: Sample
    told: Sample
    claim: Claim

    @property
    def difference(self) -> float:
        """What a person who is told brings more."""
        return self.told.mean - self.base.mean

    @property
    def caused(self) -> float:
        """What notifications brought that would not have come without them."""
        return self.difference * self.told.people


@dataclass(frozen=True, kw_only=True)
class HoldOut:
    """A hold-out with its results. `merged`: people who are left out; had two assignments."""

    row: Experiment
    people: Sequence[int]
    merged: int
    lifts: Sequence[Lift]


def of_all(now: datetime) -> list[HoldOut]:
    """All hold-outs, the newest first."""
    return [_of(row, row.result or _count(row, now)) for row in hold_out.all_of()]


def keep_ended(before: datetime, now: datetime) -> None:
    """Store the results of those that ended before then: their assignments are deleted next."""
    for row in hold_out.all_of():
        if row.ended_at and row.ended_at < before and row.result is None:
            hold_out.store(row.pk, _count(row, now))


def _count(row: Experiment, now: datetime) -> dict[str, Any]:
    """The sums of both arms, as JSON."""
    people, merged = results.people(row)
    found = assigned_orders.by_currency(row.pk, row.ended_at or now)
    none = assigned_orders.Brought(0, 0.0, 0.0)
    brought = {
        currency: [list(arms.get(arm, none)) for arm in (HELD_OUT, TOLD)]
        for currency, arms in found.items()
    }
    return {"people": people, "merged": merged, "brought": brought}


def _of(row: Experiment, stored: Mapping[str, Any]) -> HoldOut:
    people, shares = stored["people"], results.shares(row)
    lifts = [_lift(each, people, stored["brought"][each], shares) for each in stored["brought"]]
    return HoldOut(row=row, people=people, merged=stored["merged"], lifts=lifts)


def _lift(
    currency: str, people: Sequence[int], brought: Sequence[Any], shares: Sequence[float]
) -> Lift:
    base, told = (
        Sample(people=number, events=buyers, total=total, squares=squares)
        for number, (buyers, total, squares) in zip(people, brought, strict=True)
    )
    claim = claims.on_any_day([base, told], shares)
    return Lift(currency=currency, base=base, told=told, claim=claim)
