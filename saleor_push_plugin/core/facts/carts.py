"""Facts about an abandoned cart."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from ..global_id import global_id
from ..links import Link
from ..reason import Reason
from ..text.languages import Name, counted
from .common import Money
from .personal_code import PersonalCode
from .selling_points import SellingPoints, selling_point_words

# A cart without a change for so long is abandoned.
ABANDONED_AFTER = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class CartLine:
    """One line of a cart. `price` is the unit price; None if the channel has no price."""

    variant_id: int
    name: Name
    quantity: int
    price: Decimal | None = None

    @property
    def item(self) -> Name:
        """The name, with the quantity if it is more than one."""
        return counted(self.name, self.quantity)


@dataclass(frozen=True, kw_only=True)
class CartFacts:
    """A cart. `lines` are the lines that can be bought now.

    `sold_out`: the number of other lines, which cannot be bought now. `ended`: why no reminder is
    sent. `costly_shipping`: the shipping price, if the shopper saw it and it exceeds the share of
    the cart that the owner set. `stock_left` (1 to 9, None if more) and `selling_points` are those
    of the first line.
    """

    id: str
    channel: str
    language: str = ""
    user_id: int | None = None
    touched_at: datetime | None = None
    lines: tuple[CartLine, ...] = ()
    sold_out: int = 0
    ended: Reason | None = None
    stock_left: int | None = None
    selling_points: SellingPoints = field(default_factory=SellingPoints)
    costly_shipping: Money | None = None
    voucher: PersonalCode | None = field(default=None, repr=False)


def fingerprint(lines: Iterable[tuple[int, int]]) -> str:
    """A hash of (variant, quantity) pairs. Their order does not matter."""
    text = ",".join(f"{variant}x{quantity}" for variant, quantity in sorted(lines))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def subject_of(checkout_id: str, lines: Iterable[tuple[int, int]]) -> str:
    """The subject of a cart with these contents. Other contents make another subject."""
    return f"{checkout_id}@{fingerprint(lines)}"


def cart_words(cart: CartFacts) -> Mapping[str, object]:
    """The template words of a cart: the first item, the number of others, and more.

    Stock and selling points are given for a cart with one line only. With several lines it would
    not be clear which product they describe.
    """
    about = {"stock_left": cart.stock_left, **selling_point_words(cart.selling_points)}
    return {
        **(about if len(cart.lines) == 1 else dict.fromkeys(about)),
        "item": cart.lines[0].item if cart.lines else None,
        "more": max(len(cart.lines) - 1, 0),
        "sold_out": cart.sold_out,
        "voucher": cart.voucher,
    }


def cart_link(cart: CartFacts) -> Link:
    """The link to the cart page."""
    words = {"checkout": global_id("Checkout", cart.id), "channel": cart.channel}
    return Link(page="cart", words=words)
