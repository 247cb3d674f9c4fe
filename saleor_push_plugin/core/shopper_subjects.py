"""The subjects that belong to one shopper, and the event keys of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .event import EVENT_TYPES, INSTALLED, JOINED, key_of
from .joined_subject import confirmed_subject
from .person import user_key


@dataclass(frozen=True, kw_only=True)
class ShopperSubjects:
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
            for kind in (JOINED, INSTALLED):
                yield key_of(kind, confirmed_subject(self.user_id))

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
            "Person": () if self.user_id is None else (user_key(self.user_id),),
        }
        for kind, type_ in EVENT_TYPES.items():
            if type_.has_detail is has_detail:
                yield from ((kind, id) for id in theirs.get(type_.subject_type, ()))
