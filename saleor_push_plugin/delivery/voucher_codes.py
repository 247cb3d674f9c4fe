"""Adds a personal voucher code to the facts of a push."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from ..core.facts.carts import CartFacts
from ..core.facts.loyalty import BuyerFacts
from ..core.facts.personal_code import PersonalCode
from ..core.facts.price_and_stock import OfferFacts
from ..core.facts.product_views import ViewFacts
from ..core.facts.recommendation import RecommendationFacts
from ..core.outcome import Later, Skip
from ..core.person import Person
from ..core.reason import Reason
from ..core.scenario import Scenario
from ..core.voucher_purpose import VoucherPurpose
from ..settings.config import Config
from ..shop import subscriber_offers, vouchers
from ..shop.voucher_eligibility import Use

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class CodeResult:
    """The facts, with a voucher code if one was granted. `note`: why a configured one was not.

    `until`: when there may be one, where a day's budget is spent.
    """

    facts: Any
    note: Reason | None = None
    until: datetime | None = None


def with_code(
    scenario: Scenario[Any],
    facts: Any,
    *,
    about: str,
    person: Person,
    config: Config,
    since: datetime,
    now: datetime,
) -> CodeResult:
    """The facts with a code of the voucher the owner configured for the kind; unchanged if none is.

    `about` identifies the push in the log. `since`: when what it is for happened. No code is
    granted of a voucher that the person could not use now, nor for orders that nobody paid.
    """
    kind, name = _configured(scenario, facts, config)
    if not kind:
        return CodeResult(facts=facts)
    if offer := config.offers.get(kind):
        use = Use(person=person, channel=facts.channel, now=now)
        return _offered(facts, subscriber_offers.grant(kind, offer, use, since), about)
    if _is_unpaid(kind, facts):
        return CodeResult(facts=facts, note=Reason.VOUCHER_UNPAID)
    code = vouchers.grant(
        name,
        kind=kind,
        use=_use(kind, facts, Use(person=person, channel=facts.channel, now=now)),
        quota=config.voucher_quota,
        earned=_earned(kind, facts),
    )
    if isinstance(code, vouchers.Refused):
        logger.info("push: a voucher was left out of %s: %s", about, code.reason)
        return CodeResult(facts=facts, note=code.reason)
    return CodeResult(facts=replace(facts, voucher=code))


def _offered(facts: Any, code: PersonalCode | subscriber_offers.Refused, about: str) -> CodeResult:
    if isinstance(code, PersonalCode):
        return CodeResult(facts=replace(facts, voucher=code))
    logger.info("push: an offer was left out of %s: %s", about, code.reason)
    return CodeResult(facts=facts, note=code.reason, until=code.until)


def unsent(scenario: Scenario[Any], found: CodeResult, expires_at: datetime) -> Skip | Later | None:
    """Why a push does not go without its code, or not today; None: it goes.

    What was promised waits for the next day's budget, if that comes before the push expires.
    """
    if found.until and found.until < expires_at:
        return Later(until=found.until, reason=Reason.VOUCHER_BUDGET_SPENT)
    if not scenario.needs_code or getattr(found.facts, "voucher", None):
        return None
    is_spent = found.note is Reason.VOUCHER_BUDGET_SPENT
    return Skip(reason=Reason.VOUCHER_BUDGET_SPENT if is_spent else Reason.VOUCHER_UNUSABLE)


def looked_up(
    scenario: Scenario[Any],
    facts: Any,
    *,
    person: Person,
    config: Config,
    since: datetime,
    now: datetime,
) -> vouchers.Promise | Reason | None:
    """What `with_code` would add, without making a code: a promise, or why none.

    None: no voucher, or a code that all have. The daily quota is left to the caller.
    """
    kind, name = _configured(scenario, facts, config)
    if not kind:
        return None
    if offer := config.offers.get(kind):
        use = Use(person=person, channel=facts.channel, now=now)
        return subscriber_offers.looked_up(kind, offer, use, since)
    if _is_unpaid(kind, facts):
        return Reason.VOUCHER_UNPAID
    use = _use(kind, facts, Use(person=person, channel=facts.channel, now=now))
    return vouchers.looked_up(name, kind=kind, use=use, earned=_earned(kind, facts))


def quota(scenario: Scenario[Any], config: Config) -> int:
    """The most codes of a scenario in a day, by its example; what offers have made counts not."""
    kind = scenario.voucher_purpose(scenario.sample)
    offer = config.offers.get(kind) if kind else None
    return min(offer.most, offer.most_a_day) if offer else config.voucher_quota


def _configured(
    scenario: Scenario[Any], facts: Any, config: Config
) -> tuple[VoucherPurpose | None, str]:
    """The purpose of the push's code and the name of its voucher; None if the owner set none."""
    kind = scenario.voucher_purpose(facts)
    name = config.vouchers.get(kind, "") if kind else ""
    return (kind, name) if name else (None, "")


def _earned(kind: VoucherPurpose, facts: Any) -> Sequence[str]:
    return facts.earned if _is_milestone(kind, facts) else ()


def _use(kind: VoucherPurpose, facts: Any, use: Use) -> Use:
    """The use to check. The voucher must apply to the cart, or to the product of the push; free
    shipping must cover all.
    """
    if not isinstance(facts, CartFacts):
        return replace(use, variant=_variant(facts))
    cost = facts.costly_shipping if kind == VoucherPurpose.SHIPPING else None
    return replace(
        use,
        checkout=facts.id,
        variants=[line.variant_id for line in facts.lines],
        shipping=cost.amount if cost else Decimal(0),
    )


def _variant(facts: Any) -> int:
    """The id of the variant that a push is about, 0 if it is about none."""
    if isinstance(facts, RecommendationFacts):
        facts = facts.offer
    return facts.variant_id if isinstance(facts, ViewFacts | OfferFacts) else 0


def _is_milestone(kind: VoucherPurpose, facts: Any) -> bool:
    return kind == VoucherPurpose.LOYALTY and isinstance(facts, BuyerFacts)


def _is_unpaid(kind: VoucherPurpose, facts: Any) -> bool:
    """Whether a code is owed for orders, and too few of them are paid."""
    if not isinstance(facts, BuyerFacts):
        return False
    return not facts.earned if _is_milestone(kind, facts) else not facts.paid
