"""The voucher of a campaign: one code for all, or a code for each person within a budget."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self


@dataclass(frozen=True, kw_only=True)
class CampaignVoucher:
    """What a campaign promises.

    `id`: of Saleor's voucher. `code`: the one that all get; "": each gets one of their own.
    `most`: codes of their own in all, `most_a_day` in a day (UTC); None: as many as in all.
    `needed`: who can have no code gets no push, instead of one that does not speak of it.
    """

    id: int
    code: str = ""
    most: int = 0
    most_a_day: int | None = None
    needed: bool = True

    def as_json(self) -> Mapping[str, Any]:
        """As it is stored."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any] | None) -> Self | None:
        """What was stored; None: there is no voucher."""
        return None if stored is None else cls(**stored)
