"""What lines of a cart cost, kept with them when it is put together or shown, as in Saleor."""

from saleor.checkout.models import Checkout, CheckoutLine
from saleor.discount import DiscountType
from saleor.product.models import ProductVariantChannelListing


def reckon(checkout: Checkout) -> None:
    lines = list(checkout.lines.all())
    variants = [line.variant_id for line in lines]
    there = ProductVariantChannelListing.objects.filter(variant__in=variants)
    listings = {listing.variant_id: listing for listing in there.filter(channel=checkout.channel)}
    for line in lines:
        _keep(line, listings[line.variant_id])


def _keep(line: CheckoutLine, listing: ProductVariantChannelListing) -> None:
    line.undiscounted_unit_price_amount = listing.price_amount
    line.save(update_fields=["undiscounted_unit_price_amount"])
    off = (listing.price_amount - listing.discounted_price_amount) * line.quantity
    kept = line.discounts.filter(unique_type=DiscountType.PROMOTION)
    kept.delete()
    if off:
        line.discounts.create(
            type=DiscountType.PROMOTION,
            unique_type=DiscountType.PROMOTION,
            amount_value=off,
            currency=line.currency,
        )
