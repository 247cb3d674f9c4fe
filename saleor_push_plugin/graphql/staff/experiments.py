"""Experiments with the texts of scenarios: what staff start, stop and read."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Self

import graphene

from ...core.experiments import smallest_lift
from ...core.experiments.goals import Goal
from ...core.experiments.smallest_lift import SmallestLift
from ...core.global_id import OURS, number_of
from ...core.push_subscription import Problem
from ...experiments import results, scenario_texts
from ...experiments.scenario_texts import FEWEST_ARMS, MOST_ARMS
from ...results import experiment_goals, usual
from ...scenarios import SCENARIOS
from .. import scalars
from ..enums import PushExperimentGoalEnum
from ..types import PushError, to_push_error
from .experiment_inputs import (
    RUNNING,
    PushExperimentArmInput,
    arm_problems,
    draft_of,
    draft_problems,
)
from .experiment_types import (
    EXPERIMENT,
    ExperimentView,
    PushExperiment,
)
from .smallest_lift_types import PushSmallestLift
from .template_types import MANAGE_PLUGINS

# The time before, by which is said what an experiment can find.
BEFORE = timedelta(days=30)
_PERMISSION = (
    "Requires the permission MANAGE_PLUGINS of a member of staff or an app, and with it covers "
    "every channel, as Saleor's pluginUpdate."
)


class PushExperimentOutlook(graphene.ObjectType):
    people = scalars.Int(
        required=True, description="How many people got a push of the scenario in 30 days."
    )
    rate = graphene.Float(required=True, description="The share of them who clicked.")
    smallest_difference = graphene.Float(
        description="The smallest rise of that rate that an experiment of 30 days finds in 80 of "
        "100 cases. Null if it would find none."
    )
    smallest_lift = graphene.Field(
        PushSmallestLift,
        required=True,
        description="The same for the goal, with a stated assumption where the shop's own results "
        "are too few.",
    )

    class Meta:
        description = "What an experiment can find, by the last 30 days."


class ExperimentQuery(graphene.ObjectType):
    push_experiments = graphene.List(
        graphene.NonNull(PushExperiment),
        required=True,
        scenario=graphene.String(description="Only those of the scenario with this code."),
        running=graphene.Boolean(description="Only those that are running, or only ended ones."),
        description=f"The experiments with texts, the newest first. {_PERMISSION}",
    )
    push_experiment_outlook = graphene.Field(
        PushExperimentOutlook,
        required=True,
        scenario=graphene.String(required=True, description="Code of the scenario."),
        channel=graphene.String(description="Slug of the channel. Left out: all channels."),
        arms=scalars.Int(
            default_value=FEWEST_ARMS,
            description="How many arms, from 2 to 5, today's texts among them.",
        ),
        goal=PushExperimentGoalEnum(
            default_value=Goal.CLICK.value, description="What it is to raise."
        ),
        description=f"What an experiment can find, before it is started. {_PERMISSION}",
    )

    @staticmethod
    def resolve_push_experiments(
        _root: None, info: Any, scenario: str | None = None, running: bool | None = None
    ) -> list[ExperimentView]:
        info.context.require(MANAGE_PLUGINS)
        known = not scenario or scenario in SCENARIOS or scenario.isprintable()
        found = scenario_texts.all_of(scenario or "", running=running) if known else []
        return [ExperimentView(row, info.context.now) for row in found]

    @staticmethod
    def resolve_push_experiment_outlook(
        _root: None,
        info: Any,
        scenario: str,
        channel: str | None = None,
        arms: int = FEWEST_ARMS,
        goal: str = Goal.CLICK.value,
    ) -> Mapping[str, Any]:
        info.context.require(MANAGE_PLUGINS)
        slug = channel if channel and channel.isprintable() else ""
        known = scenario if scenario in SCENARIOS else ""
        count = min(max(arms, FEWEST_ARMS), MOST_ARMS)
        found = results.outlook(known, slug, count, info.context.now - BEFORE)
        return {**vars(found), "smallest_lift": _lift(found, known, Goal(goal), count)}

    class Meta:
        abstract = True


def _lift(found: results.Outlook, scenario: str, goal: Goal, arms: int) -> SmallestLift:
    before = usual.of_scenario(scenario, goal, found.people, found.rate)
    return smallest_lift.on_any_day(goal, before, found.each(arms), arms)


def errors_field() -> graphene.List:
    return graphene.List(
        graphene.NonNull(PushError),
        required=True,
        description="Everything that is wrong with the request. If there are errors, nothing was "
        "changed.",
    )


class PushExperimentStart(graphene.Mutation):
    experiment = graphene.Field(
        PushExperiment, description="The experiment. Null if there are errors."
    )
    errors = errors_field()

    class Arguments:
        scenario = graphene.String(required=True, description="Code of the scenario.")
        channel = graphene.String(description="Slug of the channel. Left out: all channels.")
        name = graphene.String(required=True, description="A name, for staff.")
        arms = graphene.List(
            graphene.NonNull(PushExperimentArmInput),
            required=True,
            description="One to four arms besides the first, which has today's texts. All have "
            "equal shares of the people.",
        )
        goal = PushExperimentGoalEnum(description="What it is to raise; clicks by default.")

    class Meta:
        description = (
            "Starts an experiment with the texts of a scenario: chance decides which arm a person "
            f"gets, and it stays theirs. One runs per scenario. {_PERMISSION}"
        )

    @classmethod
    def mutate(cls, _root: None, info: Any, **given: Any) -> Self:
        author = info.context.require(MANAGE_PLUGINS)
        problems = list(arm_problems(given["name"], given["arms"]))
        draft = None if problems else draft_of(**given)
        problems += list(draft_problems(draft)) if draft else []
        if draft is None or problems:
            return cls(errors=[to_push_error(problem) for problem in problems])
        started = scenario_texts.start(draft, author, info.context.now)
        if started is None:
            return cls(errors=[to_push_error(RUNNING)])
        return cls(experiment=ExperimentView(started, info.context.now), errors=[])


class PushExperimentStop(graphene.Mutation):
    experiment = graphene.Field(
        PushExperiment, description="The experiment with its results. Null if there are errors."
    )
    errors = errors_field()

    class Arguments:
        id = graphene.ID(required=True, description="ID of the experiment.")

    class Meta:
        description = (
            "Ends an experiment and keeps its results. Everybody gets today's texts again: to send "
            f"another arm's, store them with pushTemplateUpdate. {_PERMISSION}"
        )

    @classmethod
    def mutate(cls, _root: None, info: Any, id: str) -> Self:
        author = info.context.require(MANAGE_PLUGINS)
        pk = number_of(id, EXPERIMENT, below=OURS)
        if pk is None:
            message = "This is not the ID of an experiment."
            return cls._failure("graphql_error", message)
        stopped = scenario_texts.stop(pk, author, info.context.now, experiment_goals.count)
        if stopped is None:
            return cls._failure("not_found", "No such experiment is running.")
        return cls(experiment=ExperimentView(stopped, info.context.now), errors=[])

    @classmethod
    def _failure(cls, code: str, message: str) -> Self:
        return cls(errors=[to_push_error(Problem(field="id", code=code, message=message))])
