"""Keyset pagination: a page of rows behind a place, in the order of a column and then of the id."""

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)
# The column's value and the id of the last row that was seen.
Place = tuple[Any, int]


def page(
    rows: "QuerySet[Row]",
    column: str,
    *,
    limit: int,
    after: Place | None = None,
    descending: bool = True,
) -> list[Row]:
    """Return at most `limit` rows, those with the greatest value first; `after`: behind a place.

    `column`: a field or an annotation that is never null.
    """
    if after is not None:
        rows = rows.filter(_behind(column, after, "lt" if descending else "gt"))
    sign = "-" if descending else ""
    order = dict.fromkeys((column, "pk"))
    return list(rows.order_by(*(f"{sign}{name}" for name in order))[:limit])


def _behind(column: str, after: Place, comparison: str) -> Q:
    value, pk = after
    beyond = Q(**{f"pk__{comparison}": pk})
    if column == "pk":
        return beyond
    return Q(**{f"{column}__{comparison}": value}) | (Q(**{column: value}) & beyond)
