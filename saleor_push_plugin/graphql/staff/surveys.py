"""What shoppers answered, for the shop's own people and apps."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import graphene
from graphql import GraphQLError

from ... import scenarios
from ...core.global_id import global_id
from ...core.subjects import named
from ...engagement import survey_answers
from .. import connections
from .fulfillments import MANAGE_ORDERS
from .lookups import NOTIFICATION

if TYPE_CHECKING:
    from ...models import Answer


class PushAnswerCount(graphene.ObjectType):
    scenario = graphene.String(required=True, description="Code of the survey.")
    value = graphene.String(required=True, description="The answer, such as `good`.")
    count = graphene.Int(required=True, description="How many gave it; 0 for nobody.")

    class Meta:
        description = "How often an answer was given."


class PushAnswer(graphene.ObjectType):
    scenario = graphene.String(required=True, description="Code of the survey.")
    value = graphene.String(required=True, description="The answer, such as `good`.")
    text = graphene.String(required=True, description="What the shopper wrote, plain text.")
    answered_at = graphene.DateTime(required=True, description="When the shopper last answered.")
    subject = graphene.ID(description="ID of what was asked about: the fulfillment that arrived.")
    notification = graphene.ID(required=True, description="ID of the notification that asked.")

    class Meta:
        description = "An answer in a shopper's own words."

    @staticmethod
    def resolve_answered_at(root: "Answer", _info: Any) -> datetime:
        return root.at

    @staticmethod
    def resolve_scenario(root: "Answer", _info: Any) -> str:
        return root.notification.scenario

    @staticmethod
    def resolve_subject(root: "Answer", _info: Any) -> str | None:
        return named(root.notification.event.kind, root.subject)

    @staticmethod
    def resolve_notification(root: "Answer", _info: Any) -> str:
        return global_id(NOTIFICATION, str(root.notification_id))


class PushAnswerEdge(graphene.ObjectType):
    node = graphene.Field(PushAnswer, required=True, description="The answer.")
    cursor = graphene.String(required=True, description="Its place in the list.")

    class Meta:
        description = "An answer and its place in the list."


class PushAnswerConnection(graphene.ObjectType):
    page_info = connections.page_info()
    edges = graphene.List(
        graphene.NonNull(PushAnswerEdge), required=True, description="Newest first."
    )

    class Meta:
        description = "A page of answers, newest first."


class PushSurveyAnswers(graphene.ObjectType):
    counts = graphene.List(
        graphene.NonNull(PushAnswerCount),
        required=True,
        description="Every answer that is offered, with how often it was given.",
    )
    texts = graphene.Field(
        PushAnswerConnection,
        required=True,
        description="What shoppers wrote.",
        **connections.arguments(),
    )

    class Meta:
        description = "How shoppers answered."

    @staticmethod
    def resolve_counts(root: survey_answers.Asked, _info: Any) -> list[PushAnswerCount]:
        found = sorted(survey_answers.counted(root).items())
        return [PushAnswerCount(scenario=s, value=v, count=n) for (s, v), n in found]

    @staticmethod
    def resolve_texts(
        root: survey_answers.Asked, _info: Any, first: int | None = 20, after: str | None = None
    ) -> Any:
        most, place = connections.checked(first), connections.opened(after, int)
        found = survey_answers.texts(root, most=most + 1, after=place and (place[0], place[1]))
        return connections.page(found, most, lambda each: connections.cursor(each.at, each.id))


class SurveyQuery(graphene.ObjectType):
    push_survey_answers = graphene.Field(
        PushSurveyAnswers,
        required=True,
        scenario=graphene.String(description="Code of the survey; all of them if left out."),
        since=graphene.DateTime(description="Only what was answered then or later."),
        until=graphene.DateTime(description="Only what was answered before."),
        description=(
            "How shoppers answered to surveys. Requires the permission MANAGE_ORDERS of an app, or "
            "of a member of staff, who sees the channels of their permission groups."
        ),
    )

    class Meta:
        abstract = True

    @staticmethod
    def resolve_push_survey_answers(
        _root: None,
        info: Any,
        scenario: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> survey_answers.Asked:
        info.context.require(MANAGE_ORDERS)
        found = scenarios.find(scenario) if scenario is not None else None
        if scenario is not None and not (found and found.buttons):
            raise GraphQLError("There is no such survey.")
        return survey_answers.Asked(
            scenario=scenario,
            since=_aware(since),
            until=_aware(until),
            channels=info.context.channels(),
        )


def _aware(at: datetime | None) -> datetime | None:
    return at and at.replace(tzinfo=at.tzinfo or UTC)
