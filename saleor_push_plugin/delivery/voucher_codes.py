"""The personal voucher code that some pushes bring."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from ..core.audience import Person
from ..core.facts.carts import CartFacts
from ..core.reason import Reason
from ..core.scenario import Scenario
from ..core.voucher_kind import VoucherKind
from ..settings.config import Config
from ..shop import vouchers
from ..shop.voucher_eligibility import Use

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Given:
    """The facts, with a code where there is one; `note`: why there is none though one was owed."""

    facts: Any
    note: Reason | None = None


def with_code(
    scenario: Scenario[Any],
    known: Any,
    *,
    about: str,
    person: Person,
    config: Config,
    now: datetime,
) -> Given:
    """The facts with a code of the voucher the owner named for this; as they are if none is named.

    `about` says what for: the same person gets the same code for it, however often it is asked.
    A voucher this person could not use now is not promised.
    """
    kind = scenario.voucher_kind(known)
    name = config.vouchers.get(kind, "") if kind else ""
    if not kind or not name:
        return Given(facts=known)
    use = _use(kind, known, Use(person=person, channel=known.channel, now=now))
    code = vouchers.grant(name, kind=kind, key=f"{about}/{person.key}", use=use)
    if isinstance(code, vouchers.Refused):
        logger.info("push: a voucher was left out of %s: %s", about, code.reason)
        return Given(facts=known, note=code.reason)
    return Given(facts=replace(known, voucher=code))


def _use(kind: VoucherKind, known: Any, use: Use) -> Use:
    """For a cart it has to fit that cart; what is called free shipping has to pay all of it."""
    if not isinstance(known, CartFacts):
        return use
    cost = known.costly_shipping if kind == VoucherKind.SHIPPING else None
    return replace(
        use,
        checkout=known.id,
        variants=[line.variant_id for line in known.lines],
        shipping=cost.amount if cost else Decimal(0),
    )
