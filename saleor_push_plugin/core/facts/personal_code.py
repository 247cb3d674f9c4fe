"""A personal voucher code, and what it is worth to its reader."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from .common import Money


class Condition(StrEnum):
    """What a code needs beyond what its push is about. The values name texts in `locale/`."""

    AMOUNT = "from_amount"
    ITEMS = "from_items"
    ONE_ITEM = "one_item"
    SELECTED = "selected_items"
    # Several at once, or one that cannot be said exactly.
    OTHER = "conditions"


# What is known to be met by a cart, and by one piece of a variant.
MET_BY_CART = frozenset(Condition) - {Condition.ONE_ITEM}
MET_BY_PIECE = frozenset(Condition)


@dataclass(frozen=True, kw_only=True)
class Share:
    """A part of a price, in per cent."""

    percent: Decimal


@dataclass(frozen=True, kw_only=True)
class PersonalCode:
    """A code with its worth: a text says both in one sentence, or the code alone.

    `code`: empty where it is promised and not made yet. `share`: per cent. `amount`: as the shop's
    page shows it; None if it is not known.
    `on_shipping`: it takes something off the shipping, and `frees_shipping`: all of it. `least` and
    `items`: the amount and the number of items that the condition names. `ends_at`: the last moment
    in which it is valid; None: it has no end.
    """

    code: str = field(repr=False)
    share: Decimal | None = None
    amount: Money | None = None
    on_shipping: bool = False
    frees_shipping: bool = False
    condition: Condition | None = None
    least: Money | None = None
    items: int | None = None
    ends_at: datetime | None = None

    @property
    def text_name(self) -> str:
        """The name of the text in `locale/` that says it."""
        if self.frees_shipping:
            return "free_shipping"
        if self.worth is None:
            return "code_alone"
        return "off_shipping" if self.on_shipping else "off"

    @property
    def worth(self) -> Share | Money | None:
        """What it takes off; None if that cannot be said."""
        return self.amount if self.share is None else Share(percent=self.share)
