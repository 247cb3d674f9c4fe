"""Types of the smallest lift that an experiment can find, as staff see it before it begins."""

from typing import Any

import graphene

from ...core.experiments.goals import Goal
from ...core.experiments.smallest_lift import SmallestLift, Source
from ...messages import outlook_words
from .. import scalars
from ..enums import PushExperimentGoalEnum
from .language_argument import language_argument


class PushSmallestLift(graphene.ObjectType):
    goal = graphene.Field(PushExperimentGoalEnum, required=True, description="What is to rise.")
    people = scalars.Int(
        required=True,
        description="How many people each arm has. Without the permission MANAGE_USERS it is "
        "reckoned from tens.",
    )
    rate = graphene.Float(
        required=True,
        description="The share of people who usually reach the goal; with the goal revenue, who "
        "buy.",
    )
    assumed = graphene.Boolean(
        required=True,
        description="Whether that rate is assumed, because the shop's own results are too few; "
        "else it is what they were.",
    )
    difference = graphene.Float(
        description="The smallest rise of that rate that is found in 80 of 100 cases. Null if none "
        "is found, and with the goal revenue."
    )
    lift = graphene.Float(
        description="The same as a share of what is usual: 0.2 is a rise by a fifth. Null if none "
        "is found."
    )
    decides = graphene.Boolean(
        required=True,
        description="Whether it finds a lift as texts have it: one of a half or less.",
    )
    text = graphene.String(
        required=True, language=language_argument(), description="All that in plain words."
    )

    class Meta:
        description = "What an experiment can find, said before it begins."

    @staticmethod
    def resolve_goal(root: SmallestLift, _info: Any) -> str:
        return root.goal.value

    @staticmethod
    def resolve_rate(root: SmallestLift, _info: Any) -> float:
        return root.usual.rate

    @staticmethod
    def resolve_assumed(root: SmallestLift, _info: Any) -> bool:
        return root.usual.source is Source.ASSUMED

    @staticmethod
    def resolve_difference(root: SmallestLift, _info: Any) -> float | None:
        if root.lift is None or root.goal is Goal.REVENUE:
            return None
        return root.lift * root.usual.rate

    @staticmethod
    def resolve_text(root: SmallestLift, _info: Any, language: str | None = None) -> str:
        return outlook_words.lift(root, language or "")
