"""Installed: the code that the owner promises to who installs the shop's app."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from ..core.audience import Audience, Owner, SingleSubscription
from ..core.event import INSTALLED
from ..core.facts.common import Money
from ..core.facts.installed import INSTALLED_SCENARIO, InstalledFacts
from ..core.facts.personal_code import PersonalCode
from ..core.links import Link
from ..core.reason import Reason
from ..core.scenario import Scenario, Topic
from ..core.voucher_purpose import VoucherPurpose


class Installed(Scenario[InstalledFacts]):
    code = INSTALLED_SCENARIO
    label = "App installed"
    ends = "the shop offers nothing for it, thanked before, or the account is not confirmed"
    trigger = INSTALLED
    topic = Topic.OFFERS
    ttl = timedelta(days=3)
    personal = True
    once = True
    needs_code = True
    title = "Thank you for installing our app!"
    body = """
        It is good to have you here.
        For your next order: {voucher}
    """
    gives_way = ("",)
    sample = InstalledFacts(
        person="u7",
        channel="default-channel",
        user_id=7,
        voucher=PersonalCode(
            code="APP-7KQ2M9XA", amount=Money(amount=Decimal("5.00"), currency="EUR")
        ),
    )

    def objection(self, facts: InstalledFacts) -> Reason | None:
        if not facts.is_offered:
            return Reason.NO_OFFER
        if not facts.is_installed:
            return Reason.NOT_INSTALLED
        if facts.had_it:
            return Reason.ALREADY_INSTALLED
        return None if facts.is_confirmed else Reason.ACCOUNT_NOT_CONFIRMED

    def voucher_purpose(self, facts: InstalledFacts) -> VoucherPurpose | None:
        return VoucherPurpose.INSTALL

    def is_owed(self, facts: InstalledFacts) -> bool:
        return True

    def audience(self, facts: InstalledFacts) -> Audience:
        if facts.user_id is None:
            return SingleSubscription(subscription_id=facts.subscription_id)
        return Owner(user_id=facts.user_id)

    def words(self, facts: InstalledFacts) -> Mapping[str, object]:
        return {"voucher": facts.voucher}

    def about(self, facts: InstalledFacts) -> str:
        return f"app:{facts.person}"

    def link(self, facts: InstalledFacts) -> Link:
        return Link(page="home", words={"channel": facts.channel})
