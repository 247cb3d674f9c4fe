"""Voucher expiring: a reminder two days before an unused personal voucher code expires."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from ..core.audience import Owner
from ..core.event import VOUCHER_EXPIRING
from ..core.facts.expiring import ExpiringFacts
from ..core.facts.personal_code import PersonalCode
from ..core.scenario import Scenario, Topic
from ..core.scenario_bases.expiry import ExpiryReminder


class VoucherExpiring(ExpiryReminder, Scenario[ExpiringFacts]):
    code = "voucher_expiring"
    label = "Voucher expiring"
    ends = "used, end date changed, deactivated"
    trigger = VOUCHER_EXPIRING
    # A code is an incentive to buy, so its end is marketing; a gift card is the owner's money.
    topic = Topic.OFFERS
    ttl = timedelta(hours=36)
    title = "Your voucher is valid until {until}"
    body = "At the checkout: {voucher}"
    sample = ExpiringFacts(
        id="SHIP-7K3M9QXA",
        personal_code=PersonalCode(code="SHIP-7K3M9QXA", on_shipping=True, frees_shipping=True),
        last_day=date(2026, 11, 30),
        owner=Owner(user_id=7),
        channel="default-channel",
    )

    def valid_until(self, facts: ExpiringFacts) -> datetime | None:
        return facts.ends_at

    def is_owed(self, facts: ExpiringFacts) -> bool:
        return True

    def words(self, facts: ExpiringFacts) -> Mapping[str, object]:
        return {"voucher": facts.personal_code, "until": facts.ends_at or facts.last_day}

    def about(self, facts: ExpiringFacts) -> str:
        return f"voucher:{facts.id}"
