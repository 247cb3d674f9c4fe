"""Makes one SQL condition of a predicate over people."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...core.segments.other_packages import Answer
from ...core.segments.predicate import All, Any_, Leaf, Not, Predicate, leaves
from . import accounts, activity, browsers, facts, other
from .values import MAKERS, NotInThisShopError, Values

__all__ = ["Compiled", "NotInThisShopError", "compiled"]
_NOT_OBJECTED = (
    "NOT EXISTS (SELECT 1 FROM saleor_push_plugin_segmentationobjection objection "
    "WHERE objection.person = f.person)"
)
# Imported for their conditions.
_MODULES = (accounts, activity, browsers, facts, other)


@dataclass(frozen=True, kw_only=True)
class Compiled:
    """A condition on f, a row with the columns of PersonFacts, and its parameters.

    It also needs the parameter `now`.
    """

    sql: str
    values: Mapping[str, Any]


def compiled(predicate: Predicate, answers: Mapping[str, Answer | None] | None = None) -> Compiled:
    """Compile a predicate. Raises NotInThisShopError.

    Who objects to segmentation is found by no condition, under NOT either; without any condition it
    is everybody.

    `answers`: of the conditions of other packages, by name. Without one, a condition finds nobody,
    and so does its NOT.
    """
    values = Values(answers=answers or {})
    sql = _sql(predicate, values)
    if any(leaves(predicate)):
        sql = f"({_NOT_OBJECTED} AND {sql})"
    return Compiled(sql=sql, values=values.found)


def parts(
    predicate: Predicate, answers: Mapping[str, Answer | None] | None = None
) -> tuple[list[str], Mapping[str, Any]]:
    """The conditions of a whole predicate and of each leaf, with all their parameters.

    Who objects to segmentation is not left out. Raises NotInThisShopError.
    """
    values = Values(answers=answers or {})
    sqls = [_sql(predicate, values), *(_sql(leaf, values) for leaf in leaves(predicate))]
    return sqls, values.found


def _sql(predicate: Predicate, values: Values) -> str:
    match predicate:
        case Leaf(name="other", members=members):
            # Null stays: under NOT it finds nobody either.
            return f"({MAKERS['other'](members, values)})"
        case Leaf(name=name, members=members):
            # Null is no answer: what it is about never happened, or is not there.
            return f"coalesce(({MAKERS[name](members, values)}), false)"
        case Not(part=part):
            return f"(NOT {_sql(part, values)})"
        case All(parts=parts):
            return f"({' AND '.join(_sql(part, values) for part in parts) or 'true'})"
        case Any_(parts=parts):
            return f"({' OR '.join(_sql(part, values) for part in parts)})"
