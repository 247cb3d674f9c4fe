"""What a channel's listing says of a product or variant: whether it is for sale, and its price.

As Saleor has it: a product is published (`ProductsQueryset.published`), available for purchase
(`ProductChannelListing.is_available_for_purchase`), and a variant has a price
(`ProductVariantsQueryset.available_in_channel`).
"""

from django.db.models import Q
from django.db.models.functions import Coalesce, Now
from saleor.product.models import ProductChannelListing

_PUBLISHED = "c.is_active AND g.is_published AND coalesce(g.published_at, now()) <= now()"
# Fragments that .sql files name in braces. `listed_for_sale`: whether a checkout takes the product
# of listing g in channel c. `priced`: whether the variant of listing l has a price, and `price`:
# what it costs with its promotion.
FRAGMENTS = {
    "listed_for_sale": f"{_PUBLISHED} AND g.available_for_purchase_at <= now()",
    "priced": "l.price_amount IS NOT NULL",
    "price": "coalesce(l.discounted_price_amount, l.price_amount)",
}


def is_published(product_id: int, channel: str) -> bool:
    """Whether shoppers of the channel can see the product."""
    listed = ProductChannelListing.objects.filter(
        Q(published_at__lte=Now()) | Q(published_at=None),
        product_id=product_id,
        channel__slug=channel,
        channel__is_active=True,
        is_published=True,
    )
    return bool(listed.exists())


def price(listing: str = "") -> Coalesce:
    """The fragment `price` for querysets; `listing` is the way to the listing, with its `__`."""
    return Coalesce(f"{listing}discounted_price_amount", f"{listing}price_amount")
