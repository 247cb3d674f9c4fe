"""Define when a product is for sale in a channel, and which price its variants have.

The rules are Saleor's: a product is published (`ProductsQueryset.published`), available for
purchase (`ProductChannelListing.is_available_for_purchase`), and a variant has a price
(`ProductVariantsQueryset.available_in_channel`).
"""

from django.db.models import Q
from django.db.models.functions import Coalesce, Now
from saleor.product.models import ProductChannelListing, ProductVariantChannelListing

_PUBLISHED = "c.is_active AND g.is_published AND coalesce(g.published_at, now()) <= now()"
# SQL fragments that .sql files name in braces. `published`: whether a page shows the product of
# listing g in channel c; `listed_for_sale`: whether a checkout accepts it. `priced`: whether the
# variant of listing l has a price, and `price`: its price with promotions.
FRAGMENTS = {
    "published": _PUBLISHED,
    "listed_for_sale": f"{_PUBLISHED} AND g.available_for_purchase_at <= now()",
    "priced": "l.price_amount IS NOT NULL",
    "price": "coalesce(l.discounted_price_amount, l.price_amount)",
}


def is_published(product_id: int, channel: str) -> bool:
    """Whether a product is published in a channel: shoppers can see it."""
    listed = ProductChannelListing.objects.filter(
        Q(published_at__lte=Now()) | Q(published_at=None),
        product_id=product_id,
        channel__slug=channel,
        channel__is_active=True,
        is_published=True,
    )
    return bool(listed.exists())


def is_variant_published(variant_id: int, channel: str) -> bool:
    """Whether shoppers can see a variant: its product is published, and it has a price there."""
    priced = ProductVariantChannelListing.objects.filter(
        variant_id=variant_id, channel__slug=channel, price_amount__isnull=False
    )
    product = priced.values_list("variant__product_id", flat=True).first()
    return product is not None and is_published(product, channel)


def price(listing: str = "") -> Coalesce:
    """Return the fragment `price` for querysets; `listing` is the lookup path, ending in `__`."""
    return Coalesce(f"{listing}discounted_price_amount", f"{listing}price_amount")
