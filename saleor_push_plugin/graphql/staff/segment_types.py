"""Types of segments, as staff see them."""

import enum
from datetime import datetime
from typing import TYPE_CHECKING, Any

import graphene

from ...core.global_id import global_id
from ...segments import stored_listing
from .. import pagination, scalars

if TYPE_CHECKING:
    from ...models import Segment

SEGMENT = "PushSegment"


def author_id(stored: str) -> str | None:
    """The global id of who is stored as "User:7"; None if nobody is."""
    kind, _, key = stored.partition(":")
    return global_id(kind, key) if key else None


class PushSegment(graphene.ObjectType):
    id = graphene.ID(required=True, description="ID of the segment.")
    name = graphene.String(required=True, description="The name that staff gave it.")
    where = scalars.JSON(
        required=True,
        description="Whom it is about, as a PushAudienceWhereInput: give it back as a variable.",
    )
    created_at = scalars.DateTime(required=True, description="When it was made.")
    created_by = graphene.ID(description="ID of the user or app that made it.")
    updated_at = scalars.DateTime(required=True, description="When it was last changed.")
    updated_by = graphene.ID(description="ID of the user or app that last changed it.")

    class Meta:
        description = "A segment: a condition on people under a name."

    @staticmethod
    def resolve_id(root: "Segment", _info: Any) -> str:
        return global_id(SEGMENT, str(root.pk))

    @staticmethod
    def resolve_created_by(root: "Segment", _info: Any) -> str | None:
        return author_id(root.created_by)

    @staticmethod
    def resolve_updated_by(root: "Segment", _info: Any) -> str | None:
        return author_id(root.updated_by)


PushSegmentConnection = pagination.connection(
    PushSegment, "segment", "segments", "in the order that was asked for"
)


class SortField(enum.Enum):
    """What segments are sorted by; the values of `stored_listing.SORTED_BY`."""

    NAME = stored_listing.NAME
    CREATED_AT = "created_at"
    UPDATED_AT = "updated_at"


def _sort_words(field: SortField | None) -> str:
    if field is None:
        return "What segments are sorted by."
    return {
        SortField.NAME: "The name, in any case.",
        SortField.CREATED_AT: "When it was made.",
        SortField.UPDATED_AT: "When it was last changed.",
    }[field]


class PushSegmentSortFieldEnum(graphene.Enum):
    class Meta:
        enum = SortField
        description = _sort_words


class Direction(enum.Enum):
    ASC = "asc"
    DESC = "desc"


def _direction_words(direction: Direction | None) -> str:
    if direction is None:
        return "A direction of sorting."
    return {
        Direction.ASC: "From the lowest, the first letter or the oldest.",
        Direction.DESC: "From the highest, the last letter or the newest.",
    }[direction]


class PushOrderDirectionEnum(graphene.Enum):
    class Meta:
        enum = Direction
        description = _direction_words


class PushSegmentSortingInput(graphene.InputObjectType):
    field = PushSegmentSortFieldEnum(required=True, description="What to sort by.")
    direction = PushOrderDirectionEnum(required=True, description="The direction.")

    class Meta:
        description = "An order of segments."


class PushSegmentWhereInput(graphene.InputObjectType):
    ids = graphene.List(graphene.NonNull(graphene.ID), description="Only those with these IDs.")
    search = graphene.String(description="Only those with this text in their name, in any case.")

    class Meta:
        description = "A condition on segments."


def cursor_of(each: "Segment", order: stored_listing.Listing) -> str:
    """The cursor of a segment in an order."""
    value, pk = order.place(each)
    if isinstance(value, datetime):
        return pagination.cursor(value, pk)
    return pagination.cursor(each.created_at, value, pk)


def place_of(cursor: str | None, order: stored_listing.Listing) -> tuple[Any, int] | None:
    """The place in an order that a cursor names. Raises GraphQLError for another's cursor."""
    named = order.sorted_by == stored_listing.NAME
    types = (str, int) if named else (int,)
    found = pagination.parse_cursor(cursor, *types)
    if found is None:
        return None
    moment, *rest = found
    return (pagination.printable(rest[0]), rest[1]) if named else (moment, rest[0])
