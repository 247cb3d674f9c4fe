"""Types of the arms of campaigns and of what they have brought, as staff see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import graphene

from ...campaigns import arms, deciding, drafts
from ...core.experiments.samples import Sample
from ...core.segments.size import size_for
from ...experiments import campaign_arms
from ...experiments.results import Results
from .. import scalars
from ..enums import PushExperimentGoalEnum
from .campaign_enums import PushCampaignStageEnum
from .delivery_log import MANAGE_USERS
from .experiment_types import ArmResults, ExperimentView, PushExperiment
from .template_types import language_field

if TYPE_CHECKING:
    from ...models import Campaign


class PushCampaignText(graphene.ObjectType):
    language = language_field()
    title = graphene.String(required=True, description="The template of the title.")
    body = graphene.String(required=True, description="The template of the text below it.")

    class Meta:
        description = "The texts of a campaign in one language."


class PushCampaignVariant(graphene.ObjectType):
    name = graphene.String(required=True, description="The name that staff gave it.")
    texts = graphene.List(
        graphene.NonNull(PushCampaignText), required=True, description="Its texts."
    )

    class Meta:
        description = "An arm of a campaign besides the first: other texts, which are tried."


def texts_of(
    campaign: "Campaign", texts: Mapping[str, Mapping[str, str]]
) -> list[PushCampaignText]:
    """The texts of an arm; first those in the campaign's language."""
    return [
        PushCampaignText(language=tag, title=each.get("title", ""), body=each.get("body", ""))
        for tag, each in drafts.in_order(campaign, texts)
    ]


def variants_of(campaign: "Campaign") -> list[PushCampaignVariant]:
    return [
        PushCampaignVariant(name=arm["name"], texts=texts_of(campaign, arm["texts"]))
        for arm in campaign.variants
    ]


def leader_of(campaign: "Campaign") -> str | None:
    """The name of the arm that the rest gets."""
    if campaign.leader is None:
        return None
    return str(arms.all_of(campaign)[campaign.leader]["name"])


@dataclass(frozen=True, kw_only=True)
class _RoundedArm(ArmResults):
    """An arm for somebody who may not learn what few people did."""

    @property
    def reaching(self) -> Sample:
        return _rounded(self.sample.people, self.sample.events)


def _rounded(people: int, events: int) -> Sample:
    shown = (size_for(number, exact=False).people for number in (people, events))
    return Sample.of_rate(*shown)


@dataclass(frozen=True)
class CampaignExperimentView(ExperimentView):
    """The experiment of a campaign, whose claims are those of planned looks."""

    exact: bool = True

    @cached_property
    def results(self) -> Results:
        return deciding.results_of(self.row, self.now)

    @property
    def arms(self) -> list[ArmResults]:
        found = super().arms
        return found if self.exact else [_without_persons(arm) for arm in found]


def _without_persons(arm: ArmResults) -> ArmResults:
    clicks = _rounded(arm.clicks.people, arm.clicks.events)
    return _RoundedArm(**{**vars(arm), "clicks": clicks})


def experiment_of(campaign: "Campaign", info: Any) -> CampaignExperimentView | None:
    row = campaign_arms.find(campaign.pk) if campaign.experiment_id else None
    if row is None:
        return None
    return CampaignExperimentView(row, info.context.now, exact=info.context.may(MANAGE_USERS))


class CampaignArms:
    """What a campaign says of its arms and stages."""

    variants = graphene.List(
        graphene.NonNull(PushCampaignVariant),
        required=True,
        description="Its arms besides the first, which has `texts`.",
    )
    goal = graphene.Field(
        PushExperimentGoalEnum, required=True, description="What its arms are to raise."
    )
    test_share = scalars.Int(
        required=True, description="Percent of the people that its arms are tried with."
    )
    decide_after_hours = scalars.Int(
        required=True,
        description="How many hours after the hour of the last time zone the leader is chosen.",
    )
    stage = PushCampaignStageEnum(description="Its stage. Null: it has none, or not yet.")
    leader = graphene.String(
        description="Name of the arm that the rest gets. Null until that is decided."
    )
    decided_at = scalars.DateTime(description="When it was decided. Null: it was not.")
    experiment = graphene.Field(
        PushExperiment,
        description="What its arms have brought, of those alone who got one by chance; and what "
        "is proven, by two planned looks: when it is decided, and a day later (of orders and "
        "revenue four). Without the permission MANAGE_USERS people are rounded down to tens. Null "
        "for a draft and without variants.",
    )

    @staticmethod
    def resolve_variants(root: "Campaign", _info: Any) -> list[PushCampaignVariant]:
        return variants_of(root)

    @staticmethod
    def resolve_decide_after_hours(root: "Campaign", _info: Any) -> int:
        return arms.decided_after(root)

    @staticmethod
    def resolve_stage(root: "Campaign", _info: Any) -> str | None:
        return root.stage or None

    @staticmethod
    def resolve_leader(root: "Campaign", _info: Any) -> str | None:
        return leader_of(root)

    @staticmethod
    def resolve_experiment(root: "Campaign", info: Any) -> CampaignExperimentView | None:
        return experiment_of(root, info)
