"""Results: what notifications brought, for staff and apps."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC
from typing import Any

import graphene
from graphql import GraphQLError

from ...core.global_id import OURS, number_of
from ...results import queries
from ...results.queries import By, Wanted
from .campaign_results import as_learnt
from .delivery_log import MANAGE_USERS
from .result_types import (
    CAMPAIGN,
    PushResults,
    PushResultsWhereInput,
    Results,
    days_of,
    group_by_argument,
)
from .segments import MANAGE_DISCOUNTS

# The days before today that are reported by default.
BEFORE = 30
# The longest period, and the most rows: more is for the export.
MOST_DAYS, MOST_ROWS = 800, 5000
# A list longer than this is a program's mistake.
MOST_VALUES = 100
PERMISSION = (
    "Requires the permission MANAGE_DISCOUNTS of an app or a member of staff; staff see the "
    "channels of their permission groups. Without MANAGE_USERS the numbers of campaigns are "
    "rounded down to tens."
)


class ResultsQuery(graphene.ObjectType):
    push_results = graphene.Field(
        PushResults,
        required=True,
        where=PushResultsWhereInput(description="Which results; the last 30 days by default."),
        group_by=group_by_argument(),
        description=f"What notifications brought, at most {MOST_ROWS} rows; once per request. "
        f"{PERMISSION}",
    )

    class Meta:
        abstract = True

    @staticmethod
    def resolve_push_results(
        _root: None,
        info: Any,
        where: Mapping[str, Any] | None = None,
        group_by: Sequence[str] | None = None,
    ) -> Results:
        asked, by = wanted(info.context, where or {}), groups(group_by or ())
        info.context.once("read the results")
        if queries.has_more(asked, by, MOST_ROWS):
            raise GraphQLError(
                f"These are more than {MOST_ROWS} rows: group by less, or use the export, which "
                "has all."
            )
        exact = info.context.may(MANAGE_USERS)
        return Results(as_learnt(queries.rows(asked, by), asked, exact=exact))


def groups(names: Sequence[str]) -> list[By]:
    """What to group by, each once."""
    return [By(name) for name in dict.fromkeys(names)]


def wanted(context: Any, where: Mapping[str, Any]) -> Wanted:
    """The results that the caller asks for and may see. Raises PermissionDenied, GraphQLError."""
    context.require(MANAGE_DISCOUNTS)
    since, until = days_of(where, context.now.astimezone(UTC).date(), BEFORE)
    if not 0 <= (until - since).days <= MOST_DAYS:
        raise GraphQLError(f"`from` must not be after `to`, nor more than {MOST_DAYS} days before.")
    lists = {name: _checked(where.get(name), name) for name in ("scenarios", "languages")}
    return Wanted(
        since=since,
        until=until,
        campaigns=_campaigns(_checked(where.get("campaigns"), "campaigns")),
        platforms=_checked(where.get("platforms"), "platforms"),
        channels=_seen(_checked(where.get("channels"), "channels"), context.channels()),
        **lists,
    )


def _checked(values: Collection[str] | None, name: str) -> list[str] | None:
    if values is None:
        return None
    if len(values) > MOST_VALUES:
        raise GraphQLError(f"`{name}` has more than {MOST_VALUES} values.")
    # No value of ours has a character that PostgreSQL cannot store.
    return [value for value in values if value.isprintable()]


def _campaigns(ids: Collection[str] | None) -> list[int] | None:
    if ids is None:
        return None
    numbers = [number_of(id, CAMPAIGN, below=OURS) for id in ids]
    return [number for number in numbers if number is not None]


def _seen(asked: Collection[str] | None, allowed: set[str] | None) -> Collection[str] | None:
    """The channels that were asked for, without those that the caller may not see."""
    if allowed is None:
        return asked
    return allowed if asked is None else allowed & {*asked}
