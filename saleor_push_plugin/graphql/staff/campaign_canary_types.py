"""Types of the canary of a campaign, as staff see it."""

from typing import TYPE_CHECKING, Any

import graphene

from ...core.campaigns.canary import Signal
from ...core.segments.size import size_for
from .. import scalars
from .campaign_enums import PushCampaignCanaryEnum, PushCampaignSignalEnum
from .delivery_log import MANAGE_USERS

if TYPE_CHECKING:
    from ...models import Campaign


class PushCampaignAnswers(graphene.ObjectType):
    signal = PushCampaignSignalEnum(required=True, description="What is watched.")
    count = scalars.Int(
        required=True,
        description="How many notifications. Without the permission MANAGE_USERS rounded down to "
        "tens.",
    )
    expected = graphene.Float(
        required=True, description="How many there would be if all is as usual in this shop."
    )

    class Meta:
        description = "How the people of a canary answered, by its newest look."


class PushCampaignCanary(graphene.ObjectType):
    watch = PushCampaignCanaryEnum(required=True, description="What became of it.")
    people = scalars.Int(required=True, description="How many people it has; 0: there is none.")
    needed = scalars.Int(
        description="How many people it takes to find twice of what is usual in 80 of 100 cases. "
        "Null: nothing is usual yet."
    )
    answers = graphene.List(
        graphene.NonNull(PushCampaignAnswers),
        required=True,
        description="How they answered; empty before the first look.",
    )

    class Meta:
        description = "The people who get a campaign first, so that it can stop itself."


class CampaignCanary:
    """What a campaign says of its canary."""

    has_canary = graphene.Boolean(required=True, description="Whether it is to have a canary.")
    canary = graphene.Field(
        PushCampaignCanary,
        description="Its canary. Null: it is to have none, or its people are not stored yet.",
    )

    @staticmethod
    def resolve_canary(root: "Campaign", info: Any) -> PushCampaignCanary | None:
        noted = root.canary
        if noted is None:
            return None
        newest = noted["looks"][-1] if noted.get("looks") else {}
        exact = info.context.may(MANAGE_USERS)
        return PushCampaignCanary(
            watch=noted["watch"],
            people=size_for(noted["people"], exact=exact).people,
            needed=noted["needed"],
            answers=[
                PushCampaignAnswers(
                    signal=signal.value,
                    count=size_for(newest[signal]["count"], exact=exact).people,
                    expected=newest[signal]["expected"],
                )
                for signal in Signal
                if signal in newest
            ],
        )
