"""Facts about a fulfillment of an order, and about those that one action of staff made with it."""

from dataclasses import dataclass, field
from datetime import date, datetime

from .common import Line, OrderFacts

# Metadata keys of a fulfillment, public or private, that carriers' apps may write.
DELIVERED_AT, TRACKING_URL = "push.delivered_at", "push.tracking_url"
# ISO 8601: the last day on which an order can be collected.
COLLECT_UNTIL = "push.collect_until"


@dataclass(frozen=True, kw_only=True)
class FulfillmentFacts:
    """The fulfillments that one push tells of: all that one action of staff made, or a single one.

    Lines that never ship count nowhere. `lines` are the parts of the order's lines that are in the
    fulfillments. `order.delivery` is estimated from when they were sent.

    Pieces of the order: `left` are in no fulfillment yet, `on_way` were sent in others and have not
    arrived. Other fulfillments: `before` and `after` were sent earlier and later, `arrived` have
    arrived before, `later` have not arrived, or arrived later.

    `refunded`: pieces of the order that were paid back or returned. `at_collection_point`: the
    pieces are where the order is collected; what is on its way there counts as `left`.
    `collect_until`: the last day to collect them, if the shop says so. `taken_back`: it was
    reported as delivered and is not any more. `told_with_another`: the push of another fulfillment
    tells of this one. `outdated`: the fulfillment has changed since the event. `asked_recently`:
    the shopper got a survey in the last month.
    """

    id: str
    order: OrderFacts
    status: str
    lines: tuple[Line, ...] = field(default=())
    left: int = 0
    on_way: int = 0
    before: int = 0
    after: int = 0
    arrived: int = 0
    later: int = 0
    # Each number once, however many fulfillments have it.
    trackings: tuple[str, ...] = ()
    tracking_url: str = ""
    delivered_at: datetime | None = None
    refunded: int = 0
    at_collection_point: bool = False
    collect_until: date | None = None
    taken_back: bool = False
    told_with_another: bool = False
    outdated: bool = False
    asked_recently: bool = False

    @property
    def channel(self) -> str:
        return self.order.channel

    @property
    def language(self) -> str:
        return self.order.language

    @property
    def part_sent(self) -> int:
        """0: the whole order, 1: a part and more will follow, 2: the last part."""
        if self.left or self.after:
            return 1
        return 2 if self.before else 0

    @property
    def part_arrived(self) -> int:
        """0: the whole order, 1: a part, as more is missing or came later, 2: the last part."""
        if not self.is_last:
            return 1
        return 2 if self.arrived else 0

    @property
    def is_last(self) -> bool:
        """Whether the whole order has arrived with these fulfillments."""
        return not (self.left or self.later)
