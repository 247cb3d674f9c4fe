"""Whether a checkout takes a shopper's code, and what it is worth there, as in Saleor."""

from datetime import datetime
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone
from saleor.channel.models import Channel
from saleor.checkout.models import Checkout, CheckoutLine
from saleor.discount import DiscountValueType, VoucherType, models
from saleor.product.models import ProductVariantChannelListing

from .errors import CheckoutCode, refuse


def applicable(code: str, checkout: Checkout) -> models.VoucherCode:
    """The code, if the checkout takes it."""
    found = models.VoucherCode.objects.filter(code=code, is_active=True).first()
    if found is None or not _runs(found.voucher, checkout.channel, timezone.now()):
        message = "Promo code is invalid"
        raise refuse("promo_code", message, CheckoutCode.INVALID)
    if not _fits(found.voucher, checkout):
        message = "Voucher is not applicable to this checkout."
        raise refuse("promo_code", message, CheckoutCode.VOUCHER_NOT_APPLICABLE)
    return found


def _runs(voucher: models.Voucher, channel: Channel, now: datetime) -> bool:
    in_time = voucher.start_date <= now and (voucher.end_date is None or now <= voucher.end_date)
    used = voucher.codes.aggregate(n=Sum("used"))["n"] or 0
    is_left = voucher.usage_limit is None or used < voucher.usage_limit
    return in_time and is_left and voucher.channel_listings.filter(channel=channel).exists()


def _fits(voucher: models.Voucher, checkout: Checkout) -> bool:
    lines = list(checkout.lines.select_related("variant__product"))
    listing = voucher.channel_listings.get(channel=checkout.channel)
    pieces = sum(line.quantity for line in lines)
    return (
        subtotal(checkout, lines) >= (listing.min_spent_amount or 0)
        and pieces >= (voucher.min_checkout_items_quantity or 0)
        and _is_for(voucher, checkout)
        and (voucher.type != VoucherType.SHIPPING or _ships(voucher, checkout))
        and (
            voucher.type != VoucherType.SPECIFIC_PRODUCT
            or any(_is_on(voucher, line) for line in lines)
        )
    )


def _is_for(voucher: models.Voucher, checkout: Checkout) -> bool:
    email = checkout.user.email if checkout.user else checkout.email
    uses = models.VoucherCustomer.objects.filter(voucher_code__voucher=voucher)
    if voucher.apply_once_per_customer and uses.filter(customer_email=email).exists():
        return False
    return not voucher.only_for_staff or bool(checkout.user and checkout.user.is_staff)


def _ships(voucher: models.Voucher, checkout: Checkout) -> bool:
    address, codes = checkout.shipping_address, voucher.countries
    elsewhere = address is not None and codes and address.country not in codes.split(",")
    return checkout.shipping_method is not None and not elsewhere


def _is_on(voucher: models.Voucher, line: CheckoutLine) -> bool:
    """Whether what is in a line is among a voucher's goods; a voucher without goods is on all."""
    goods = (voucher.products, voucher.variants, voucher.collections, voucher.categories)
    product = line.variant.product
    found = (
        voucher.products.filter(pk=product.pk),
        voucher.variants.filter(pk=line.variant_id),
        voucher.collections.filter(products=product),
        voucher.categories.filter(pk=product.category_id),
    )
    return any(each.exists() for each in found) or not any(each.exists() for each in goods)


def subtotal(checkout: Checkout, lines: list[CheckoutLine]) -> Decimal:
    there = ProductVariantChannelListing.objects.filter(channel=checkout.channel)
    costs = dict(there.values_list("variant_id", "discounted_price_amount"))
    return sum((costs[line.variant_id] * line.quantity for line in lines), Decimal(0))


def shipping_price(checkout: Checkout, price: Decimal) -> Decimal:
    """What is left to pay for shipping with the checkout's code."""
    if not checkout.voucher_code:
        return price
    voucher = applicable(checkout.voucher_code, checkout).voucher
    if voucher.type != VoucherType.SHIPPING:
        return price
    worth = voucher.channel_listings.get(channel=checkout.channel).discount_value
    by_share = voucher.discount_value_type == DiscountValueType.PERCENTAGE
    return max(price - (price * worth / 100 if by_share else worth), Decimal(0))


def use_up(checkout: Checkout) -> None:
    """A single-use code is good for one order."""
    codes = models.VoucherCode.objects.filter(code=checkout.voucher_code, voucher__single_use=True)
    codes.update(is_active=False)
