"""A cart somebody left, as its shopper sees it."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from ..global_id import global_id
from ..links import Link
from ..reason import Reason
from ..text.languages import Name, composed
from .common import Money
from .product_proof import Appeal, appeal_words

# A cart nobody has touched for so long was left.
LEFT_AFTER = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class CartLine:
    """One line of a cart; `price` is of one piece, None where the channel has no price."""

    variant_id: int
    name: Name
    quantity: int
    price: Decimal | None = None

    @property
    def item(self) -> Name:
        """Its name, with how many of it if there are several."""
        return self.name if self.quantity == 1 else composed(f"{self.quantity} × {{}}", self.name)


@dataclass(frozen=True, kw_only=True)
class CartFacts:
    """A cart: `lines` are what its shopper could buy of it now. `ended` says why there is nothing
    to come back to; `costly_shipping` is what shipping costs where the shopper saw it and it is
    more than the owner's share of the cart. `sold_out`: how many more lines it has, which nobody
    can buy now. `stock_left` (1 to 9, None if there are more) and
    `appeal` are of the first line.
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
    appeal: Appeal = field(default_factory=Appeal)
    costly_shipping: Money | None = None
    voucher: str | None = None


def fingerprint(lines: Iterable[tuple[int, int]]) -> str:
    """The same for the same (variant, quantity) pairs in whatever order."""
    text = ",".join(f"{variant}x{quantity}" for variant, quantity in sorted(lines))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def subject_of(checkout_id: str, lines: Iterable[tuple[int, int]]) -> str:
    """A cart as it is now: once it holds something else it is another subject."""
    return f"{checkout_id}@{fingerprint(lines)}"


def cart_words(cart: CartFacts) -> Mapping[str, object]:
    """The first item and how many others; nothing of an empty cart.

    Only of a single product may be said what speaks for it: of several, nobody knew which is meant.
    """
    about = {"stock_left": cart.stock_left, **appeal_words(cart.appeal)}
    return {
        **(about if len(cart.lines) == 1 else dict.fromkeys(about)),
        "item": cart.lines[0].item if cart.lines else None,
        "more": max(len(cart.lines) - 1, 0),
        "sold_out": cart.sold_out,
        "voucher": cart.voucher,
    }


def cart_link(cart: CartFacts) -> Link:
    words = {"checkout": global_id("Checkout", cart.id), "channel": cart.channel}
    return Link(page="cart", words=words)
