"""How the number of subscribed browsers changed, for staff and apps."""

from collections.abc import Mapping
from datetime import UTC
from typing import Any

import graphene

from ...results import subscriber_growth
from ...results.subscriber_growth import Cohort, Day, Wanted
from .. import scalars
from .delivery_log import PushReason
from .dry_run_types import ShownLoss
from .results import PERMISSION, wanted


class PushGrowthSource(graphene.ObjectType):
    source = graphene.String(
        required=True,
        description="Where in the shop, as the storefront said, such as `bell` or `checkout`; "
        "empty if it did not.",
    )
    browsers = scalars.Int(required=True, description="How many.")

    class Meta:
        description = "Where browsers were subscribed."


class PushGrowthLoss(graphene.ObjectType):
    reason = graphene.Field(PushReason, required=True, description="Why.")
    browsers = scalars.Int(required=True, description="How many.")

    class Meta:
        description = "Why browsers left."


class PushGrowthDay(graphene.ObjectType):
    day = scalars.Date(required=True, description="The day (UTC).")
    joined = scalars.Int(
        required=True,
        description="Browsers that were subscribed.",
        resolver=lambda root, _info: sum(root.joined.values()),
    )
    left = scalars.Int(
        required=True,
        description="Browsers that left or were removed.",
        resolver=lambda root, _info: sum(root.left.values()),
    )
    sources = graphene.List(
        graphene.NonNull(PushGrowthSource), required=True, description="Where they were subscribed."
    )
    losses = graphene.List(
        graphene.NonNull(PushGrowthLoss), required=True, description="Why they left."
    )

    class Meta:
        description = "How the number of subscribers changed on a day."

    @staticmethod
    def resolve_sources(root: Day, _info: Any) -> list[PushGrowthSource]:
        return [PushGrowthSource(source=why, browsers=n) for why, n in root.joined.items()]

    @staticmethod
    def resolve_losses(root: Day, _info: Any) -> list[PushGrowthLoss]:
        return [
            PushGrowthLoss(reason=ShownLoss(reason=why), browsers=n) for why, n in root.left.items()
        ]


class PushCohortAge(graphene.ObjectType):
    days = scalars.Int(required=True, description="How many days after they were subscribed.")
    browsers = scalars.Int(required=True, description="How many were still subscribed.")

    class Meta:
        description = "How many of a cohort stayed for some days."


class PushCohort(graphene.ObjectType):
    week = scalars.Date(required=True, description="The Monday (UTC) of their week.")
    joined = scalars.Int(required=True, description="Browsers that were subscribed in that week.")
    stayed = graphene.List(
        graphene.NonNull(PushCohortAge),
        required=True,
        description="How many were still subscribed after 1, 7, 30 and 90 days, as far as all of "
        "them have had the time.",
    )

    class Meta:
        description = "The browsers that were subscribed in one week."

    @staticmethod
    def resolve_stayed(root: Cohort, _info: Any) -> list[PushCohortAge]:
        return [PushCohortAge(days=days, browsers=n) for days, n in root.stayed.items()]


class PushGrowth(graphene.ObjectType):
    days = graphene.List(
        graphene.NonNull(PushGrowthDay),
        required=True,
        description="The days on which something changed.",
        resolver=lambda root, _info: subscriber_growth.days(root),
    )
    cohorts = graphene.List(
        graphene.NonNull(PushCohort),
        required=True,
        description="The weeks that begin between the two days.",
        resolver=lambda root, info: subscriber_growth.cohorts(
            root, info.context.now.astimezone(UTC).date()
        ),
    )

    class Meta:
        description = "How the number of subscribed browsers changed."


class PushGrowthWhereInput(graphene.InputObjectType):
    from_ = scalars.Date(name="from", description="The first day (UTC); 30 days ago by default.")
    to = scalars.Date(description="The last day (UTC), included; today by default.")
    channels = graphene.List(graphene.NonNull(graphene.String), description="Slugs of channels.")

    class Meta:
        description = "Which days and channels."


class GrowthQuery(graphene.ObjectType):
    push_growth = graphene.Field(
        PushGrowth,
        required=True,
        where=PushGrowthWhereInput(description="Which days; the last 30 by default."),
        description="How many browsers were subscribed and left, where and why, and how long they "
        f"stay; once per request. {PERMISSION}",
    )

    class Meta:
        abstract = True

    @staticmethod
    def resolve_push_growth(
        _root: None, info: Any, where: Mapping[str, Any] | None = None
    ) -> Wanted:
        asked = wanted(info.context, where or {})
        info.context.once("read how the subscribers changed")
        return Wanted(since=asked.since, until=asked.until, channels=asked.channels)
