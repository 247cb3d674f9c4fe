"""Facts about gift cards and personal vouchers that expire soon."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from ..audience import Owner, SingleSubscription
from .common import Money


@dataclass(frozen=True, kw_only=True)
class ExpiringFacts:
    """A gift card or a personal voucher.

    `last_day`: the last day it is valid, in the shop's time zone. `ends_at`: the last
    moment, in the same zone, where it is known: a gift card has a date only.
    `code`: what may be shown, the whole code of a voucher or the end of a gift card's code.
    `spent`: it is used up or inactive. `moved`: the last day has changed since the event.
    `channel`: the slug of the channel where it was sold or promised. Where that is not known, it is
    one of `usable_in`, the channels where it can be used: each reader's own then goes before it.
    """

    id: str
    code: str = field(repr=False)
    last_day: date
    owner: Owner | SingleSubscription | None
    channel: str
    language: str = ""
    ends_at: datetime | None = None
    balance: Money | None = None
    spent: bool = False
    moved: bool = False
    usable_in: frozenset[str] = frozenset()

    def seen_in(self, channel: str) -> "ExpiringFacts":
        """The facts for a reader who shops in a channel."""
        return replace(self, channel=channel) if channel in self.usable_in else self
