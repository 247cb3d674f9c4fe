"""The input types of a segment's predicate, made from the declarations of its conditions."""

import enum
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import graphene

from ...core.segments.conditions import (
    CONDITIONS,
    COUNT,
    INT_RANGE,
    MOMENT,
    MONEY,
    TEXT,
    Kind,
    Member,
    Shape,
)
from ...core.segments.parsing import MAX_DEPTH, MAX_LEAVES, MAX_VALUES
from .. import scalars
from ..enums import PushTopicEnum

_ONE: Mapping[Kind, type] = {
    Kind.TEXT: graphene.String,
    Kind.INT: scalars.Int,
    Kind.DECIMAL: scalars.Decimal,
    Kind.MOMENT: scalars.DateTime,
    Kind.BOOL: graphene.Boolean,
}
_MANY: Mapping[Kind, type] = {
    Kind.TEXTS: graphene.String,
    Kind.INTS: scalars.Int,
    Kind.IDS: graphene.ID,
}
# The enums of choices that have none yet: their names and descriptions, and those of each value.
_ENUMS: Mapping[tuple[str, ...], tuple[str, str]] = {
    ("SENT", "SHOWN", "CLICKED", "DISMISSED"): (
        "PushAudienceEngagementEnum",
        "What happened to a notification.",
    ),
    ("PRICE", "STOCK"): ("PushAudienceAlertEnum", "What a shopper asked to be told of."),
}
_CHOICES = {
    "SENT": "A push service accepted it.",
    "SHOWN": "The browser showed it.",
    "CLICKED": "The person clicked it.",
    "DISMISSED": "The person closed it.",
    "PRICE": "A lower price.",
    "STOCK": "It is in stock again.",
}


def _field(declared: Member | Shape) -> graphene.InputField:
    more = {"description": declared.description, "required": declared.required}
    if isinstance(declared, Shape):
        return graphene.InputField(_input(declared), **more)
    if declared.choices is not None:
        return _choice_field(declared, more)
    if declared.kind in _ONE:
        return graphene.InputField(_ONE[declared.kind], **more)
    return graphene.InputField(graphene.List(graphene.NonNull(_MANY[declared.kind])), **more)


def _choice_field(declared: Member, more: Mapping[str, Any]) -> graphene.InputField:
    chosen = _enum(tuple((declared.choices or {}).items()))
    if declared.kind == Kind.CHOICES:
        return graphene.InputField(graphene.List(graphene.NonNull(chosen)), **more)
    return graphene.InputField(chosen, **more)


@cache
def _enum(choices: tuple[tuple[str, str], ...]) -> type[graphene.Enum]:
    names = tuple(name for name, _ in choices)
    if names not in _ENUMS:
        return PushTopicEnum
    name, words = _ENUMS[names]

    def described(choice: enum.Enum | None) -> str:
        return _CHOICES[choice.name] if choice else words

    meta = {"enum": enum.Enum(name, choices), "description": described}
    return type(name, (graphene.Enum,), {"Meta": type("Meta", (), meta)})


_MADE: dict[str, type[graphene.InputObjectType]] = {}


def _input(shape: Shape) -> type[graphene.InputObjectType]:
    """The input type of a shape. Shapes of one name are one type, whatever they describe."""
    if shape.name not in _MADE:
        fields = {name: _field(member) for name, member in shape.members.items()}
        meta = type("Meta", (), {"description": _SHARED.get(shape.name, shape.description)})
        base = (graphene.InputObjectType,)
        _MADE[shape.name] = type(shape.name, base, {**fields, "Meta": meta})
    return _MADE[shape.name]


# What describes types that several conditions share.
_SHARED = {each.name: each.description for each in (TEXT, COUNT, MONEY, MOMENT, INT_RANGE)}


def _list(description: str) -> graphene.InputField:
    return graphene.InputField(
        graphene.List(graphene.NonNull(lambda: PushAudienceWhereInput)), description=description
    )


PushAudienceWhereInput: type[graphene.InputObjectType] = type(
    "PushAudienceWhereInput",
    (graphene.InputObjectType,),
    {
        **{name: _field(declared) for name, declared in CONDITIONS.items()},
        "AND": _list("All of these must hold."),
        "OR": _list("One of these must hold."),
        "NOT": graphene.InputField(
            lambda: PushAudienceWhereInput, description="This must not hold."
        ),
        "Meta": type(
            "Meta",
            (),
            {
                "description": "A condition on people: customers, and guests by browser. What "
                "stands side by side must all hold; an empty object is everybody. At most "
                f"{MAX_DEPTH} levels, {MAX_LEAVES} conditions, and {MAX_VALUES} values in a list."
            },
        ),
    },
)


def as_given(where: Mapping[str, Any], depth: int = 1) -> Mapping[str, Any]:
    """The input as its caller wrote it: with the names of enums, which graphene replaces.

    What is nested too deeply to be accepted is left as it is.
    """
    if depth > MAX_DEPTH:
        return where
    given = {name: each for name, each in where.items() if each is not None}
    return {name: _given(name, each, depth) for name, each in given.items()}


def _given(name: str, value: Any, depth: int) -> Any:
    if name == "NOT":
        return as_given(value, depth + 1)
    if name in ("AND", "OR"):
        return [as_given(each, depth + 1) for each in value]
    return _named(CONDITIONS[name], value)


def _named(declared: Member | Shape, value: Any) -> Any:
    if isinstance(declared, Shape):
        members = declared.members
        return {name: _named(members[name], each) for name, each in _given_of(value)}
    if declared.choices is None:
        return value
    names = {each: name for name, each in declared.choices.items()}
    return [names[each] for each in value] if isinstance(value, list) else names[value]


def _given_of(value: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    return ((name, each) for name, each in value.items() if each is not None)
