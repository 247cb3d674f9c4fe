"""Where shipping costs so much of a cart that it may be why nobody bought it."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from uuid import UUID

from saleor.checkout.models import Checkout
from saleor.product.models import ProductVariantChannelListing
from saleor.shipping.models import ShippingMethodChannelListing

from ...core.carts import CartLine
from ...core.facts import Money
from .. import config

_Prices = Mapping[tuple[int, int], Decimal]
# (shipping method, channel) → the countries of its zone and its price.
_Offers = Mapping[int, list[tuple[str, Decimal]]]


def costly(
    checkouts: Collection[Checkout], lines: Mapping[UUID, list[CartLine]]
) -> Mapping[UUID, Money]:
    """What shipping costs, where its shopper has seen that and it is over the owner's share."""
    seen = [row for row in checkouts if _was_seen(row) and lines.get(row.pk)]
    if not seen:
        return {}
    share, worth, offers = config.load().shipping_share, _worth(seen, lines), _offers(seen)
    costs = {row.pk: Money(amount=_cost(row, offers), currency=row.currency) for row in seen}
    return {pk: cost for pk, cost in costs.items() if cost.amount > worth[pk] * share}


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
    values = rows.values_list("variant_id", "channel_id", "discounted_price_amount", "price_amount")
    return {(variant, channel): now or full or Decimal(0) for variant, channel, now, full in values}


def _offers(checkouts: Collection[Checkout]) -> _Offers:
    rows = ShippingMethodChannelListing.objects.filter(
        channel_id__in={row.channel_id for row in checkouts}
    )
    found: dict[int, list[tuple[str, Decimal]]] = {}
    countries = "shipping_method__shipping_zone__countries"
    for channel, where, price in rows.values_list("channel_id", countries, "price_amount"):
        found.setdefault(channel, []).append((str(where), price))
    return found


def _cost(row: Checkout, offers: _Offers) -> Decimal:
    """Of the method they chose; if they chose none, of the cheapest one to their country."""
    if row.undiscounted_base_shipping_price_amount:
        return row.undiscounted_base_shipping_price_amount
    country = str(row.shipping_address.country)
    there = [price for where, price in offers.get(row.channel_id, ()) if country in where]
    return min(there, default=Decimal(0))
