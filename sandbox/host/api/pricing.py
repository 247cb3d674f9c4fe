"""What lines of a cart cost, kept as in Saleor: the list price when a line is made, what promotions
take off it whenever lines change, and both, for an hour, once prices are shown.
"""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone
from saleor.checkout.models import Checkout, CheckoutLine
from saleor.discount import DiscountType
from saleor.product.models import ProductVariantChannelListing

GOOD_FOR = timedelta(hours=1)

Listings = Mapping[int, ProductVariantChannelListing]


def lines_changed(checkout: Checkout) -> None:
    for line in checkout.lines.filter(undiscounted_unit_price_amount=None):
        _keep_list_price(line, _listings(checkout))
    _keep_discounts(checkout)
    _good_until(checkout, timedelta(0))


def show(checkout: Checkout) -> Decimal:
    """All of it together."""
    listings = _listings(checkout)
    for line in checkout.lines.all():
        _keep_list_price(line, listings)
    _keep_discounts(checkout)
    _good_until(checkout, GOOD_FOR)
    costs = {variant: one.discounted_price_amount for variant, one in listings.items()}
    return sum(
        (costs[line.variant_id] * line.quantity for line in checkout.lines.all()), Decimal(0)
    )


def _listings(checkout: Checkout) -> Listings:
    variants = checkout.lines.values("variant")
    there = ProductVariantChannelListing.objects.filter(variant__in=variants)
    return {one.variant_id: one for one in there.filter(channel=checkout.channel)}


def _keep_list_price(line: CheckoutLine, listings: Listings) -> None:
    line.undiscounted_unit_price_amount = listings[line.variant_id].price_amount
    line.save(update_fields=["undiscounted_unit_price_amount"])


def _keep_discounts(checkout: Checkout) -> None:
    listings = _listings(checkout)
    for line in checkout.lines.all():
        listing = listings[line.variant_id]
        off = (listing.price_amount - listing.discounted_price_amount) * line.quantity
        line.discounts.filter(unique_type=DiscountType.PROMOTION).delete()
        if off:
            line.discounts.create(
                type=DiscountType.PROMOTION,
                unique_type=DiscountType.PROMOTION,
                amount_value=off,
                currency=line.currency,
            )


def _good_until(checkout: Checkout, later: timedelta) -> None:
    checkout.price_expiration = timezone.now() + later
    checkout.save(update_fields=["price_expiration"])
