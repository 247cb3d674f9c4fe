"""More ways to ship than the shop has, straight into its tables."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

import graphene

from saleor_push_plugin.shop.connections import writer
from tests.hosts.shop import Shop


def ship_free(**limits: str) -> None:
    """One that costs nothing, for carts within limits, to wherever the shop ships."""
    from saleor.channel.models import Channel
    from saleor.shipping import ShippingMethodType
    from saleor.shipping.models import ShippingZone

    with writer():
        kind = ShippingMethodType.PRICE_BASED
        method = ShippingZone.objects.get().shipping_methods.create(name="Free", type=kind)
        for channel in Channel.objects.all():
            currency = channel.currency_code
            method.channel_listings.create(channel=channel, currency=currency, **limits)


def forget_methods() -> None:
    """As if the shop had no way to ship. Its zones stay: stock counts in them only."""
    from saleor.shipping.models import ShippingMethod

    with writer():
        ShippingMethod.objects.all().delete()


def ship(
    shop: Shop,
    *,
    price: Decimal,
    countries: str,
    by_weight: bool = False,
    least: Decimal | None = None,
    most: Decimal | None = None,
    lightest: int | None = None,
    heaviest: int | None = None,
    excluded: Collection[str] = (),
    postal_code: str = "",
    tax_class: Any = None,
    channels: Collection[str] = ("channel-eur",),
) -> str:
    """A method in a zone of its own, in the first channel; limits of price, and of weight in grams.

    `channels`: those of the zone. `postal_code`: it is only for that one. Says what it is.
    """
    from saleor.channel.models import Channel
    from saleor.shipping import ShippingMethodType
    from saleor.shipping.models import ShippingZone

    kind = ShippingMethodType.WEIGHT_BASED if by_weight else ShippingMethodType.PRICE_BASED
    with writer():
        zone = ShippingZone.objects.create(name="Another", countries=countries.split(","))
        ShippingZone.objects.filter(pk=zone.pk).update(countries=countries)
        zone.channels.set(Channel.objects.filter(slug__in=channels))
        method = zone.shipping_methods.create(name="Another", type=kind, tax_class=tax_class)
        for name, grams in (("minimum", lightest), ("maximum", heaviest)):
            setattr(method, f"{name}_order_weight", None if grams is None else weight(grams))
        method.save()
        method.excluded_products.set(graphene.Node.from_global_id(id)[1] for id in excluded)
        if postal_code:
            method.postal_code_rules.create(start=postal_code, inclusion_type="include")
        method.channel_listings.create(
            channel=Channel.objects.get(slug=shop.catalogue.channel.slug),
            currency=shop.catalogue.channel.currency,
            price_amount=price,
            minimum_order_price_amount=least,
            maximum_order_price_amount=most,
        )
    return f"{price} {countries} {kind} {least}-{most} {lightest}-{heaviest} g, not {excluded}"


def weight(grams: int) -> Any:
    """A weight as the host's columns take it: Saleor's have a unit."""
    try:
        from measurement.measures import Weight
    except ImportError:
        return float(grams)
    return Weight(g=grams)
