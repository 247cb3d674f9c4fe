"""The enums of the list of segments' conditions."""

import graphene

from ..core.segments.conditions import Kind
from ..core.segments.other_packages import By as Of

_CONDITION_KINDS = {
    Kind.TEXT: "A text.",
    Kind.TEXTS: "A list of texts.",
    Kind.INT: "A whole number.",
    Kind.INTS: "A list of whole numbers.",
    Kind.DECIMAL: "A decimal number.",
    Kind.MOMENT: "A moment, as `DateTime`.",
    Kind.BOOL: "`true` or `false`.",
    Kind.IDS: "A list of IDs.",
    Kind.CHOICE: "One of the choices.",
    Kind.CHOICES: "A list of choices.",
}


def _describe_condition_kind(kind: Kind | None) -> str:
    return _CONDITION_KINDS[kind] if kind else "What a value of a condition is."


class PushConditionKindEnum(graphene.Enum):
    class Meta:
        enum = Kind
        description = _describe_condition_kind


_OF = {
    Of.CITY: "Of a city.",
    Of.COUNTRY: "Of a country.",
    Of.CUSTOMER: "Of a customer's account.",
}


def _describe_of(of: Of | None) -> str:
    return _OF[of] if of else "Of what a condition of another package knows something."


class PushConditionOfEnum(graphene.Enum):
    class Meta:
        enum = Of
        description = _describe_of
