"""Which shipping methods a checkout may choose, and what the chosen one costs, as in Saleor."""

from decimal import Decimal

from django.db.models import Q, QuerySet
from saleor.checkout.models import Checkout, CheckoutLine
from saleor.shipping import ShippingMethodType
from saleor.shipping.models import ShippingMethodChannelListing

from . import taxes
from .promo_codes import shipping_price, subtotal


def applicable(checkout: Checkout) -> QuerySet[ShippingMethodChannelListing]:
    """The listings of the methods that take this cart to its address, the cheapest first."""
    rows = checkout.channel.shipping_method_listings.select_related("shipping_method")
    if checkout.shipping_address is None:
        return rows.none()
    lines = list(checkout.lines.select_related("variant__product__product_type"))
    kinds = ShippingMethodType
    prices, weights = ("{}imum_order_price_amount", "shipping_method__{}imum_order_weight")
    worth = subtotal(checkout, lines)
    by_price = Q(shipping_method__type=kinds.PRICE_BASED) & _within(prices, worth)
    by_weight = Q(shipping_method__type=kinds.WEIGHT_BASED) & _within(weights, _weight(lines))
    found = rows.filter(
        by_price | by_weight,
        shipping_method__shipping_zone__countries__contains=checkout.shipping_address.country,
        shipping_method__shipping_zone__channels=checkout.channel,
    )
    products = [line.variant.product_id for line in lines]
    found = found.exclude(shipping_method__excluded_products__in=products)
    return found.order_by("price_amount", "pk")


def _within(limits: str, value: Decimal | float) -> Q:
    least, most = limits.format("min"), limits.format("max")
    above = Q(**{least: None}) | Q(**{f"{least}__lte": value})
    return above & (Q(**{most: None}) | Q(**{f"{most}__gte": value}))


def _weight(lines: list[CheckoutLine]) -> float:
    return sum(_weight_of(line) * line.quantity for line in lines)


def _weight_of(line: CheckoutLine) -> float:
    product = line.variant.product
    kind = product.product_type
    return float(line.variant.weight or product.weight or (kind.weight if kind else 0))


def price(checkout: Checkout) -> taxes.Price:
    """What the chosen method costs, less a voucher for shipping."""
    if checkout.shipping_method is None:
        return taxes.Price(net=Decimal(0), gross=Decimal(0))
    listing = checkout.shipping_method.channel_listings.get(channel=checkout.channel)
    left = shipping_price(checkout, listing.price_amount)
    return taxes.of_shipping(checkout, left)
