"""Segments: what staff store, change, delete, read and count."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

import graphene
from graphql import GraphQLError
from saleor.core.exceptions import PermissionDenied

from ...campaigns import drafts
from ...core.global_id import OURS, number_of
from ...core.push_subscription import Problem
from ...models import Segment
from ...segments import counting, stored
from ...segments.counting import Counted
from ...segments.stored_listing import Listing
from ...shop import config
from .. import pagination, scalars
from ..inputs_parsing import channel_exists, channel_problems
from ..selected import selects
from .delivery_log import MANAGE_USERS
from .segment_inputs import PushAudienceWhereInput, as_given
from .segment_preview import PushSegmentPreview, Shown, errors_field, errors_of
from .segment_types import (
    SEGMENT,
    Direction,
    PushSegment,
    PushSegmentConnection,
    PushSegmentSortingInput,
    PushSegmentWhereInput,
    SortField,
    cursor_of,
    place_of,
)

MANAGE_DISCOUNTS = "discount.manage_discounts"
_PERMISSION = "Requires the permission MANAGE_DISCOUNTS of a member of staff or an app."
_OWN = (
    "Staff whose permission groups are limited to channels can do so with segments that they made."
)
_MOST_IDS = 100
_NOT_AN_ID = Problem(field="id", code="graphql_error", message="This is not the ID of a segment.")
_EITHER = Problem(
    field="where", code="required", message="Give either a segment or a condition on people."
)
_GONE = Problem(field="segment", code="not_found", message="There is no such segment.")


class SegmentQuery(graphene.ObjectType):
    push_segments = graphene.Field(
        PushSegmentConnection,
        required=True,
        where=PushSegmentWhereInput(description="Only some of them."),
        sort_by=PushSegmentSortingInput(description="The order; by name if left out."),
        **pagination.arguments(),
        description=f"The segments. {_PERMISSION}",
    )
    push_segment = graphene.Field(
        PushSegment,
        id=graphene.ID(required=True, description="ID of the segment."),
        description=f"A segment; null if there is none with this ID. {_PERMISSION}",
    )
    push_segment_preview = graphene.Field(
        PushSegmentPreview,
        required=True,
        where=PushAudienceWhereInput(description="A condition on people."),
        segment=graphene.ID(description="ID of a segment, instead of a condition."),
        channel=graphene.String(
            description="Slug of the campaign's channel: `reach` is through browsers of it only."
        ),
        at=scalars.DateTime(
            description="As of a past moment. `reach` is null then, and the condition may ask only "
            "for what `pushConditions` says is known of the past."
        ),
        description=f"Whom a segment is about today, once in a request. {_PERMISSION}",
    )

    class Meta:
        abstract = True

    @staticmethod
    def resolve_push_segments(
        _root: None,
        info: Any,
        first: int | None = 20,
        after: str | None = None,
        where: Mapping[str, Any] | None = None,
        sort_by: Mapping[str, Any] | None = None,
    ) -> Any:
        info.context.require(MANAGE_DISCOUNTS)
        limit, order = pagination.check_first(first), _listing(where or {}, sort_by)
        found = order.page(limit + 1, place_of(after, order)) if order else []
        return pagination.page(found, limit, lambda each: cursor_of(each, order or _ALL))

    @staticmethod
    def resolve_push_segment(_root: None, info: Any, id: str) -> Segment | None:
        info.context.require(MANAGE_DISCOUNTS)
        pk = _number(id)
        if pk is None:
            raise GraphQLError(_NOT_AN_ID.message)
        return stored.find(pk)

    @staticmethod
    def resolve_push_segment_preview(_root: None, info: Any, **given: Any) -> Shown:
        info.context.require(MANAGE_DISCOUNTS)
        info.context.once("count a segment")
        return _preview(info, **given)


def _preview(
    info: Any,
    where: Mapping[str, Any] | None = None,
    segment: str | None = None,
    channel: str | None = None,
    at: datetime | None = None,
) -> Shown:
    asked, channels = _asked(where, segment), info.context.channels()
    if isinstance(asked, Problem):
        return Shown(problems=(asked,))
    if channel is not None and not channel_exists(channel):
        return Shown(problems=tuple(channel_problems(channel)))
    if channels is not None and channel is not None and channel not in channels:
        raise PermissionDenied("You don't have access to this channel.")
    if at is not None:
        exact = info.context.may(MANAGE_USERS)
        size = counting.count_then(asked, at, info.context.now, channels)
        return _shown(size, exact)
    return counted(info, asked, channels, channel)


def _shown(size: Counted[int] | tuple[Problem, ...], exact: bool) -> Shown:
    if isinstance(size, Counted):
        return Shown(people=size.value, exact=exact, failed=size.failed)
    return Shown(problems=size)


def counted(
    info: Any, asked: object, channels: set[str] | None, channel: str | None, *needing: str
) -> Shown:
    """Count a `where` as the caller may learn it, and whom a campaign reaches, if that or one of
    the fields `needing` it is asked for.
    """
    exact, now = info.context.may(MANAGE_USERS), info.context.now
    if not any(selects(info, name) for name in ("reach", *needing)):
        return _shown(counting.count(asked, now, channels), exact)
    found = counting.reach(asked, config.load(), now, channels, channel)
    if not isinstance(found, Counted):
        return Shown(problems=found)
    whole = found.value
    return Shown(people=whole.people, reach=whole, exact=exact, failed=found.failed)


_ALL = Listing()


def _listing(where: Mapping[str, Any], sort_by: Mapping[str, Any] | None) -> Listing | None:
    """Which segments are asked for; None: none, because no name and no id is like that."""
    ids, search = where.get("ids"), where.get("search") or ""
    if not search.isprintable():
        return None
    if ids is not None and len(ids) > _MOST_IDS:
        raise GraphQLError(f"At most {_MOST_IDS} IDs can be given.")
    given = sort_by or {"field": SortField.NAME.value, "direction": Direction.ASC.value}
    return Listing(
        ids=None if ids is None else list(filter(None, map(_number, ids))),
        search=search,
        sorted_by=given["field"],
        descending=given["direction"] == Direction.DESC.value,
    )


def _number(id: str) -> int | None:
    return number_of(id, SEGMENT, below=OURS)


def _asked(where: Mapping[str, Any] | None, segment: str | None) -> object | Problem:
    """The predicate of a condition or of a stored segment, whichever is given."""
    if (where is None) == (segment is None):
        return _EITHER
    if where is not None:
        return as_given(where)
    pk = _number(segment or "")
    found = stored.find(pk) if pk is not None else None
    return found.where if found else _GONE


class PushSegmentInput(graphene.InputObjectType):
    name = graphene.String(
        description=f"A name, for staff: 1 to {stored.LONGEST_NAME} characters, unique in any "
        "case. Needed for a new segment."
    )
    where = PushAudienceWhereInput(
        description="Whom it is about. Needed for a new segment; an empty object is everybody."
    )

    class Meta:
        description = "A segment. What an update leaves out stays as it is."


class _SegmentMutation(graphene.Mutation):
    """What storing and changing a segment have in common."""

    class Meta:
        abstract = True

    @classmethod
    def answer(cls, result: Segment | tuple[Problem, ...]) -> Self:
        if isinstance(result, Segment):
            return cls(segment=result, errors=[])
        return cls(errors=errors_of(result))


def _segment_field() -> graphene.Field:
    return graphene.Field(PushSegment, description="The segment. Null if there are errors.")


class PushSegmentCreate(_SegmentMutation):
    segment = _segment_field()
    errors = errors_field("nothing was stored")

    class Arguments:
        input = PushSegmentInput(required=True, description="The segment.")

    class Meta:
        description = f"Stores a segment. {_PERMISSION}"

    @classmethod
    def mutate(cls, _root: None, info: Any, input: Mapping[str, Any]) -> Self:
        author = info.context.require(MANAGE_DISCOUNTS)
        where = input.get("where")
        if where is None:
            message = "Whom it is about is missing."
            return cls.answer((Problem(field="where", code="required", message=message),))
        name = input.get("name") or ""
        return cls.answer(stored.make(name, as_given(where), author, info.context.now))


class PushSegmentUpdate(_SegmentMutation):
    segment = _segment_field()
    errors = errors_field("nothing was changed")

    class Arguments:
        id = graphene.ID(required=True, description="ID of the segment.")
        input = PushSegmentInput(required=True, description="What to change.")

    class Meta:
        description = (
            "Changes a segment. Campaigns that are scheduled keep its former condition. "
            f"{_PERMISSION} {_OWN}"
        )

    @classmethod
    def mutate(cls, _root: None, info: Any, id: str, input: Mapping[str, Any]) -> Self:
        author = info.context.require(MANAGE_DISCOUNTS)
        pk = _number(id)
        if pk is None:
            return cls.answer((_NOT_AN_ID,))
        _require_own(info, pk, author)
        where = input.get("where")
        given = None if where is None else as_given(where)
        changed = stored.change(pk, author, info.context.now, name=input.get("name"), where=given)
        return cls.answer(changed)


class PushSegmentDelete(graphene.Mutation):
    errors = errors_field("nothing was deleted")

    class Arguments:
        id = graphene.ID(required=True, description="ID of the segment.")

    class Meta:
        description = (
            "Deletes a segment, unless a campaign that is not over addresses it. "
            f"{_PERMISSION} {_OWN}"
        )

    @classmethod
    def mutate(cls, _root: None, info: Any, id: str) -> Self:
        author = info.context.require(MANAGE_DISCOUNTS)
        pk = _number(id)
        if pk is None:
            return cls(errors=errors_of([_NOT_AN_ID]))
        _require_own(info, pk, author)
        return cls(errors=errors_of(stored.delete(pk, drafts.users_of_segment)))


def _require_own(info: Any, segment_id: int, author: str) -> None:
    """Raise PermissionDenied if the caller is limited to channels and did not make the segment.

    A segment is used in every channel.
    """
    if info.context.channels() is None:
        return
    segment = stored.find(segment_id)
    if segment and segment.created_by != author:
        raise PermissionDenied("Somebody who may access all channels has to do this.")
