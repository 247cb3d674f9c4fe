"""Pagination with cursors, as in Saleor's own API."""

import base64
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

import graphene
from graphql import GraphQLError

from . import scalars

MAX_FIRST = 100
Item = TypeVar("Item")


def arguments() -> dict[str, Any]:
    return {
        "first": scalars.Int(
            default_value=20, description=f"How many to return, at most {MAX_FIRST}."
        ),
        "after": graphene.String(description="Return the items after the one with this cursor."),
    }


def page_info() -> graphene.Field:
    return graphene.Field(
        graphene.relay.PageInfo, required=True, description="Pagination data of this page."
    )


def connection(
    node: type[graphene.ObjectType], one: str, many: str, order: str = "newest first"
) -> type[graphene.ObjectType]:
    """The connection type of a node type, such as PushAnswerConnection.

    `one`, `many`: what the nodes are, for the descriptions ("answer", "answers"); `order`: theirs.
    """
    article = "An" if one[0] in "aeiou" else "A"
    edge = {
        "node": graphene.Field(node, required=True, description=f"The {one}."),
        "cursor": graphene.String(required=True, description="A cursor for use in pagination."),
        "Meta": {"description": f"{article} {one} and its cursor."},
    }
    edges = type(f"{node.__name__}Edge", (graphene.ObjectType,), edge)
    # graphene prints fields in the order in which they are made.
    fields = {
        "page_info": page_info(),
        "edges": graphene.List(
            graphene.NonNull(edges), required=True, description=f"The {many}, {order}."
        ),
        "Meta": {"description": f"A page of {many}, {order}."},
    }
    return type(f"{node.__name__}Connection", (graphene.ObjectType,), fields)


def check_first(first: int | None) -> int:
    if first is None or not 1 <= first <= MAX_FIRST:
        raise GraphQLError(f"first must be a number from 1 to {MAX_FIRST}.")
    return first


def page(items: Sequence[Item], first: int, cursor_of: Callable[[Item], str]) -> dict[str, Any]:
    """The fields of a connection; `items` has up to `first` + 1 of them."""
    edges = [{"node": item, "cursor": cursor_of(item)} for item in items[:first]]
    info = graphene.relay.PageInfo(
        has_next_page=len(items) > first,
        has_previous_page=False,
        start_cursor=edges[0]["cursor"] if edges else None,
        end_cursor=edges[-1]["cursor"] if edges else None,
    )
    return {"edges": edges, "page_info": info}


def cursor(at: datetime, *rest: Any) -> str:
    return base64.b64encode(json.dumps([at.isoformat(), *rest]).encode()).decode()


def parse_cursor(text: str | None, *types: type) -> tuple[Any, ...] | None:
    """The values of one of our cursors: a moment, then values of these types."""
    if not text:
        return None
    try:
        at, *rest = json.loads(base64.b64decode(text, validate=True))
        moment = datetime.fromisoformat(at)
    except (ValueError, TypeError, RecursionError):
        raise GraphQLError("Received cursor is invalid.") from None
    has_types = moment.tzinfo and [type(each) for each in rest] == list(types)
    if not has_types or any(abs(each) >= 2**63 for each in rest if isinstance(each, int)):
        raise GraphQLError("Received cursor is invalid.")
    return (moment, *rest)


def printable(text: str) -> str:
    """A text from a cursor. PostgreSQL accepts neither NUL nor a lone surrogate."""
    if not text.isprintable():
        raise GraphQLError("Received cursor is invalid.")
    return text
