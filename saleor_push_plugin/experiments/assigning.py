"""Assigns people to the arms of running experiments and to the hold-out: one query per batch."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from ..core.experiments.assignment import BUCKETS, bucket
from ..core.sql_files import statements
from ..models import Assignment
from . import hold_out

HELD_OUT = 0
_SQL = statements(__package__, "assigning.sql")
# What each byte of a hash, the first one first, adds to the remainder.
_WEIGHTS = [pow(256, 31 - byte, BUCKETS) for byte in range(32)]


class Subject(NamedTuple):
    """A notification that is about to be sent: to whom, and what it says. A row of `assign`.

    `scenario`: what an experiment with its text is of (models.Experiment).
    """

    person: str
    scenario: str
    channel: str
    language: str
    holdable: bool


class Arm(NamedTuple):
    """An arm of an experiment, by its position."""

    experiment_id: int
    position: int


@dataclass(frozen=True, kw_only=True)
class Assigned:
    """The arms of the people of a batch."""

    held_out: frozenset[str] = frozenset()
    # By scenario and person.
    arms: Mapping[tuple[str, str], Arm] = field(default_factory=dict)
    # The stored arms by experiment; see models.Experiment.
    contents: Mapping[int, list[dict[str, Any]]] = field(default_factory=dict)

    def texts(self, arm: Arm, language: str) -> dict[str, str]:
        """The texts of an arm in a language; those it does not have are as without it."""
        texts: dict[str, str] = (
            self.contents[arm.experiment_id][arm.position].get("texts", {}).get(language, {})
        )
        return texts


def tried_with(scenario: str, facts: Any) -> str:
    """What an experiment with the text of a notification is of (models.Experiment.scenario)."""
    return getattr(facts, "experiment", "") or scenario


def assign(subjects: Collection[Subject], now: datetime) -> Assigned:
    """The arms of all running experiments for the people of a batch; new ones are stored."""
    if not subjects:
        return Assigned()
    columns = zip(Subject._fields, map(list, zip(*set(subjects), strict=True)), strict=True)
    names = {"person": "people", "scenario": "scenarios", "channel": "channels"}
    names |= {"language": "languages", "holdable": "holdable"}
    values = {names[field]: column for field, column in columns}
    with connection.cursor() as cursor:
        cursor.execute(_SQL["assign"], {**values, "weights": _WEIGHTS, "now": now})
        return _assigned(cursor.fetchall())


def held_out(people: Collection[str]) -> set[str]:
    """Who of these (keys) is in the running hold-out, or would be; nothing is stored."""
    running = hold_out.running()
    if running is None or not people:
        return set()
    stored = dict(
        Assignment.objects.filter(experiment=running, person__in=people).values_list(
            "person", "arm"
        )
    )
    drawn = {
        each: HELD_OUT for each in people if bucket(running.salt, each) < running.ends[HELD_OUT]
    }
    return {each for each, arm in (drawn | stored).items() if arm == HELD_OUT}


def _assigned(rows: Collection[tuple[int, str, str, int, Any]]) -> Assigned:
    held_out, arms, contents = set(), {}, {}
    for experiment_id, scenario, person, position, content in rows:
        if content is not None:
            contents[experiment_id] = json.loads(content) if isinstance(content, str) else content
        if scenario:
            arms[scenario, person] = Arm(experiment_id, position)
        elif position == HELD_OUT:
            held_out.add(person)
    return Assigned(held_out=frozenset(held_out), arms=arms, contents=contents)


def merge(guest: str, customer: str) -> None:
    """Give a guest's assignments to the customer who logs in; see `Assignment.merged`."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL["merge"], {"guest": guest, "customer": customer})


def purge(before: datetime) -> int:
    """Delete the assignments of experiments that ended before then; returns how many."""
    return Assignment.objects.filter(experiment__ended_at__lt=before).delete()[0]


def forget(person: str) -> None:
    """Delete the assignments of a person whose account is deleted."""
    Assignment.objects.filter(person=person).delete()
