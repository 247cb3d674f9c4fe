"""The list of subscribers, for staff and apps."""

from collections.abc import Collection, Mapping
from typing import Any

import graphene
from graphql import GraphQLError

from ...shop import people
from ...subscribers.subscriber_listing import CREATED, Listing, Moments
from .. import pagination
from . import lookups
from .delivery_log import MANAGE_USERS
from .segment_types import Direction
from .subscriber_types import (
    PushSubscriberConnection,
    PushSubscriberSortingInput,
    PushSubscriberWhereInput,
    cursor_of,
)

_MOST_VALUES = 100


class SubscribersQuery(graphene.ObjectType):
    push_subscribers = graphene.Field(
        PushSubscriberConnection,
        required=True,
        where=PushSubscriberWhereInput(description="Only some of them."),
        sort_by=PushSubscriberSortingInput(description="The order; the newest first if left out."),
        **pagination.arguments(),
        description="The subscribed browsers. Requires the permission MANAGE_USERS of an app or a "
        "member of staff; staff see the channels of their permission groups.",
    )

    class Meta:
        abstract = True

    @staticmethod
    def resolve_push_subscribers(
        _root: None,
        info: Any,
        first: int | None = 20,
        after: str | None = None,
        where: Mapping[str, Any] | None = None,
        sort_by: Mapping[str, Any] | None = None,
    ) -> Any:
        info.context.require(MANAGE_USERS)
        limit, place = pagination.check_first(first), pagination.parse_cursor(after, int)
        listing = _listing(info, where or {}, sort_by or {})
        if listing is None:
            return pagination.page([], limit, str)
        try:
            rows = listing.page(limit + 1, place and (place[0], place[1]))
        except people.TooSlowError:
            raise GraphQLError("The database did not answer in time. Ask for less.") from None
        return pagination.page(rows, limit, lambda row: cursor_of(listing.place(row)))


def _listing(info: Any, where: Mapping[str, Any], sort_by: Mapping[str, Any]) -> Listing | None:
    """What is asked for; None: there is no such customer, or nobody has such a value."""
    given = {name: value for name, value in where.items() if value is not None}
    customer = given.get("customer")
    of = None if customer is None else lookups.account(customer)
    if customer is not None and of is None:
        return None
    if any(len(each) > _MOST_VALUES for each in given.values() if isinstance(each, list)):
        raise GraphQLError(f"At most {_MOST_VALUES} values can be given.")
    if not all(text.isprintable() for text in _texts(given)):
        return None
    return Listing(
        now=info.context.now,
        of=of,
        channels=_channels(given.get("channels"), info.context.channels()),
        is_customer=given.get("is_customer"),
        platforms=given.get("platforms"),
        browsers=given.get("browsers"),
        display_modes=given.get("display_modes"),
        topics=given.get("topics"),
        quarantined=given.get("is_quarantined"),
        created=Moments(**(given.get("created_at") or {})),
        seen=Moments(**(given.get("seen_at") or {})),
        sorted_by=sort_by.get("field", CREATED),
        descending=sort_by.get("direction", Direction.DESC.value) == Direction.DESC.value,
    )


def _texts(given: Mapping[str, Any]) -> list[str]:
    return [text for name in ("channels", "platforms") for text in given.get(name, ())]


def _channels(asked: list[str] | None, theirs: Collection[str] | None) -> Collection[str] | None:
    if theirs is None or asked is None:
        return theirs if asked is None else asked
    return set(asked) & set(theirs)
