"""What the arms of an experiment have brought by its goal: clicks, orders or net revenue."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ..core.experiments.goals import Goal
from ..core.experiments.samples import Sample
from ..experiments import results
from ..experiments.results import Results
from ..models import Experiment
from ..shop import assigned_orders
from ..shop.assigned_orders import Brought


def of(experiment: Experiment, now: datetime) -> Results:
    """The results now; of one that ended, those of its end."""
    stored = experiment.result or count(experiment, now)
    return results.of(experiment, stored, _samples(stored))


def samples_of(experiment: Experiment, stored: Mapping[str, Any]) -> Sequence[Sample]:
    """The samples of the arms by the goal, from what `count` has said."""
    return results.of(experiment, stored, _samples(stored)).samples


def count(experiment: Experiment, now: datetime) -> dict[str, Any]:
    """What `of` reads, to be stored as JSON: clicks in any case, and the sums of another goal.

    Orders are those of everybody who was assigned, since then: also of whom no push reached.
    """
    stored = results.count(experiment)
    if experiment.goal == Goal.ORDER:
        people, _ = results.people(experiment)
        buyers = assigned_orders.buyers(experiment.pk, now)
        rates = [[buyers.get(arm, 0)] * 3 for arm in range(len(people))]
        return stored | {"people": people, "brought": rates}
    if experiment.goal == Goal.REVENUE:
        people, _ = results.people(experiment)
        currency, brought = _main_currency(assigned_orders.by_currency(experiment.pk, now))
        none = Brought(0, 0.0, 0.0)
        sums = [list(brought.get(arm, none)) for arm in range(len(people))]
        return stored | {"people": people, "brought": sums, "currency": currency}
    return stored


def _main_currency(
    found: Mapping[str, Mapping[int, Brought]],
) -> tuple[str, Mapping[int, Brought]]:
    """The currency in which most people have bought: sums of several say nothing."""

    def buyers(currency: str) -> int:
        return sum(each.buyers for each in found[currency].values())

    main = max(sorted(found), key=buyers, default="")
    return main, found.get(main, {})


def _samples(stored: Mapping[str, Any]) -> Sequence[Sample] | None:
    """The samples of another goal than clicks."""
    if "brought" not in stored:
        return None
    return [
        Sample(people=people, events=buyers, total=total, squares=squares)
        for people, (buyers, total, squares) in zip(
            stored["people"], stored["brought"], strict=True
        )
    ]
