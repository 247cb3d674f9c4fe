"""What a scenario would send, or would have sent: numbers, and what is not known of the past."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from .reason import AnyReason, Reason


class Gap(StrEnum):
    """What the shop's database does not know of a period; a code that apps are given."""

    TODAYS_BROWSERS = "todays_browsers"
    TODAYS_STATE = "todays_state"
    DELETED_CARTS = "deleted_carts"
    EARLIER_LOOKS = "earlier_looks"
    UNREPORTED = "unreported"
    EARLIER_PRICES = "earlier_prices"
    RESENT_CARDS = "resent_cards"
    CAMPAIGNS = "campaigns"


class Loss(NamedTuple):
    """Why something was not sent. `waits`: it may still be, if the reason ends in time."""

    reason: AnyReason
    waits: bool = False


@dataclass(frozen=True, kw_only=True)
class DryRun:
    """What a scenario would send in a period.

    `events`: what happened. `sent`: of each event and person one, on however many browsers.
    `people`: who would get any of these. `lost`: what would not be sent, by reason, counted as
    `sent`; an event without any person is one. `vouchers`: codes that would be made; `no_voucher`:
    what would be sent without its voucher, by reason.
    """

    events: int = 0
    sent: int = 0
    people: int = 0
    lost: Mapping[Loss, int] = field(default_factory=dict)
    vouchers: int = 0
    no_voucher: Mapping[Reason, int] = field(default_factory=dict)
