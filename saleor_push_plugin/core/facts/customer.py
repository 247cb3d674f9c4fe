"""Who comes back, and who has not for long."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from .common import OrderFacts

LOYAL_ORDERS = 5


@dataclass(frozen=True, kw_only=True)
class Loyal:
    """The owner's milestones: every so many orders, and the first to reach `spend`; 0 is never."""

    orders: int = LOYAL_ORDERS
    spend: Decimal = Decimal(0)

    def reached(self, orders: int, totals: Sequence[Decimal]) -> bool:
        """Whether the last of so many orders is a milestone; `totals` are those in its currency."""
        if self.orders and orders and orders % self.orders == 0:
            return True
        return bool(self.spend) and sum(totals[:-1]) < self.spend <= sum(totals)


@dataclass(frozen=True, kw_only=True)
class BuyerFacts:
    """Somebody's order among all of theirs.

    `orders`: how many they have kept by now. `milestone`: it is one of the owner's. `again`: they
    have ordered since.
    """

    order: OrderFacts
    orders: int = 1
    milestone: bool = False
    again: bool = False
    voucher: str | None = None

    @property
    def channel(self) -> str:
        return self.order.channel

    @property
    def language(self) -> str:
        return self.order.language
