"""The personal voucher code that some pushes bring."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from .conf import Config
from .core.audience import Person
from .core.scenario import Scenario
from .shop import vouchers


def with_code(
    scenario: Scenario[Any],
    known: Any,
    *,
    about: str,
    person: Person,
    config: Config,
    now: datetime,
) -> Any:
    """The facts with a code of the voucher the owner named for this; as they are if none is named.

    `about` says what for: the same person gets the same code for it, however often it is asked.
    """
    kind = scenario.gift(known)
    name = config.vouchers.get(kind, "") if kind else ""
    if not kind or not name:
        return known
    code = vouchers.grant(
        name,
        kind=kind,
        channel=known.channel,
        key=f"{about}/{person.key}",
        person=person.key,
        now=now,
    )
    return replace(known, voucher=code)
