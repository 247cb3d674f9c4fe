"""Types of experiments with texts, as staff see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import graphene

from ...core.experiments.claims import Comparison
from ...core.experiments.goals import Goal
from ...core.experiments.samples import Interval, Sample
from ...core.global_id import global_id
from ...experiments.results import Results
from ...models import Experiment
from ...results import experiment_goals
from .. import scalars
from ..enums import PushExperimentGoalEnum, PushExperimentVerdictEnum
from .delivery_reports import MANAGE_ORDERS
from .template_types import language_field

EXPERIMENT = "PushExperiment"


@dataclass(frozen=True, kw_only=True)
class ArmResults:
    """An arm with what it brought. `comparison`: with the first arm, which has none itself."""

    name: str
    texts: Mapping[str, Mapping[str, str]]
    sample: Sample
    clicks: Sample
    comparison: Comparison | None
    goal: Goal

    @property
    def reaching(self) -> Sample:
        """The sample of who reached the goal, whatever it brought."""
        return Sample.of_rate(self.sample.people, self.sample.events)


@dataclass(frozen=True)
class ExperimentView:
    """An experiment with its results, which are counted if they are asked for."""

    row: Experiment
    now: datetime

    @cached_property
    def results(self) -> Results:
        return experiment_goals.of(self.row, self.now)

    @property
    def goal(self) -> Goal:
        return Goal(self.row.goal)

    @property
    def arms(self) -> list[ArmResults]:
        comparisons = (None, *self.results.claim.comparisons)
        found = self.results
        parts = zip(self.row.arms, found.samples, found.clicks, comparisons, strict=True)
        return [
            ArmResults(
                name=arm["name"],
                texts=arm["texts"],
                sample=sample,
                clicks=clicks,
                comparison=comparison,
                goal=self.goal,
            )
            for arm, sample, clicks, comparison in parts
        ]


class PushInterval(graphene.ObjectType):
    low = graphene.Float(required=True, description="The lowest value.")
    high = graphene.Float(required=True, description="The highest value.")

    class Meta:
        description = "Where a figure lies, with 95 % confidence."


class PushExperimentText(graphene.ObjectType):
    language = language_field()
    name = graphene.String(required=True, description="Which text: `title`, `body`, …")
    text = graphene.String(required=True, description="The template.")

    class Meta:
        description = "A text of an arm, in place of today's."


class PushExperimentArm(graphene.ObjectType):
    name = graphene.String(required=True, description="The name that staff gave it.")
    texts = graphene.List(
        graphene.NonNull(PushExperimentText),
        required=True,
        description="Its texts; what is left out is as today. The first arm has none.",
    )
    people = scalars.Int(
        required=True,
        description="How many people got it; with another goal than clicks, how many were assigned "
        "to it, whether a push reached them or not.",
    )
    clicked = scalars.Int(required=True, description="How many of those who got it clicked.")
    reached = scalars.Int(required=True, description="How many people reached the goal.")
    rate = graphene.Float(required=True, description="The share of people who reached the goal.")
    revenue = graphene.Float(
        description="What a person brought on average, net of refunds. Null unless the goal is "
        "revenue. Requires the permission MANAGE_ORDERS as well."
    )
    rate_interval = graphene.Field(
        PushInterval,
        required=True,
        description="Where the true rate lies, looked at once (Wilson's interval).",
    )
    difference = graphene.Field(
        PushInterval,
        description="By how much its rate (with the goal revenue: its revenue, for which the "
        "permission MANAGE_ORDERS is needed) is above the first arm's: true on this and on all "
        "other days, and for all arms together. Null for the first arm and of too few events.",
    )
    proven = graphene.Boolean(
        required=True,
        description="Whether its rate is proven to be another than the first arm's, higher or "
        "lower: with a probability of error of at most 5 % over all arms and days.",
    )

    class Meta:
        description = "An arm of an experiment: a text that part of the people get."

    @staticmethod
    def resolve_texts(root: ArmResults, _info: Any) -> list[PushExperimentText]:
        return [
            PushExperimentText(language=language, name=name, text=text)
            for language, texts in root.texts.items()
            for name, text in texts.items()
        ]

    @staticmethod
    def resolve_people(root: ArmResults, _info: Any) -> int:
        return root.reaching.people

    @staticmethod
    def resolve_clicked(root: ArmResults, _info: Any) -> int:
        return root.clicks.events

    @staticmethod
    def resolve_reached(root: ArmResults, _info: Any) -> int:
        return root.reaching.events

    @staticmethod
    def resolve_rate(root: ArmResults, _info: Any) -> float:
        return root.reaching.mean

    @staticmethod
    def resolve_revenue(root: ArmResults, info: Any) -> float | None:
        _require_if_money(root.goal, info)
        return root.sample.mean if root.goal is Goal.REVENUE else None

    @staticmethod
    def resolve_rate_interval(root: ArmResults, _info: Any) -> Interval:
        return root.reaching.interval()

    @staticmethod
    def resolve_difference(root: ArmResults, info: Any) -> Interval | None:
        _require_if_money(root.goal, info)
        return root.comparison.interval if root.comparison else None

    @staticmethod
    def resolve_proven(root: ArmResults, _info: Any) -> bool:
        return root.comparison is not None and root.comparison.proven != 0


class PushExperiment(graphene.ObjectType):
    id = graphene.ID(required=True, description="ID of the experiment.")
    name = graphene.String(required=True, description="The name that staff gave it.")
    scenario = graphene.String(required=True, description="Code of the scenario.")
    channel = graphene.String(description="Slug of the channel. Null: all channels.")
    languages = graphene.List(
        graphene.NonNull(graphene.String),
        required=True,
        description="Who reads one of these takes part.",
    )
    goal = graphene.Field(PushExperimentGoalEnum, required=True, description="What it is to raise.")
    currency = graphene.String(
        description="The currency of a revenue: that in which most people bought. Null without."
    )
    started_at = scalars.DateTime(required=True, description="When it was started.")
    started_by = graphene.ID(description="ID of the user or app that started it.")
    ended_at = scalars.DateTime(description="When it was stopped. Null while it is running.")
    ended_by = graphene.ID(description="ID of the user or app that stopped it.")
    arms = graphene.List(
        graphene.NonNull(PushExperimentArm),
        required=True,
        description="The arms, first the one with today's texts, or with the campaign's own.",
    )
    leader = graphene.String(
        required=True,
        description="Name of the arm with the highest rate; of equals the earlier one. It is the "
        "best guess, proven or not.",
    )
    verdict = graphene.Field(
        PushExperimentVerdictEnum, required=True, description="What may be claimed by now."
    )
    largest_difference = graphene.Float(
        description="By how much another arm's rate (with the goal revenue: its revenue) is above "
        "or below the first arm's at most. Null of too few events."
    )
    merged = scalars.Int(
        required=True,
        description="How many people are left out of all figures: they took part as a guest and as "
        "a customer. They keep the arm they had first.",
    )

    class Meta:
        description = "An experiment with the texts of a scenario, or with the arms of a campaign."

    @staticmethod
    def resolve_id(root: ExperimentView, _info: Any) -> str:
        return global_id(EXPERIMENT, str(root.row.pk))

    @staticmethod
    def resolve_name(root: ExperimentView, _info: Any) -> str:
        return root.row.name

    @staticmethod
    def resolve_scenario(root: ExperimentView, _info: Any) -> str:
        return str(root.row.scenario).partition(":")[0]

    @staticmethod
    def resolve_channel(root: ExperimentView, _info: Any) -> str | None:
        return root.row.channel or None

    @staticmethod
    def resolve_languages(root: ExperimentView, _info: Any) -> list[str]:
        return list(root.row.languages)

    @staticmethod
    def resolve_started_at(root: ExperimentView, _info: Any) -> Any:
        return root.row.started_at

    @staticmethod
    def resolve_started_by(root: ExperimentView, _info: Any) -> str | None:
        return _author(root.row.started_by)

    @staticmethod
    def resolve_ended_at(root: ExperimentView, _info: Any) -> Any:
        return root.row.ended_at

    @staticmethod
    def resolve_ended_by(root: ExperimentView, _info: Any) -> str | None:
        return _author(root.row.ended_by)

    @staticmethod
    def resolve_leader(root: ExperimentView, _info: Any) -> str:
        return str(root.row.arms[root.results.claim.leader]["name"])

    @staticmethod
    def resolve_verdict(root: ExperimentView, _info: Any) -> str:
        return root.results.claim.verdict.value

    @staticmethod
    def resolve_goal(root: ExperimentView, _info: Any) -> str:
        return root.goal.value

    @staticmethod
    def resolve_currency(root: ExperimentView, _info: Any) -> str | None:
        return root.results.currency or None

    @staticmethod
    def resolve_largest_difference(root: ExperimentView, info: Any) -> float | None:
        _require_if_money(root.goal, info)
        return root.results.claim.largest

    @staticmethod
    def resolve_merged(root: ExperimentView, _info: Any) -> int:
        return root.results.merged


def _require_if_money(goal: Goal, info: Any) -> None:
    """Raise PermissionDenied if a difference is one of money, and the caller may not see it."""
    if goal is Goal.REVENUE:
        info.context.require(MANAGE_ORDERS)


def _author(stored: str) -> str | None:
    kind, _, key = stored.partition(":")
    return global_id(kind, key) if key else None
