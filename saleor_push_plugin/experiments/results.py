"""What the arms of an experiment have brought, and what may be claimed of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import connection
from django.db.models import Count

from ..core.experiments import claims, detectable_lift
from ..core.experiments.samples import Sample
from ..core.sql_files import statements
from ..models import Experiment

_SQL = statements(__package__, "results.sql")


@dataclass(frozen=True, kw_only=True)
class Results:
    """The samples of the arms by the goal, in their order, and the claim on any day.

    `clicks`: the samples of those who got a text and clicked, whatever the goal. `merged`: people
    who are left out, as they had two assignments. `currency`: of revenue; empty for other goals.
    """

    samples: Sequence[Sample]
    clicks: Sequence[Sample]
    claim: claims.Claim
    merged: int
    currency: str


def of(
    experiment: Experiment, stored: Mapping[str, Any], samples: Sequence[Sample] | None = None
) -> Results:
    """The results from what `count` has stored. `samples`: of another goal than clicks."""
    clicks = [Sample.of_rate(people, clicked) for people, clicked in stored["arms"]]
    chosen = clicks if samples is None else samples
    return Results(
        samples=chosen,
        clicks=clicks,
        claim=claims.on_any_day(chosen, shares(experiment)),
        merged=stored["merged"],
        currency=stored.get("currency", ""),
    )


def count(experiment: Experiment) -> dict[str, Any]:
    """(people, those who clicked) of each arm, and how many are left out; can be stored as JSON."""
    found = {arm: [people, clicked] for arm, people, clicked in _rows("arms", _values(experiment))}
    merged = experiment.assignments.filter(merged=True).count()
    return {"arms": [found.get(n, [0, 0]) for n in range(len(experiment.arms))], "merged": merged}


def people(experiment: Experiment) -> tuple[list[int], int]:
    """How many people were assigned to each arm, and how many are left out."""
    rows = experiment.assignments.filter(merged=False).order_by()
    found = dict(rows.values_list("arm").annotate(Count("id")))
    merged = experiment.assignments.filter(merged=True).count()
    return [found.get(arm, 0) for arm in range(len(experiment.ends))], merged


def _values(experiment: Experiment) -> Mapping[str, Any]:
    return {"experiment": experiment.pk}


def shares(experiment: Experiment) -> list[float]:
    """The shares of the people that the arms should have."""
    return [float(end - start) for start, end in pairwise([0, *experiment.ends])]


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What an experiment with a scenario's texts can find, by the people of the time before.

    `people`: who got a push of it. `rate`: the share of them who clicked. `smallest_difference`:
    the smallest rise of that rate that is found at 80 %, once as many people have taken part; None
    if not even the largest would be, or if nobody clicked.
    """

    people: int
    rate: float
    smallest_difference: float | None

    def each(self, arms: int) -> int:
        """How many people each of so many arms has."""
        return self.people // arms


def outlook(scenario: str, channel: str, arms: int, since: datetime) -> Outlook:
    """What an experiment of so many arms can find with as many people as since then."""
    values = {"scenario": scenario, "channel": channel, "since": since}
    people, clicked = _rows("before", values)[0]
    rate, each = (clicked / people if people else 0.0), people // arms
    lift = None
    if 0 < rate < 1 and each:
        lift = detectable_lift.smallest_on_any_day(rate=rate, people=each, comparisons=arms - 1)
    return Outlook(people=people, rate=rate, smallest_difference=lift)


def _rows(name: str, values: Mapping[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(_SQL[name], values)
        return cursor.fetchall()
