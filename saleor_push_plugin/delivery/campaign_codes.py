"""Adds the code of a campaign to what it says to a person; who can have none gets no push."""

import logging
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from ..core.campaigns.voucher import CampaignVoucher
from ..core.facts.campaign import CampaignFacts
from ..core.facts.personal_code import PersonalCode
from ..core.outcome import Later, Skip
from ..core.person import Person
from ..core.reason import Reason
from ..outbox import Claimed
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
    # Why people get none, and of each campaign whose budget is spent what its people are told.
    _refused: dict[_Key, Refused | None] = field(default_factory=dict, repr=False)
    _spent: dict[int, Refused] = field(default_factory=dict)
    _alike: dict[int, bool] = field(default_factory=dict)

    def refusal(self, row: Claimed, facts: Any, expires_at: datetime) -> Skip | Later | None:
        """Why a campaign does not go to who can have none of its codes; None of any other push.

        Nothing is made: it is asked before arms and hold-out are drawn.
        """
        if not isinstance(facts, CampaignFacts) or not facts.offer:
            return None
        if facts.offer.code:
            found = self.of(facts, facts.offer, row.person, expires_at)
            return None if isinstance(found, WithCode) else found
        refused = self._refusal(facts, facts.offer, row.person)
        return self._unsent(refused, facts.offer, expires_at) if refused else None

    def of(
        self, facts: CampaignFacts, offer: CampaignVoucher, person: Person, expires_at: datetime
    ) -> WithCode | Skip | Later:
        """The campaign for a person; or why they do not get it, or not today."""
        key = self._key(facts, offer, person)
        if key not in self._found:
            self._found[key] = self._find(facts, offer, person)
        found = self._found[key]
        if isinstance(found, WithCode):
            return found
        return self._unsent(found, offer, expires_at) or WithCode(facts=facts, note=found.reason)

    def _unsent(
        self, refused: Refused, offer: CampaignVoucher, expires_at: datetime
    ) -> Skip | Later | None:
        if not offer.needed:
            return None
        if refused.until and refused.until < expires_at:
            return Later(until=refused.until, reason=refused.reason)
        is_spent = refused.reason is Reason.VOUCHER_BUDGET_SPENT
        return Skip(reason=refused.reason if is_spent else Reason.VOUCHER_UNUSABLE)

    def _key(self, facts: CampaignFacts, offer: CampaignVoucher, person: Person) -> _Key:
        return facts.id, facts.channel, "" if self._is_alike(facts, offer) else person.key

    def _is_alike(self, facts: CampaignFacts, offer: CampaignVoucher) -> bool:
        if facts.id not in self._alike:
            self._alike[facts.id] = bool(offer.code) and campaign_codes.is_alike_for_all(offer)
        return self._alike[facts.id]

    def _refusal(
        self, facts: CampaignFacts, offer: CampaignVoucher, person: Person
    ) -> Refused | None:
        key = self._key(facts, offer, person)
        if key not in self._refused:
            self._refused[key] = self._ask(facts.id, offer, self._use(facts, person))
        return self._refused[key]

    def _ask(self, id: int, offer: CampaignVoucher, use: Use) -> Refused | None:
        if id in self._spent and not campaign_codes.has_one(id, use):
            return self._spent[id]
        refused = campaign_codes.refusal(id, offer, use)
        if refused and refused.reason is Reason.VOUCHER_BUDGET_SPENT:
            self._spent[id] = refused
        return refused

    def _use(self, facts: CampaignFacts, person: Person) -> Use:
        variant = facts.about.variant if facts.about else 0
        return Use(person=person, channel=facts.channel, now=self.now, variant=variant)

    def _find(
        self, facts: CampaignFacts, offer: CampaignVoucher, person: Person
    ) -> WithCode | Refused:
        use = self._use(facts, person)
        if offer.code:
            code = campaign_codes.shared(offer, use)
        else:
            refused = self._refusal(facts, offer, person)
            code = refused or campaign_codes.personal(facts.id, offer, use)
        if isinstance(code, PersonalCode):
            return WithCode(facts=replace(facts, voucher=code))
        logger.info("push: campaign %s has no code for somebody: %s", facts.id, code.reason)
        return code
