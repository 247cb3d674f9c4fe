"""What the shop knows about a parcel: a fulfillment of an order."""

from dataclasses import dataclass, field
from datetime import datetime

from .common import Line, OrderFacts

# Metadata of a fulfillment that carriers' apps may write, public or private.
DELIVERED_AT, TRACKING_URL = "push.delivered_at", "push.tracking_url"


@dataclass(frozen=True, kw_only=True)
class ParcelFacts:
    """One fulfillment as its shopper sees it: `lines` are the order's lines as far as it has them,
    `order.delivery` is estimated from when it left.

    `left`: pieces of the order in no parcel yet. `before` and `after`: the order's other parcels
    that left, older and younger. `later`: those of them that have not arrived yet, or arrived
    after this one. `outdated`: what the event told is no longer so. `asked_lately`: its shopper had
    a survey within a month.
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
    asked_lately: bool = False

    @property
    def channel(self) -> str:
        return self.order.channel

    @property
    def language(self) -> str:
        return self.order.language

    @property
    def part(self) -> int:
        """0: all of the order, 1: a part and more will come, 2: the last part."""
        if self.left or self.after:
            return 1
        return 2 if self.before else 0

    @property
    def is_last(self) -> bool:
        """Whether all of the order has arrived with it."""
        return not (self.left or self.later)
