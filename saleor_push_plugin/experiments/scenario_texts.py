"""Experiments with the texts of a scenario: starting, stopping, finding."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from ..core.experiments.assignment import equal_shares
from ..core.experiments.goals import Goal
from ..models import Experiment
from . import campaign_arms

# Texts by language and name.
Texts = Mapping[str, Mapping[str, str]]
FEWEST_ARMS, MOST_ARMS = 2, 5


@dataclass(frozen=True, kw_only=True)
class Variant:
    """An arm that differs from what is sent today."""

    name: str
    texts: Texts


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An experiment that is to be started. `channel`: a slug, or "" for all.

    `today`: the name of the first arm, which has the texts that are sent without the experiment.
    """

    scenario: str
    channel: str
    name: str
    today: str
    variants: Sequence[Variant]
    goal: Goal = Goal.CLICK


def start(draft: Draft, author: str, now: datetime) -> Experiment | None:
    """Start an experiment; None if one runs with this scenario already.

    Its arms have equal shares. Only who reads a language that all variants have takes part.
    """
    arms = [{"name": draft.today, "texts": {}}]
    arms += [{"name": each.name, "texts": each.texts} for each in draft.variants]
    try:
        with transaction.atomic():
            return Experiment.objects.create(
                scenario=draft.scenario,
                channel=draft.channel,
                name=draft.name,
                goal=draft.goal,
                salt=secrets.token_urlsafe(12),
                arms=arms,
                ends=list(accumulate(equal_shares(len(arms)))),
                languages=sorted(set.intersection(*(set(each.texts) for each in draft.variants))),
                started_at=now,
                started_by=author,
            )
    except IntegrityError:
        return None


def stop(
    experiment_id: int,
    author: str,
    now: datetime,
    count: Callable[[Experiment, datetime], dict[str, Any]],
) -> Experiment | None:
    """End a running experiment and store what `count` says; None if no such one is running.

    Everybody gets today's texts again.
    """
    with transaction.atomic():
        running = _of_scenarios().filter(pk=experiment_id, ended_at=None)
        experiment = running.select_for_update().first()
        if experiment:
            experiment.result = count(experiment, now)
            experiment.ended_at, experiment.ended_by = now, author
            experiment.save(update_fields=["result", "ended_at", "ended_by"])
    return experiment


def find(experiment_id: int) -> Experiment | None:
    """An experiment with texts, running or ended."""
    return _of_scenarios().filter(pk=experiment_id).first()


def all_of(scenario: str = "", *, running: bool | None = None) -> list[Experiment]:
    """The experiments, the newest first: of one scenario if given; only (not) running ones."""
    found = _of_scenarios()
    if scenario:
        found = found.filter(scenario=scenario)
    if running is not None:
        found = found.filter(ended_at__isnull=running)
    return list(found.order_by("-started_at", "-pk"))


def _of_scenarios() -> "QuerySet[Experiment]":
    """Neither hold-outs nor the arms of campaigns, which their campaign starts and ends."""
    found = Experiment.objects.exclude(scenario="")
    return found.exclude(scenario__startswith=campaign_arms.PREFIX)


def remove_author(user_id: int) -> None:
    """Clear a deleted account from the experiments it started or ended; these stay."""
    for field in ("started_by", "ended_by"):
        Experiment.objects.filter(**{field: f"User:{user_id}"}).update(**{field: ""})
