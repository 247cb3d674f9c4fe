"""Gift card sent: to its buyer, or to whom staff sent it."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from ..core.audience import Owner
from ..core.event import GIFT_CARD_SENT
from ..core.facts.common import Money
from ..core.facts.gift_cards import GiftCardFacts
from ..core.links import Link
from ..core.reason import Reason
from ..core.scenario import Scenario, Topic

# More are not listed.
_LISTED = 3


class GiftCardSent(Scenario[GiftCardFacts]):
    code = "gift_card_sent"
    label = "Gift card sent"
    ends = "used up, expired, deactivated, or the account is not confirmed"
    trigger = GIFT_CARD_SENT
    topic = Topic.ORDER_UPDATES
    ttl = timedelta(days=3)
    title = (
        "{cards, plural, one {Your gift card: {balance}} "
        "other {Your # gift cards: {balance} in all}}"
    )
    body = """
        {cards, plural, one {Card …{code}} other {Cards …{code}}} · Valid until {until}
        Ready to use at the checkout.
    """
    last_line_if_short = True
    sample = GiftCardFacts(
        id="5",
        user_id=7,
        channel="default-channel",
        endings=("A1B2",),
        balance=Money(amount=Decimal("25.00"), currency="EUR"),
        last_day=date(2026, 12, 24),
    )

    def objection(self, facts: GiftCardFacts) -> Reason | None:
        if not facts.endings:
            return Reason.SPENT_OR_INACTIVE
        return None if facts.is_confirmed else Reason.ACCOUNT_NOT_CONFIRMED

    def audience(self, facts: GiftCardFacts) -> Owner:
        return Owner(user_id=facts.user_id)

    def words(self, facts: GiftCardFacts) -> Mapping[str, object]:
        listed = len(facts.endings) <= _LISTED
        return {
            "cards": len(facts.endings),
            "balance": facts.balance,
            "code": ", …".join(facts.endings) if listed else None,
            "until": facts.last_day,
        }

    def about(self, facts: GiftCardFacts) -> str:
        return f"gift-card:{facts.id}"

    def link(self, facts: GiftCardFacts) -> Link:
        return Link(page="home", words={"channel": facts.channel})
