"""Find carts whose shipping price is so high that it may be why they were abandoned."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from saleor.checkout.models import Checkout
from saleor.product.models import ProductVariantChannelListing
from saleor.shipping.models import ShippingMethodChannelListing

from ...core.facts.carts import CartLine
from ...core.facts.common import Money
from .. import config, listings

_Prices = Mapping[tuple[int, int], Decimal]


@dataclass(frozen=True, kw_only=True)
class _Method:
    """A shipping method: its countries ("DE,PL"), the range of subtotals, and its price."""

    countries: str
    minimum: Decimal | None
    maximum: Decimal | None
    price: Decimal

    def accepts(self, country: str, subtotal: Decimal) -> bool:
        fits = (self.minimum or 0) <= subtotal and (
            self.maximum is None or subtotal <= self.maximum
        )
        return fits and country in self.countries


# By channel id.
_Methods = Mapping[int, list[_Method]]


def costly(
    checkouts: Collection[Checkout], lines: Mapping[UUID, list[CartLine]]
) -> Mapping[UUID, Money]:
    """Return the prices that shoppers saw and that exceed the owner's share, by checkout id."""
    seen = [row for row in checkouts if _was_seen(row) and lines.get(row.pk)]
    if not seen:
        return {}
    share, methods = config.load().shipping_share, _methods(seen)
    subtotals = _subtotals(seen, lines)
    prices = {row.pk: _price(row, subtotals[row.pk], methods) for row in seen}
    return {
        row.pk: Money(amount=prices[row.pk], currency=row.currency)
        for row in seen
        if prices[row.pk] > subtotals[row.pk] * share
    }


def _was_seen(row: Checkout) -> bool:
    """Whether the shopper saw a shipping price, and the checkout can take a voucher.

    Storefronts ask for the address before they show the price. A checkout has one voucher at most,
    so ours would replace the one it has.
    """
    return row.shipping_address is not None and not row.voucher_code


def _subtotals(
    checkouts: Collection[Checkout], lines: Mapping[UUID, list[CartLine]]
) -> Mapping[UUID, Decimal]:
    prices = _prices(checkouts, lines)
    return {
        row.pk: sum(
            (
                prices.get((ln.variant_id, row.channel_id), Decimal(0)) * ln.quantity
                for ln in lines[row.pk]
            ),
            Decimal(0),
        )
        for row in checkouts
    }


def _prices(checkouts: Collection[Checkout], lines: Mapping[UUID, list[CartLine]]) -> _Prices:
    rows = ProductVariantChannelListing.objects.filter(
        variant_id__in={line.variant_id for row in checkouts for line in lines[row.pk]},
        channel_id__in={row.channel_id for row in checkouts},
    )
    values = rows.values_list("variant_id", "channel_id", listings.price())
    return {(variant, channel): price or Decimal(0) for variant, channel, price in values}


def _methods(checkouts: Collection[Checkout]) -> _Methods:
    rows = ShippingMethodChannelListing.objects.filter(
        channel_id__in={row.channel_id for row in checkouts}
    ).values_list(
        "channel_id",
        "shipping_method__shipping_zone__countries",
        "minimum_order_price_amount",
        "maximum_order_price_amount",
        "price_amount",
    )
    by_channel: dict[int, list[_Method]] = {}
    for channel, countries, minimum, maximum, price in rows:
        method = _Method(countries=str(countries), minimum=minimum, maximum=maximum, price=price)
        by_channel.setdefault(channel, []).append(method)
    return by_channel


def _price(row: Checkout, subtotal: Decimal, methods: _Methods) -> Decimal:
    """Return the price of the chosen method, which may be free; else of the cheapest that fits."""
    if row.shipping_method_name or row.collection_point_id:
        return row.undiscounted_base_shipping_price_amount
    country = str(row.shipping_address.country)
    channel_methods = methods.get(row.channel_id, ())
    fitting = [each.price for each in channel_methods if each.accepts(country, subtotal)]
    return min(fitting, default=Decimal(0))
