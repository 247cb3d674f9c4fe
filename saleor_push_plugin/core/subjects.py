"""Subjects of events: their global ids, and the event keys of a shopper's subjects."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from .audience import Owner, SingleSubscription, parse_person_key
from .event import EVENT_TYPES, JOINED, EventType, SaleorType, id_of, key_of
from .global_id import global_id
from .person import user_key

# Suffix of the person key when the account was confirmed.
_CONFIRMED = "c"


def confirmed_subject(user_id: int) -> str:
    """The subject of the event of a confirmed account."""
    return user_key(user_id) + _CONFIRMED


def parse_joined_subject(subject: str) -> tuple[str, Owner | SingleSubscription] | None:
    """The person key and its audience in the subject of a JOINED event; None if it is invalid."""
    key = subject.removesuffix(_CONFIRMED)
    person = parse_person_key(key)
    return None if person is None else (key, person)


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


@dataclass(frozen=True, kw_only=True)
class Subjects:
    """The subjects that belong to one shopper, to find their events by key."""

    user_id: int | None = None
    orders: tuple[str, ...] = ()
    fulfillments: tuple[str, ...] = ()
    checkouts: tuple[str, ...] = ()

    def keys(self) -> Iterator[str]:
        """Keys of the events of these subjects whose identifier is the id alone."""
        for kind, id in self._of_types(has_detail=False):
            yield key_of(kind, id)
        if self.user_id is not None:
            yield from (
                key_of(JOINED, user_key(self.user_id)),
                key_of(JOINED, confirmed_subject(self.user_id)),
            )

    def key_prefixes(self) -> Iterator[str]:
        """Key prefixes of the events whose identifier holds more than the id."""
        for kind, id in self._of_types(has_detail=True):
            yield key_of(kind, f"{id}@")

    def _of_types(self, *, has_detail: bool) -> Iterator[tuple[str, str]]:
        """(kind, id) of the event types with a subject of this shopper."""
        theirs: Mapping[str, tuple[str, ...]] = {
            "Order": self.orders,
            "Fulfillment": self.fulfillments,
            "Checkout": self.checkouts,
        }
        for kind, type_ in EVENT_TYPES.items():
            if type_.has_detail is has_detail:
                yield from ((kind, id) for id in theirs.get(type_.subject_type, ()))
