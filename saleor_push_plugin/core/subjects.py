"""What events are about: by Saleor's own global ids, and the other way round."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from .audience import Device, Owner, parse_person_key, user_key
from .event import EVENT_TYPES, JOINED, EventType, SaleorType, id_of, key_of
from .global_id import global_id

# After the key of a person whose account has just been confirmed.
_CONFIRMED = "c"


def confirmed(user_id: int) -> str:
    """The subject of somebody joining by confirming their account."""
    return user_key(user_id) + _CONFIRMED


def newcomer(subject: str) -> tuple[str, Owner | Device] | None:
    """Who has joined, by the subject of that event: their key, and whom that means."""
    key = subject.removesuffix(_CONFIRMED)
    person = parse_person_key(key)
    return None if person is None else (key, person)


def named(kind: str, subject: str, about: str = "") -> str | None:
    """The global id of an event's subject; None for what Saleor's API has no id for.

    `about` is what a push of it was about: of a view of a product only that says which.
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
    joined = newcomer(id) if type_ and type_.subject_type == "Person" else None
    return joined[1].user_id if joined and isinstance(joined[1], Owner) else None


@dataclass(frozen=True, kw_only=True)
class Subjects:
    """What belongs to one shopper, so that the events about it can be found by their keys."""

    user_id: int | None = None
    orders: tuple[str, ...] = ()
    parcels: tuple[str, ...] = ()
    checkouts: tuple[str, ...] = ()

    def keys(self) -> Iterator[str]:
        """Events that are about just this."""
        for kind, id in self._of_types(has_detail=False):
            yield key_of(kind, id)
        if self.user_id is not None:
            yield from (
                key_of(JOINED, user_key(self.user_id)),
                key_of(JOINED, confirmed(self.user_id)),
            )

    def beginnings(self) -> Iterator[str]:
        """The same where a subject says more: what was refunded, which number, what is in it."""
        for kind, id in self._of_types(has_detail=True):
            yield key_of(kind, f"{id}@")

    def _of_types(self, *, has_detail: bool) -> Iterator[tuple[str, str]]:
        """(kind, id) of the event types that are about something of this shopper's."""
        theirs: Mapping[str, tuple[str, ...]] = {
            "Order": self.orders,
            "Fulfillment": self.parcels,
            "Checkout": self.checkouts,
        }
        for kind, type_ in EVENT_TYPES.items():
            if type_.has_detail is has_detail:
                yield from ((kind, id) for id in theirs.get(type_.subject_type, ()))
