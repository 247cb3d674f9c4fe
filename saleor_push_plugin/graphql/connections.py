"""Lists a page at a time, as Saleor's own API pages them."""

import base64
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

import graphene
from graphql import GraphQLError

MOST = 100
Item = TypeVar("Item")


def arguments() -> dict[str, Any]:
    return {
        "first": graphene.Int(default_value=20, description=f"How many, at most {MOST}."),
        "after": graphene.String(description="Only what follows the one with this cursor."),
    }


def page_info() -> graphene.Field:
    return graphene.Field(
        graphene.relay.PageInfo, required=True, description="Whether there is more."
    )


def checked(first: int | None) -> int:
    if first is None or not 1 <= first <= MOST:
        raise GraphQLError(f"first must be a number from 1 to {MOST}.")
    return first


def page(found: Sequence[Item], first: int, cursor_of: Callable[[Item], str]) -> dict[str, Any]:
    """A connection's fields, of up to `first` + 1 that were found."""
    edges = [{"node": item, "cursor": cursor_of(item)} for item in found[:first]]
    info = graphene.relay.PageInfo(
        has_next_page=len(found) > first,
        has_previous_page=False,
        start_cursor=edges[0]["cursor"] if edges else None,
        end_cursor=edges[-1]["cursor"] if edges else None,
    )
    return {"edges": edges, "page_info": info}


def cursor(at: datetime, *rest: Any) -> str:
    return base64.b64encode(json.dumps([at.isoformat(), *rest]).encode()).decode()


def opened(text: str | None, *kinds: type) -> tuple[Any, ...] | None:
    """What a cursor of ours says: a moment, and values of these kinds."""
    if not text:
        return None
    try:
        at, *rest = json.loads(base64.b64decode(text, validate=True))
        moment = datetime.fromisoformat(at)
    except (ValueError, TypeError, RecursionError):
        raise GraphQLError("Received cursor is invalid.") from None
    right = moment.tzinfo and [type(each) for each in rest] == list(kinds)
    if not right or any(abs(each) >= 2**63 for each in rest if isinstance(each, int)):
        raise GraphQLError("Received cursor is invalid.")
    return (moment, *rest)
