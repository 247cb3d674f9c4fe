"""Facts about gift cards and personal vouchers that expire soon."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from ..audience import Owner, SingleSubscription
from .common import Money
from .personal_code import PersonalCode


@dataclass(frozen=True, kw_only=True)
class ExpiringFacts:
    """A gift card or a personal voucher.

    `last_day`: the last day it is valid, in the shop's time zone. `ends_at`: the last
    moment, in the same zone, where it is known: a gift card has a date only.
    `code`: the end of a gift card's code. `personal_code`: a voucher code with its worth in
    `channel`, and `personal_codes`: the same by channel, for `usable_in`.
    `spent`: it is used up or inactive. `moved`: the last day has changed since the event.
    `channel`: the slug of the channel where it was sold or promised. Where that is not known, it is
    one of `usable_in`, the channels where it can be used: each reader's own then goes before it.
    """

    id: str
    code: str = field(default="", repr=False)
    last_day: date
    owner: Owner | SingleSubscription | None
    channel: str
    language: str = ""
    ends_at: datetime | None = None
    balance: Money | None = None
    personal_code: PersonalCode | None = None
    personal_codes: Mapping[str, PersonalCode] = field(default_factory=dict, hash=False)
    spent: bool = False
    moved: bool = False
    usable_in: frozenset[str] = frozenset()

    def seen_in(self, channel: str) -> "ExpiringFacts":
        """The facts for a reader who shops in a channel."""
        if channel not in self.usable_in:
            return self
        code = self.personal_codes.get(channel, self.personal_code)
        return replace(self, channel=channel, personal_code=code)
