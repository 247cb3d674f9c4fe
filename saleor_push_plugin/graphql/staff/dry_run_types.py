"""Types of what scenarios would send, or would have sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import graphene

from ...core.dry_run import DryRun, Gap
from ...core.scenario import Scenario
from ...core.segments.size import Size, size_for
from .. import scalars
from ..enums import PushDryRunGapEnum
from .delivery_log import PushReason
from .segment_preview import errors_field


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What was found of a scenario, as the caller may learn it. `exact`: else in tens."""

    scenario: Scenario[Any]
    is_on: bool
    found: DryRun
    gaps: tuple[Gap, ...]
    exact: bool

    def size(self, number: int) -> Size:
        return size_for(number, exact=self.exact)


@dataclass(frozen=True, kw_only=True)
class ShownLoss:
    """How often a reason was found."""

    reason: str
    number: Size | None = None
    waits: bool = False
    # PushReason shows what a push service said; nothing did.
    detail: str = ""


class PushCount(graphene.ObjectType):
    number = scalars.Int(
        required=True,
        description="The number. Without the permission MANAGE_USERS rounded down to tens.",
        resolver=lambda root, _info: root.people,
    )
    exact = graphene.Boolean(required=True, description="Whether the number is exact.")
    label = graphene.String(
        required=True, description="The number as text: `57`, rounded `50+` or `< 10`."
    )

    class Meta:
        description = "A number of what concerns people."


class PushDryRunReason(graphene.ObjectType):
    reason = graphene.Field(
        PushReason, required=True, description="The reason.", resolver=lambda root, _info: root
    )
    count = graphene.Field(
        PushCount, required=True, description="How often.", resolver=lambda root, _info: root.number
    )
    waits = graphene.Boolean(
        required=True, description="Whether it only waits, and is sent if this ends in time."
    )

    class Meta:
        description = "Why notifications are not sent, and how many."


def _count(name: str, description: str) -> graphene.Field:
    return graphene.Field(
        PushCount,
        required=True,
        description=description,
        resolver=lambda root, _info: root.size(getattr(root.found, name)),
    )


def _reasons(root: Shown, counts: Mapping[Any, int]) -> list[ShownLoss]:
    return [
        ShownLoss(reason=str(reason), number=root.size(number))
        for reason, number in sorted(counts.items(), key=lambda each: (-each[1], str(each[0])))
    ]


class PushDryRunResult(graphene.ObjectType):
    scenario = graphene.String(
        required=True,
        description="Code of the scenario.",
        resolver=lambda root, _info: root.scenario.code,
    )
    label = graphene.String(
        required=True,
        description="The name of the scenario, in English.",
        resolver=lambda root, _info: root.scenario.label,
    )
    is_on = graphene.Boolean(required=True, description="Whether it is switched on now.")
    events = _count("events", "What happened that would start it, such as carts that were left.")
    sent = _count(
        "sent",
        "How many notifications: of each event and person one, on however many browsers. With "
        "`lost` these are all.",
    )
    people = _count("people", "How many people would get any of them.")
    lost = graphene.List(
        graphene.NonNull(PushDryRunReason),
        required=True,
        description="How many would not be sent, by reason, the most frequent first.",
    )
    vouchers = _count("vouchers", "How many voucher codes would be made.")
    without_voucher = graphene.List(
        graphene.NonNull(PushDryRunReason),
        required=True,
        description="How many would be sent without the voucher that is set for them, by reason.",
        resolver=lambda root, _info: _reasons(root, root.found.no_voucher),
    )
    gaps = graphene.List(
        graphene.NonNull(PushDryRunGapEnum),
        required=True,
        description="What is not known, and so is not in the numbers.",
        resolver=lambda root, _info: [gap.value for gap in root.gaps],
    )

    class Meta:
        description = (
            "What a scenario would send by itself, if it was switched on and no other. Quiet hours "
            "only move it; an earlier step of a sequence counts as seen."
        )

    @staticmethod
    def resolve_lost(root: Shown, _info: Any) -> list[ShownLoss]:
        found = sorted(root.found.lost.items(), key=lambda each: (-each[1], str(each[0].reason)))
        return [
            ShownLoss(reason=str(loss.reason), number=root.size(number), waits=loss.waits)
            for loss, number in found
        ]


class PushDryRunUntold(graphene.ObjectType):
    scenario = graphene.String(
        required=True,
        description="Code of the scenario.",
        resolver=lambda root, _info: root.scenario.code,
    )
    gaps = graphene.List(
        graphene.NonNull(PushDryRunGapEnum),
        required=True,
        description="What is not known.",
        resolver=lambda root, _info: [gap.value for gap in root.gaps],
    )

    class Meta:
        description = "A scenario of which nothing can be told, and why."


class PushDryRun(graphene.ObjectType):
    since = scalars.DateTime(required=True, description="What was due from then on,")
    until = scalars.DateTime(required=True, description="until then.")
    results = graphene.List(
        graphene.NonNull(PushDryRunResult), required=True, description="By scenario."
    )
    untold = graphene.List(
        graphene.NonNull(PushDryRunUntold),
        required=True,
        description="Scenarios of which the past cannot be told.",
    )
    errors = errors_field("what they name is not in the results")

    class Meta:
        description = "What scenarios would send. Nothing was sent or stored."
