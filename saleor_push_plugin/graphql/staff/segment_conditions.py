"""All conditions of segments with their types, for a page on which staff put one together."""

from collections.abc import Iterator
from typing import Any

import graphene

from ...core.segments import other_packages
from ...core.segments.conditions import CONDITIONS, KNOWN_OF_THE_PAST, Member, Shape
from .. import scalars
from ..segment_enums import PushConditionKindEnum, PushConditionOfEnum
from .segments import MANAGE_DISCOUNTS


class PushConditionMember(graphene.ObjectType):
    name = graphene.String(
        required=True,
        description="Its path in the condition, such as `eq` or `range.gte`; empty if the "
        "condition is one value.",
    )
    kind = graphene.Field(PushConditionKindEnum, required=True, description="What its value is.")
    required = graphene.Boolean(required=True, description="Whether it must be given.")
    description = graphene.String(required=True, description="What it asks for, in English.")
    type_name = graphene.String(description="Of IDs: the type of Saleor's objects.")
    choices = graphene.List(
        graphene.NonNull(graphene.String), description="Of a choice: its values."
    )
    least = scalars.Int(description="The least number, if there is one.")
    most = scalars.Int(description="The largest number, if there is one.")

    class Meta:
        description = "A value of a condition. All values that are given must hold."


class PushCondition(graphene.ObjectType):
    name = graphene.String(
        required=True, description="Its path in `where`, such as `country` or `orders.count`."
    )
    description = graphene.String(required=True, description="Whom it finds, in English.")
    members = graphene.List(
        graphene.NonNull(PushConditionMember), required=True, description="Its values."
    )
    is_past_known = graphene.Boolean(
        required=True,
        description="Whether it can be asked of a past moment; of others only what is true now is "
        "stored.",
    )

    class Meta:
        description = "A condition on people."


class PushOtherCondition(graphene.ObjectType):
    name = graphene.String(required=True, description="What `other.name` has to be.")
    description = graphene.String(required=True, description="What it knows, in English.")
    by = graphene.Field(PushConditionOfEnum, required=True, description="Of what it knows that.")

    class Meta:
        description = "A condition of another package."


class PushConditions(graphene.ObjectType):
    own = graphene.List(
        graphene.NonNull(PushCondition), required=True, description="All of the plugin's own."
    )
    others = graphene.List(
        graphene.NonNull(PushOtherCondition),
        required=True,
        description="Those of other packages, which `other` asks for.",
    )

    class Meta:
        description = "The conditions that a segment can be made of."

    @staticmethod
    def resolve_own(_root: Any, _info: Any) -> list[PushCondition]:
        return list(_conditions())

    @staticmethod
    def resolve_others(_root: Any, _info: Any) -> list[PushOtherCondition]:
        return [
            PushOtherCondition(name=each.name, description=each.description, by=each.by.value)
            for _, each in sorted(other_packages.CONDITIONS.items())
        ]


class ConditionQuery(graphene.ObjectType):
    push_conditions = graphene.Field(
        PushConditions,
        required=True,
        description="The conditions that a segment can be made of, with their types. Requires the "
        "permission MANAGE_DISCOUNTS of a member of staff or an app.",
    )

    class Meta:
        abstract = True

    @staticmethod
    def resolve_push_conditions(_root: None, info: Any) -> PushConditions:
        info.context.require(MANAGE_DISCOUNTS)
        return PushConditions()


def _conditions() -> Iterator[PushCondition]:
    for name, declared in CONDITIONS.items():
        if isinstance(declared, Shape) and declared.group:
            for key, member in declared.members.items():
                yield _condition(f"{name}.{key}", member)
        else:
            yield _condition(name, declared)


def _condition(name: str, declared: Member | Shape) -> PushCondition:
    return PushCondition(
        name=name,
        description=declared.description,
        members=list(_members("", declared)),
        is_past_known=name in KNOWN_OF_THE_PAST,
    )


def _members(path: str, declared: Member | Shape) -> Iterator[PushConditionMember]:
    if isinstance(declared, Shape):
        for key, member in declared.members.items():
            yield from _members(f"{path}.{key}" if path else key, member)
        return
    yield PushConditionMember(
        name=path,
        kind=declared.kind.value,
        required=declared.required,
        description=declared.description,
        type_name=declared.type_name or None,
        choices=None if declared.choices is None else list(declared.choices),
        least=declared.least,
        most=declared.most,
    )
