"""Facts about customers who buy repeatedly, and about those who stopped."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from .common import OrderFacts
from .personal_code import PersonalCode

LOYAL_ORDERS = 5


@dataclass(frozen=True, kw_only=True)
class Milestones:
    """The owner's loyalty milestones: every `orders` orders, and the first total of `spend`.

    0 switches a milestone off.
    """

    orders: int = LOYAL_ORDERS
    spend: Decimal = Decimal(0)

    def reached(self, orders: int, totals: Sequence[Decimal]) -> bool:
        """Whether the last of `orders` orders is a milestone. `totals`: those in its currency."""
        if self.orders and orders and orders % self.orders == 0:
            return True
        return bool(self.spend) and sum(totals[:-1]) < self.spend <= sum(totals)

    def earned(self, paid: int, totals: Sequence[Decimal], currency: str) -> str:
        """The highest milestone that paid orders have reached; empty: none.

        `paid`: their number. `totals`: those in this currency. It is named by its number or sum, so
        that an order that is cancelled and placed again reaches no other one.
        """
        if self.orders and (number := paid // self.orders * self.orders):
            return f"orders-{number}"
        reached = bool(self.spend) and sum(totals) >= self.spend
        return f"spend-{self.spend.normalize():f}-{currency}" if reached else ""


@dataclass(frozen=True, kw_only=True)
class BuyerFacts:
    """An order of a customer, and the customer's other orders.

    `orders`: the number of the person's own orders that were neither cancelled nor returned.
    `milestone`: this
    order is one of the owner's milestones. `ordered_again`: the customer has ordered since.
    `paid`: the number of `orders` that are paid in full. `earned`: keys of the code that the
    milestone earned, by account and by e-mail; empty if too few orders are paid.
    """

    order: OrderFacts
    orders: int = 1
    milestone: bool = False
    ordered_again: bool = False
    paid: int = 0
    earned: tuple[str, ...] = ()
    voucher: PersonalCode | None = field(default=None, repr=False)

    @property
    def channel(self) -> str:
        return self.order.channel

    @property
    def language(self) -> str:
        return self.order.language
