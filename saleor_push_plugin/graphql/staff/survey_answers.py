"""The answers to surveys, for staff and apps."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

import graphene
from graphql import GraphQLError

from ... import scenarios
from ...core.global_id import global_id
from ...core.subject_global_id import global_id_of
from ...engagement import survey_answers
from .. import pagination, scalars
from .delivery_reports import MANAGE_ORDERS
from .lookups import NOTIFICATION

if TYPE_CHECKING:
    from ...models import SurveyAnswer


class PushAnswerCount(graphene.ObjectType):
    scenario = graphene.String(required=True, description="Code of the survey.")
    value = graphene.String(required=True, description="The answer, such as `good`.")
    count = scalars.Int(required=True, description="How often it was given, also 0.")

    class Meta:
        description = "The number of times an answer was given."


class PushAnswer(graphene.ObjectType):
    scenario = graphene.String(required=True, description="Code of the survey.")
    value = graphene.String(required=True, description="The answer, such as `good`.")
    text = graphene.String(required=True, description="What the shopper wrote, as plain text.")
    answered_at = scalars.DateTime(required=True, description="When the shopper last answered.")
    subject = graphene.ID(description="ID of the delivered fulfillment that the survey is about.")
    notification = graphene.ID(
        required=True, description="ID of the notification that carried the survey."
    )

    class Meta:
        description = "An answer with a text that the shopper wrote."

    @staticmethod
    def resolve_answered_at(root: "SurveyAnswer", _info: Any) -> datetime:
        return root.at

    @staticmethod
    def resolve_scenario(root: "SurveyAnswer", _info: Any) -> str:
        return root.notification.scenario

    @staticmethod
    def resolve_subject(root: "SurveyAnswer", _info: Any) -> str | None:
        return global_id_of(root.notification.event.kind, root.subject)

    @staticmethod
    def resolve_notification(root: "SurveyAnswer", _info: Any) -> str:
        return global_id(NOTIFICATION, str(root.notification_id))


PushAnswerConnection = pagination.connection(PushAnswer, "answer", "answers")


class PushSurveyAnswers(graphene.ObjectType):
    counts = graphene.List(
        graphene.NonNull(PushAnswerCount),
        required=True,
        description="Every possible answer, with the number of times it was given.",
    )
    texts = graphene.Field(
        PushAnswerConnection,
        required=True,
        description="Answers with a text.",
        **pagination.arguments(),
    )

    class Meta:
        description = "The answers to surveys: numbers and texts."

    @staticmethod
    def resolve_counts(root: survey_answers.AnswerFilter, _info: Any) -> list[PushAnswerCount]:
        counts = sorted(survey_answers.count(root).items())
        return [PushAnswerCount(scenario=s, value=v, count=n) for (s, v), n in counts]

    @staticmethod
    def resolve_texts(
        root: survey_answers.AnswerFilter,
        _info: Any,
        first: int | None = 20,
        after: str | None = None,
    ) -> Any:
        limit, place = pagination.check_first(first), pagination.parse_cursor(after, int)
        answers = survey_answers.with_text(
            root, limit=limit + 1, after=place and (place[0], place[1])
        )
        return pagination.page(answers, limit, lambda each: pagination.cursor(each.at, each.id))


class SurveyQuery(graphene.ObjectType):
    push_survey_answers = graphene.Field(
        PushSurveyAnswers,
        required=True,
        scenario=graphene.String(description="Code of one survey; by default all surveys."),
        since=scalars.DateTime(description="Only answers given at this time or later."),
        until=scalars.DateTime(description="Only answers given before this time."),
        description=(
            "The answers to surveys. Requires the permission MANAGE_ORDERS of an app or "
            "a member of staff; staff see the channels of their permission groups."
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
    ) -> survey_answers.AnswerFilter:
        info.context.require(MANAGE_ORDERS)
        survey = scenarios.find(scenario) if scenario is not None else None
        if scenario is not None and not (survey and survey.buttons):
            raise GraphQLError("There is no such survey.")
        return survey_answers.AnswerFilter(
            scenario=scenario,
            since=since,
            until=until,
            channels=info.context.channels(),
        )
