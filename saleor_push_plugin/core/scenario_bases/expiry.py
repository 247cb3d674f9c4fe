"""The base of scenarios that remind of an expiry."""

from ..audience import Owner, SingleSubscription
from ..facts.expiring import ExpiringFacts
from ..links import Link
from ..reason import Reason


class ExpiryReminder:
    """Base of reminders of an expiry: they go to the owner, and a click opens the home page."""

    def objection(self, facts: ExpiringFacts) -> Reason | None:
        if facts.spent:
            return Reason.SPENT_OR_INACTIVE
        return Reason.EXPIRY_CHANGED if facts.moved else None

    def is_timed_by_us(self, facts: ExpiringFacts) -> bool:
        return True

    def audience(self, facts: ExpiringFacts) -> Owner | SingleSubscription:
        return facts.owner or Owner()

    def link(self, facts: ExpiringFacts) -> Link:
        return Link(page="home", words={"channel": facts.channel})
