"""Where shipping costs so much of a cart that it may be why nobody bought it."""

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
    """A way to ship: to which countries, for carts worth from `least` to `most`, at what price."""

    countries: str
    least: Decimal | None
    most: Decimal | None
    price: Decimal

    def takes(self, country: str, worth: Decimal) -> bool:
        fits = (self.least or 0) <= worth and (self.most is None or worth <= self.most)
        return fits and country in self.countries


# By channel.
_Methods = Mapping[int, list[_Method]]


def costly(
    checkouts: Collection[Checkout], lines: Mapping[UUID, list[CartLine]]
) -> Mapping[UUID, Money]:
    """What shipping costs, where its shopper has seen that and it is over the owner's share."""
    seen = [row for row in checkouts if _was_seen(row) and lines.get(row.pk)]
    if not seen:
        return {}
    share, worth, methods = config.load().shipping_share, _worth(seen, lines), _methods(seen)
    costs = {row.pk: _cost(row, worth[row.pk], methods) for row in seen}
    return {
        row.pk: Money(amount=costs[row.pk], currency=row.currency)
        for row in seen
        if costs[row.pk] > worth[row.pk] * share
    }


def _was_seen(row: Checkout) -> bool:
    """Storefronts ask for the address before they show what shipping costs. A checkout takes one
    voucher only: ours would push out the one it has.
    """
    return row.shipping_address is not None and not row.voucher_code


def _worth(
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
    found: dict[int, list[_Method]] = {}
    for channel, where, least, most, price in rows:
        method = _Method(countries=str(where), least=least, most=most, price=price)
        found.setdefault(channel, []).append(method)
    return found


def _cost(row: Checkout, worth: Decimal, methods: _Methods) -> Decimal:
    """Of what they chose, which may be free; else of the cheapest that takes this cart there."""
    if row.shipping_method_name or row.collection_point_id:
        return row.undiscounted_base_shipping_price_amount
    country = str(row.shipping_address.country)
    there = [each.price for each in methods.get(row.channel_id, ()) if each.takes(country, worth)]
    return min(there, default=Decimal(0))
