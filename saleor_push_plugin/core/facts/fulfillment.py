"""Facts about a fulfillment of an order."""

from dataclasses import dataclass, field
from datetime import datetime

from .common import Line, OrderFacts

# Metadata keys of a fulfillment, public or private, that carriers' apps may write.
DELIVERED_AT, TRACKING_URL = "push.delivered_at", "push.tracking_url"


@dataclass(frozen=True, kw_only=True)
class FulfillmentFacts:
    """A fulfillment. `lines` are the parts of the order's lines that are in it.

    `order.delivery` is estimated from when the fulfillment was sent. `left`: pieces of the order
    that are in no fulfillment yet. `before` and `after`: the number of the order's other sent
    fulfillments, older and newer. `later`: how many of these have not arrived, or arrived later.
    `outdated`: the fulfillment has changed since the event. `asked_recently`: the shopper got a
    survey in the last month.
    """

    id: str
    order: OrderFacts
    status: str
    lines: tuple[Line, ...] = field(default=())
    left: int = 0
    before: int = 0
    after: int = 0
    later: int = 0
    tracking: str = ""
    tracking_url: str = ""
    delivered_at: datetime | None = None
    outdated: bool = False
    asked_recently: bool = False

    @property
    def channel(self) -> str:
        return self.order.channel

    @property
    def language(self) -> str:
        return self.order.language

    @property
    def part(self) -> int:
        """0: the whole order, 1: a part and more will follow, 2: the last part."""
        if self.left or self.after:
            return 1
        return 2 if self.before else 0

    @property
    def is_last(self) -> bool:
        """Whether the whole order has arrived with this fulfillment."""
        return not (self.left or self.later)
