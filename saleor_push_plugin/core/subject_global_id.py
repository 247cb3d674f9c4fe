"""The global id of an event's subject in Saleor's API."""

from typing import get_args

from .audience import Owner
from .event import EVENT_TYPES, EventType, SaleorType, id_of
from .global_id import global_id
from .joined_subject import parse_joined_subject


def global_id_of(kind: str, subject: str, about: str = "") -> str | None:
    """The global id of an event's subject; None if Saleor's API has no id for it.

    `about` is the subject of a push of the event. For a product view only that names the product.
    """
    type_, id = EVENT_TYPES.get(kind), id_of(subject)
    if type_ and type_.subject_type in get_args(SaleorType):
        return global_id(type_.subject_type, id)
    if user_id := _user_of(type_, id):
        return global_id("User", str(user_id))
    if about.startswith("product:"):
        return global_id("Product", about.removeprefix("product:"))
    return None


def _user_of(type_: EventType | None, id: str) -> int | None:
    joined = parse_joined_subject(id) if type_ and type_.subject_type == "Person" else None
    return joined[1].user_id if joined and isinstance(joined[1], Owner) else None
