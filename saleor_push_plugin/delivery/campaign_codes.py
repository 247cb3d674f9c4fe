"""Adds the code of a campaign to what it says to a person; who can have none gets no push."""

import logging
from dataclasses import dataclass, field, replace
from datetime import datetime

from ..core.campaigns.voucher import CampaignVoucher
from ..core.facts.campaign import CampaignFacts
from ..core.facts.personal_code import PersonalCode
from ..core.outcome import Later, Skip
from ..core.person import Person
from ..core.reason import Reason
from ..shop import campaign_codes
from ..shop.campaign_codes import Refused
from ..shop.voucher_eligibility import Use

logger = logging.getLogger(__name__)
_Key = tuple[int, str, str]


@dataclass(frozen=True, kw_only=True)
class WithCode:
    """A campaign as one person gets it. `note`: why it does not speak of a code."""

    facts: CampaignFacts
    note: Reason | None = None


@dataclass
class CampaignCodes:
    """The codes of pushes that are rendered together. Who gets the same shares one text."""

    now: datetime
    _found: dict[_Key, WithCode | Refused] = field(default_factory=dict, repr=False)
    _alike: dict[int, bool] = field(default_factory=dict)

    def of(
        self, facts: CampaignFacts, offer: CampaignVoucher, person: Person, expires_at: datetime
    ) -> WithCode | Skip | Later:
        """The campaign for a person; or why they do not get it, or not today."""
        key = (facts.id, facts.channel, "" if self._is_alike(facts, offer) else person.key)
        if key not in self._found:
            self._found[key] = self._find(facts, offer, person)
        found = self._found[key]
        if isinstance(found, WithCode):
            return found
        if not offer.needed:
            return WithCode(facts=facts, note=found.reason)
        if found.until and found.until < expires_at:
            return Later(until=found.until, reason=found.reason)
        is_spent = found.reason is Reason.VOUCHER_BUDGET_SPENT
        return Skip(reason=found.reason if is_spent else Reason.VOUCHER_UNUSABLE)

    def _is_alike(self, facts: CampaignFacts, offer: CampaignVoucher) -> bool:
        if facts.id not in self._alike:
            self._alike[facts.id] = bool(offer.code) and campaign_codes.is_alike_for_all(offer)
        return self._alike[facts.id]

    def _find(
        self, facts: CampaignFacts, offer: CampaignVoucher, person: Person
    ) -> WithCode | Refused:
        variant = facts.about.variant if facts.about else 0
        use = Use(person=person, channel=facts.channel, now=self.now, variant=variant)
        if offer.code:
            code = campaign_codes.shared(offer, use)
        else:
            code = campaign_codes.personal(facts.id, offer, use)
        if isinstance(code, PersonalCode):
            return WithCode(facts=replace(facts, voucher=code))
        logger.info("push: campaign %s has no code for somebody: %s", facts.id, code.reason)
        return code
