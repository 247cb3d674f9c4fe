"""Gift card expiring: a reminder a week before a gift card with a balance expires."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from ..core.audience import Owner
from ..core.event import GIFT_CARD_EXPIRING
from ..core.facts.common import Money
from ..core.facts.expiring import ExpiringFacts
from ..core.scenario import Scenario, Topic
from ..core.scenario_bases.expiry import ExpiryReminder


class GiftCardExpiring(ExpiryReminder, Scenario[ExpiringFacts]):
    code = "gift_card_expiring"
    label = "Gift card expiring"
    ends = "used up, expiry date changed, deactivated"
    trigger = GIFT_CARD_EXPIRING
    topic = Topic.ORDER_UPDATES
    ttl = timedelta(days=3)
    title = "{balance} left on your gift card"
    body = "Card …{code} · Valid until {until}"
    sample = ExpiringFacts(
        id="5",
        code="A1B2",
        last_day=date(2026, 12, 24),
        owner=Owner(user_id=7),
        channel="default-channel",
        balance=Money(amount=Decimal("25.00"), currency="EUR"),
    )

    def words(self, facts: ExpiringFacts) -> Mapping[str, object]:
        return {"balance": facts.balance, "code": facts.code, "until": facts.last_day}

    def about(self, facts: ExpiringFacts) -> str:
        return f"gift-card:{facts.id}"
