"""What people usually bring: by the shop's own past results, else by what is assumed."""

from datetime import datetime, timedelta

from django.db.models import Q

from ..core.event import CAMPAIGN
from ..core.experiments.goals import Goal
from ..core.experiments.samples import Sample
from ..core.experiments.smallest_lift import ASSUMED, Usual
from ..core.result_kinds import Kind
from ..experiments import campaign_arms, past
from ..models import Experiment
from . import experiment_goals
from .queries import Wanted, rows, total

# Clicks of so many days count; those of the last days have not all come yet.
DAYS, COMING = timedelta(days=90), timedelta(days=2)


def of_campaigns(goal: Goal, now: datetime) -> Usual:
    """What a person usually brings whom a campaign is sent to."""
    if goal is Goal.CLICK:
        return Usual.of(_clicks(CAMPAIGN, now)) or ASSUMED[goal]
    return _brought(Q(scenario__startswith=campaign_arms.PREFIX), goal)


def of_scenario(scenario: str, goal: Goal, people: int, rate: float) -> Usual:
    """What a person usually brings who gets a scenario's push, of whom so many click."""
    if goal is Goal.CLICK:
        return Usual.of(Sample.of_rate(people, round(people * rate))) or ASSUMED[goal]
    return _brought(Q(scenario=scenario), goal)


def _clicks(scenario: str, now: datetime) -> Sample:
    """Who was sent a scenario's pushes, by browser, and who clicked."""
    wanted = Wanted(since=(now - DAYS).date(), until=(now - COMING).date(), scenarios=[scenario])
    found = total(rows(wanted, []))
    sent = found.count(Kind.ACCEPTED)
    return Sample.of_rate(sent, min(sent, found.count(Kind.CLICKED)))


def _brought(scenario: Q, goal: Goal) -> Usual:
    """By the newest experiment in whose currency the others are counted as well."""
    ended = past.ended(scenario, goal)
    same = [each for each in ended if _currency(each) == _currency(ended[0])]
    samples = [one for each in same for one in experiment_goals.samples_of(each, each.result or {})]
    return Usual.of(past.total(samples)) or ASSUMED[goal]


def _currency(experiment: Experiment) -> str:
    return str((experiment.result or {}).get("currency", ""))
