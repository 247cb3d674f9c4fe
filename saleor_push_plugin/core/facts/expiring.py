"""Facts about gift cards and personal vouchers that expire soon."""

from dataclasses import dataclass, field
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
