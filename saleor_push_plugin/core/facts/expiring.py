"""What the shop knows about something of value that soon is worth nothing."""

from dataclasses import dataclass
from datetime import date

from ..audience import Device, Owner
from ..links import Link
from ..reason import Reason
from .common import Money


@dataclass(frozen=True, kw_only=True)
class ExpiringFacts:
    """A gift card or a personal voucher. `until`: its last day. `spent`: it is worth nothing.

    `code` is what may be shown: all of a voucher's, the end of a gift card's. `moved`: the last
    day is another one by now.
    """

    id: str
    code: str
    until: date
    owner: Owner | Device | None
    channel: str
    language: str = ""
    balance: Money | None = None
    spent: bool = False
    moved: bool = False


class ExpiryNews:
    """Goes to whom it belongs; a click leads to the shop."""

    def objection(self, facts: ExpiringFacts) -> Reason | None:
        if facts.spent:
            return Reason.SPENT_OR_INACTIVE
        return Reason.EXPIRY_CHANGED if facts.moved else None

    def audience(self, facts: ExpiringFacts) -> Owner | Device:
        return facts.owner or Owner()

    def link(self, facts: ExpiringFacts) -> Link:
        return Link(page="home", words={"channel": facts.channel})
