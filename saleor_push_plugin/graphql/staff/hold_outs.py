"""The hold-outs and what they have measured, for staff and apps."""

from typing import Any

import graphene

from ...core.experiments.samples import Interval
from ...results import hold_out_lift
from ...results.hold_out_lift import HELD_OUT, TOLD, HoldOut, Lift
from .. import scalars
from ..enums import PushExperimentVerdictEnum
from .delivery_reports import MANAGE_ORDERS
from .experiment_types import PushInterval
from .segments import MANAGE_DISCOUNTS


class PushHoldOutLift(graphene.ObjectType):
    currency = graphene.String(required=True, description="Code of the currency.")
    held_out_mean = graphene.Float(
        required=True,
        description="What a held-out person bought on average, net of refunds.",
        resolver=lambda root, _info: root.base.mean,
    )
    told_mean = graphene.Float(
        required=True,
        description="What a person bought on average who got notifications.",
        resolver=lambda root, _info: root.told.mean,
    )
    caused = graphene.Float(
        required=True,
        description="What notifications caused by the best guess: the difference of both, times "
        "the people who got them. It may be negative.",
    )
    caused_interval = graphene.Field(
        PushInterval,
        description="Where that lies, on this and on all other days. Null of too few orders.",
    )
    verdict = graphene.Field(
        PushExperimentVerdictEnum,
        required=True,
        description="What may be claimed: with `PROVEN` the difference is no chance.",
        resolver=lambda root, _info: root.claim.verdict.value,
    )
    told_brings_more = graphene.Boolean(
        description="Whether it is proven that notifications bring more (true) or less (false). "
        "Null: not proven."
    )

    class Meta:
        description = "The money of people who were held out and of others, in one currency."

    @staticmethod
    def resolve_caused_interval(root: Lift, _info: Any) -> Interval | None:
        (comparison,) = root.claim.comparisons
        found, people = comparison.interval, root.told.people
        return found and Interval(low=found.low * people, high=found.high * people)

    @staticmethod
    def resolve_told_brings_more(root: Lift, _info: Any) -> bool | None:
        (comparison,) = root.claim.comparisons
        return comparison.proven > 0 if comparison.proven else None


class PushHoldOut(graphene.ObjectType):
    name = graphene.String(
        required=True,
        description="The quarter, such as `2026Q4`.",
        resolver=lambda root, _info: root.row.name,
    )
    started_at = scalars.DateTime(
        required=True,
        description="When it was started.",
        resolver=lambda root, _info: root.row.started_at,
    )
    ended_at = scalars.DateTime(
        description="When it ended. Null while it is running.",
        resolver=lambda root, _info: root.row.ended_at,
    )
    held_out = scalars.Int(
        required=True,
        description="How many people would have got marketing and were held out.",
        resolver=lambda root, _info: root.people[HELD_OUT],
    )
    told = scalars.Int(
        required=True,
        description="How many people got it.",
        resolver=lambda root, _info: root.people[TOLD],
    )
    merged = scalars.Int(
        required=True,
        description="How many people are left out of all figures: they took part as a guest and as "
        "a customer.",
    )
    lifts = graphene.List(
        graphene.NonNull(PushHoldOutLift),
        required=True,
        description="What notifications caused, by currency. Orders count from a person's first "
        "push, or the one they would have got, to the end of the hold-out. Requires the permission "
        "MANAGE_ORDERS as well.",
    )

    class Meta:
        description = "A hold-out: the people of a quarter who get no marketing, and the others."

    @staticmethod
    def resolve_lifts(root: HoldOut, info: Any) -> list[Lift]:
        info.context.require(MANAGE_ORDERS)
        return sorted(root.lifts, key=lambda each: each.currency)


class HoldOutQuery(graphene.ObjectType):
    push_hold_outs = graphene.List(
        graphene.NonNull(PushHoldOut),
        required=True,
        description="The hold-outs, the newest first. Requires the permission MANAGE_DISCOUNTS of "
        "an app or a member of staff with access to every channel. Once per request.",
    )

    class Meta:
        abstract = True

    @staticmethod
    def resolve_push_hold_outs(_root: None, info: Any) -> list[HoldOut]:
        info.context.require(MANAGE_DISCOUNTS)
        info.context.require_all_channels()
        info.context.once("read the hold-outs")
        return hold_out_lift.of_all(info.context.now)
