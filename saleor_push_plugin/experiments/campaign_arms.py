"""Experiments with the arms of campaigns: one of each campaign that tries several texts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import accumulate
from typing import Any

from django.db.models import QuerySet

from ..core.event import CAMPAIGN, key_of
from ..core.experiments.assignment import equal_shares
from ..models import Experiment

# What `Experiment.scenario` begins with.
PREFIX = f"{CAMPAIGN}:"


def name_of(campaign_id: int) -> str:
    """The `scenario` of the experiment of a campaign, and of its people's notifications."""
    return key_of(CAMPAIGN, str(campaign_id))


def start(
    campaign_id: int,
    name: str,
    goal: str,
    salt: str,
    arms: Sequence[Mapping[str, Any]],
    author: str,
    now: datetime,
) -> Experiment:
    """Start the experiment of a campaign; `arms`: {"name", "texts"} in their order.

    All have texts in the same languages, and equal shares of the people.
    """
    return Experiment.objects.create(
        scenario=name_of(campaign_id),
        name=name,
        goal=goal,
        salt=salt,
        arms=list(arms),
        ends=list(accumulate(equal_shares(len(arms)))),
        languages=sorted(arms[0]["texts"]),
        started_at=now,
        started_by=author,
    )


def find(campaign_id: int) -> Experiment | None:
    """The experiment of a campaign, running or ended."""
    return Experiment.objects.filter(scenario=name_of(campaign_id)).first()


def locked(campaign_id: int) -> Experiment:
    """As `find`, of a campaign that has one; locked until the transaction ends."""
    return Experiment.objects.select_for_update().get(scenario=name_of(campaign_id))


def running() -> "QuerySet[Experiment]":
    """Those whose last look is still to come."""
    return Experiment.objects.filter(scenario__startswith=PREFIX, ended_at=None)


def campaign_of(experiment: Experiment) -> int:
    """The id of the campaign whose arms it tries."""
    return int(experiment.scenario.removeprefix(PREFIX))


def look(experiment: Experiment, taken: Mapping[str, Any]) -> None:
    """Store a planned look of a locked experiment."""
    experiment.looks = [*experiment.looks, dict(taken)]
    experiment.save(update_fields=["looks"])


def end(experiment: Experiment, result: Mapping[str, Any], now: datetime) -> None:
    """End a locked experiment, and keep its results."""
    experiment.result, experiment.ended_at = dict(result), now
    experiment.save(update_fields=["result", "ended_at"])
