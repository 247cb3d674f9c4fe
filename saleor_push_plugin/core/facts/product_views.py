"""A product somebody looked at in a browser, and left."""

from dataclasses import dataclass, field
from datetime import timedelta

from ..global_id import global_id
from ..links import Link
from ..reason import Reason
from ..text.languages import Name
from .common import Money
from .product_proof import Appeal

# Who has not come back after so long is not going to by themselves.
LEFT_AFTER = timedelta(hours=2)


@dataclass(frozen=True, kw_only=True)
class ViewFacts:
    """A look at a product. `ended` says why there is nothing to remind of; `price` is of the
    cheapest variant there is, `stock_left` only where few are left of it.
    """

    subscription_id: int
    product_id: int
    channel: str
    language: str = ""
    name: Name
    slug: str = ""
    variant_id: int = 0
    price: Money | None = None
    stock_left: int | None = None
    appeal: Appeal = field(default_factory=Appeal)
    ended: Reason | None = None
    voucher: str | None = None


def view_link(view: ViewFacts) -> Link:
    return Link(
        page="product",
        words={
            "channel": view.channel,
            "slug": view.slug,
            "product": global_id("Product", str(view.product_id)),
            "variant": global_id("ProductVariant", str(view.variant_id)),
        },
    )
