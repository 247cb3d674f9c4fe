"""Facts about a product view without a purchase."""

from dataclasses import dataclass, field
from datetime import timedelta

from ..global_id import global_id
from ..links import Link
from ..reason import Reason
from ..text.languages import Name
from .common import Money
from .personal_code import PersonalCode
from .selling_points import SellingPoints

# A view is abandoned when the browser has viewed nothing for so long.
ABANDONED_AFTER = timedelta(hours=2)


@dataclass(frozen=True, kw_only=True)
class ViewFacts:
    """A product view.

    `price`: the price of the cheapest available variant. `stock_left`: set only if few of it are
    left. `ended`: why no reminder is sent.
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
    selling_points: SellingPoints = field(default_factory=SellingPoints)
    ended: Reason | None = None
    voucher: PersonalCode | None = field(default=None, repr=False)


def view_link(view: ViewFacts) -> Link:
    """The link to the page of the viewed product."""
    return Link(
        page="product",
        words={
            "channel": view.channel,
            "slug": view.slug,
            "product": global_id("Product", str(view.product_id)),
            "variant": global_id("ProductVariant", str(view.variant_id)),
        },
    )
