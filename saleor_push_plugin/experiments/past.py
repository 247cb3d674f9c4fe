"""What the experiments that ended have brought: what is usual."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from ..core.experiments.goals import Goal
from ..core.experiments.samples import Sample
from ..models import Experiment

# So many of the newest.
NEWEST = 20


def ended(scenario: Q, goal: Goal) -> list[Experiment]:
    """The newest experiments with a goal that ended; `scenario`: the condition on theirs."""
    rows = Experiment.objects.filter(
        scenario, goal=goal, result__isnull=False, ended_at__isnull=False
    )
    return list(rows.order_by("-ended_at")[:NEWEST])


def total(samples: Sequence[Sample]) -> Sample:
    """All people of several samples of one unit."""

    def sums(name: str) -> Any:
        return sum(getattr(each, name) for each in samples)

    names = ("people", "events", "total", "squares")
    return Sample(**{name: sums(name) for name in names})
