"""Types of campaigns, as staff see them."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import graphene

from ...campaigns import drafts, progress
from ...core.campaigns.schedule import Timing
from ...core.global_id import global_id
from .. import pagination, scalars
from ..enums import PushDeliveryStatusEnum
from . import campaign_buttons, campaign_products, campaign_vouchers
from .campaign_arm_types import CampaignArms, PushCampaignText, texts_of
from .campaign_canary_types import CampaignCanary
from .campaign_enums import (
    PushCampaignActionEnum,
    PushCampaignPastHourEnum,
    PushCampaignStateEnum,
    PushCampaignTimingEnum,
    PushUrgencyEnum,
)
from .campaign_figures import as_learnt
from .campaign_repeats import CampaignSeries
from .delivery_log import MANAGE_USERS, PushReason
from .segment_types import SEGMENT, author_id
from .template_types import PushPreview, warnings_field

if TYPE_CHECKING:
    from ...models import Campaign, CampaignChange

CAMPAIGN = "PushCampaign"


class Why(NamedTuple):
    """A reason as PushReason shows it."""

    reason: str
    detail: str = ""


class PushCampaignPreview(graphene.ObjectType):
    arm = graphene.String(required=True, description="Name of the arm.")
    preview = graphene.Field(
        PushPreview, required=True, description="The notification, with example values."
    )
    warnings = warnings_field()

    class Meta:
        description = "A campaign in one language as a shopper would read it."

    @staticmethod
    def resolve_preview(root: drafts.ArmPreview, _info: Any) -> Any:
        return root.preview.text

    @staticmethod
    def resolve_warnings(root: drafts.ArmPreview, _info: Any) -> Any:
        return root.preview.warnings


class PushCampaignLeftOut(graphene.ObjectType):
    reason = graphene.Field(PushReason, required=True, description="Why they do not get it.")
    people = scalars.Int(required=True, description="How many people.")

    class Meta:
        description = "People whom a campaign is for and who do not get it."


class PushCampaignPushes(graphene.ObjectType):
    status = PushDeliveryStatusEnum(required=True, description="Their status.")
    reason = graphene.Field(PushReason, description="Why they have it, where that is stored.")
    count = scalars.Int(required=True, description="How many browsers.")

    class Meta:
        description = "The notifications of a campaign that have one status, for one reason."


class PushCampaignProgress(graphene.ObjectType):
    exact = graphene.Boolean(
        required=True, description="Whether the numbers are exact; else 0 is less than ten."
    )
    people = scalars.Int(required=True, description="How many people it is for.")
    waiting = scalars.Int(required=True, description="How many of them wait for their moment.")
    left_out = graphene.List(
        graphene.NonNull(PushCampaignLeftOut), required=True, description="Who does not get it."
    )
    pushes = graphene.List(
        graphene.NonNull(PushCampaignPushes),
        required=True,
        description="The notifications for the browsers of the others.",
    )
    shown = scalars.Int(required=True, description="How many notifications were shown.")
    clicked = scalars.Int(required=True, description="How many were clicked.")
    dismissed = scalars.Int(required=True, description="How many were closed.")

    class Meta:
        description = (
            "How far a campaign is. Of one that is done, its figures at the end. Without the "
            "permission MANAGE_USERS every number is rounded down to tens."
        )

    @staticmethod
    def resolve_left_out(root: Mapping[str, Any], _info: Any) -> list[PushCampaignLeftOut]:
        by_reason = sorted(root["left_out"].items())
        return [PushCampaignLeftOut(reason=Why(code), people=n) for code, n in by_reason]

    @staticmethod
    def resolve_pushes(root: Mapping[str, Any], _info: Any) -> list[PushCampaignPushes]:
        return [
            PushCampaignPushes(status=state, reason=Why(code) if code else None, count=n)
            for state, code, n in sorted(root["pushes"])
        ]


class PushCampaignChange(graphene.ObjectType):
    action = PushCampaignActionEnum(required=True, description="What was done.")
    by = graphene.ID(
        description="ID of the user or app that did it. Null: the plugin itself, or a deleted user."
    )
    at = scalars.DateTime(required=True, description="When.")
    details = scalars.JSON(required=True, description="What was chosen, by name.")

    class Meta:
        description = "An entry of the log of a campaign."

    @staticmethod
    def resolve_by(root: "CampaignChange", _info: Any) -> str | None:
        return author_id(root.who) if not root.who.startswith("Erased") else None


class PushCampaign(CampaignArms, CampaignCanary, CampaignSeries, graphene.ObjectType):
    id = graphene.ID(required=True, description="ID of the campaign.")
    name = graphene.String(required=True, description="The name that staff gave it.")
    state = PushCampaignStateEnum(required=True, description="Its state.")
    channel = graphene.String(description="Slug of the channel. Null: all channels.")
    language = graphene.String(
        required=True, description="The language of who reads none that it is written in."
    )
    texts = graphene.List(
        graphene.NonNull(PushCampaignText),
        required=True,
        description="Its texts; first those in its language.",
    )
    path = graphene.String(description="The storefront's page. Null: the home page.")
    image = graphene.String(description="The https address of its picture. Null: none.")
    urgency = PushUrgencyEnum(required=True, description="How urgent it is.")
    expires_after_hours = scalars.Int(
        required=True, description="For how many hours after their moment a push may wait."
    )
    buttons = graphene.List(
        graphene.NonNull(campaign_buttons.PushCampaignButton),
        required=True,
        description="Its buttons.",
    )
    voucher = graphene.Field(
        campaign_vouchers.PushCampaignVoucher, description="What it promises. Null: nothing."
    )
    product = graphene.Field(
        campaign_products.PushCampaignProduct, description="What it is about. Null: no product."
    )
    where = scalars.JSON(
        required=True,
        description="Whom it is for, as a PushAudienceWhereInput: give it back as a variable.",
    )
    segment = graphene.ID(description="ID of the segment that its condition is from, if any.")
    timing = PushCampaignTimingEnum(required=True, description="When it goes out.")
    at = scalars.DateTime(description="The moment. Null: it has none, or an hour of each zone.")
    local_at = graphene.String(
        description="The hour of each time zone, such as `2026-12-24T18:00:00`. Null: it has none."
    )
    past_hour = PushCampaignPastHourEnum(
        required=True, description="What happens where that hour is past."
    )
    created_at = scalars.DateTime(required=True, description="When it was written.")
    starts_at = scalars.DateTime(
        description="When its people are stored; of a series, those of its next occurrence. Null "
        "for a draft."
    )
    ended_at = scalars.DateTime(description="When it ended. Null: it has not.")
    problem = graphene.Field(PushReason, description="Why it paused itself. Null: it did not.")
    progress = graphene.Field(
        PushCampaignProgress,
        required=True,
        description="How far it is; counted when it is read. A series has none itself: its "
        "occurrences have.",
    )
    changes = graphene.List(
        graphene.NonNull(PushCampaignChange),
        required=True,
        description="The newest 100 entries of its log, newest first.",
    )

    class Meta:
        description = "A marketing notification that staff write to people they choose."

    @staticmethod
    def resolve_id(root: "Campaign", _info: Any) -> str:
        return global_id(CAMPAIGN, str(root.pk))

    @staticmethod
    def resolve_channel(root: "Campaign", _info: Any) -> str | None:
        return root.channel or None

    @staticmethod
    def resolve_texts(root: "Campaign", _info: Any) -> list[PushCampaignText]:
        return texts_of(root, root.texts)

    @staticmethod
    def resolve_path(root: "Campaign", _info: Any) -> str | None:
        return root.path or None

    @staticmethod
    def resolve_image(root: "Campaign", _info: Any) -> str | None:
        return root.image or None

    @staticmethod
    def resolve_expires_after_hours(root: "Campaign", _info: Any) -> int:
        return root.hours

    @staticmethod
    def resolve_buttons(root: "Campaign", _info: Any) -> list[campaign_buttons.PushCampaignButton]:
        return campaign_buttons.of(root)

    @staticmethod
    def resolve_voucher(
        root: "Campaign", info: Any
    ) -> campaign_vouchers.PushCampaignVoucher | None:
        return campaign_vouchers.of(root, exact=info.context.may(MANAGE_USERS))

    @staticmethod
    def resolve_product(
        root: "Campaign", _info: Any
    ) -> campaign_products.PushCampaignProduct | None:
        return campaign_products.of(root)

    @staticmethod
    def resolve_segment(root: "Campaign", _info: Any) -> str | None:
        return None if root.segment_id is None else global_id(SEGMENT, str(root.segment_id))

    @staticmethod
    def resolve_at(root: "Campaign", _info: Any) -> datetime | None:
        return None if root.timing == Timing.LOCAL else root.at

    @staticmethod
    def resolve_local_at(root: "Campaign", _info: Any) -> str | None:
        if root.timing != Timing.LOCAL or root.at is None:
            return None
        return root.at.replace(tzinfo=None).isoformat()

    @staticmethod
    def resolve_problem(root: "Campaign", _info: Any) -> Why | None:
        return Why(root.problem) if root.problem else None

    @staticmethod
    def resolve_progress(root: "Campaign", info: Any) -> Mapping[str, Any]:
        return as_learnt(progress.of(root), exact=info.context.may(MANAGE_USERS))

    @staticmethod
    def resolve_changes(root: "Campaign", _info: Any) -> list["CampaignChange"]:
        return list(root.changes.order_by("-pk")[:100])


PushCampaignConnection = pagination.connection(
    PushCampaign, "campaign", "campaigns", "in the order that was asked for"
)
