"""Campaigns: which staff read."""

from collections.abc import Mapping
from typing import Any

import graphene
from graphql import GraphQLError

from ...campaigns import drafts, listing
from ...core.global_id import OURS, number_of
from ...core.push_subscription import Problem
from ...models import Campaign
from .. import pagination
from .campaign_inputs import (
    PushCampaignScheduleInput,
    PushCampaignSortingInput,
    PushCampaignWhereInput,
)
from .campaign_preview import CampaignShown, PushCampaignReachPreview, preview
from .campaign_types import CAMPAIGN, PushCampaign, PushCampaignConnection
from .segment_types import Direction
from .segments import MANAGE_DISCOUNTS

PERMISSION = (
    "Requires the permission MANAGE_DISCOUNTS of a member of staff or an app. Staff whose "
    "permission groups are limited to channels have the campaigns of these."
)
_MOST_IDS = 100
NOT_AN_ID = Problem(field="id", code="graphql_error", message="This is not the ID of a campaign.")


class CampaignQuery(graphene.ObjectType):
    push_campaigns = graphene.Field(
        PushCampaignConnection,
        required=True,
        where=PushCampaignWhereInput(description="Only some of them."),
        sort_by=PushCampaignSortingInput(description="The order; newest first if left out."),
        **pagination.arguments(),
        description=f"The campaigns. {PERMISSION}",
    )
    push_campaign = graphene.Field(
        PushCampaign,
        id=graphene.ID(required=True, description="ID of the campaign."),
        description=f"A campaign; null if there is none with this ID. {PERMISSION}",
    )

    push_campaign_preview = graphene.Field(
        PushCampaignReachPreview,
        required=True,
        id=graphene.ID(required=True, description="ID of the campaign."),
        schedule=PushCampaignScheduleInput(
            description="When it would go out, to see what that means. Left out: as scheduled."
        ),
        description="Whom a campaign would reach today, and who does not get it, by reason. "
        f"Nothing is stored or sent; once in a request. {PERMISSION}",
    )

    class Meta:
        abstract = True

    @staticmethod
    def resolve_push_campaigns(
        _root: None,
        info: Any,
        first: int | None = 20,
        after: str | None = None,
        where: Mapping[str, Any] | None = None,
        sort_by: Mapping[str, Any] | None = None,
    ) -> Any:
        info.context.require(MANAGE_DISCOUNTS)
        limit, place = pagination.check_first(first), pagination.parse_cursor(after, int)
        order = _listing(where or {}, sort_by or {}, info.context.channels())
        found = order.page(limit + 1, (place[0], place[1]) if place else None) if order else []
        return pagination.page(found, limit, lambda row: pagination.cursor(row.created_at, row.pk))

    @staticmethod
    def resolve_push_campaign(_root: None, info: Any, id: str) -> Campaign | None:
        info.context.require(MANAGE_DISCOUNTS)
        pk = number_of(id, CAMPAIGN, below=OURS)
        if pk is None:
            raise GraphQLError(NOT_AN_ID.message)
        channels = info.context.channels()
        found = listing.Listing(ids=[pk], channels=channels).page(1)
        return found[0] if found else None

    @staticmethod
    def resolve_push_campaign_preview(
        _root: None, info: Any, id: str, schedule: Mapping[str, Any] | None = None
    ) -> CampaignShown:
        info.context.require(MANAGE_DISCOUNTS)
        info.context.once("count a segment")
        pk, channels = number_of(id, CAMPAIGN, below=OURS), info.context.channels()
        if pk is None:
            return CampaignShown(problems=(NOT_AN_ID,))
        found = listing.Listing(ids=[pk], channels=channels).page(1)
        if not found:
            return CampaignShown(problems=(drafts.NOT_FOUND,))
        return preview(info, found[0], schedule)


def _listing(
    where: Mapping[str, Any], sort_by: Mapping[str, Any], channels: set[str] | None
) -> listing.Listing | None:
    """Which campaigns are asked for; None: none, because no name or no series is like that."""
    ids, search = where.get("ids"), where.get("search") or ""
    if not search.isprintable():
        return None
    if ids is not None and len(ids) > _MOST_IDS:
        raise GraphQLError(f"At most {_MOST_IDS} IDs can be given.")
    series = where.get("series")
    series_pk = None if series is None else number_of(series, CAMPAIGN, below=OURS)
    if series is not None and series_pk is None:
        return None
    numbers = None if ids is None else [number_of(each, CAMPAIGN, below=OURS) for each in ids]
    return listing.Listing(
        ids=None if numbers is None else [each for each in numbers if each is not None],
        states=where.get("states"),
        channels=channels,
        series=series_pk,
        search=search,
        oldest_first=sort_by.get("direction") == Direction.ASC.value,
    )
