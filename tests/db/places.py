"""Another warehouse beside the first, on every host: it may send parcels, or be collected from."""

from __future__ import annotations

from typing import Any

import graphene

from saleor_push_plugin.shop.connections import writer
from tests.hosts.shop import Shop

STOCK = 1000


def open_place(shop: Shop, name: str, *, collect: str = "disabled") -> str:
    """A warehouse that has everything in stock, for all channels; gives back its global id.

    `collect`: "local" if shoppers can collect there what is there, "all" if also what is not.
    """
    from saleor.account.models import Address
    from saleor.channel.models import Channel
    from saleor.shipping.models import ShippingZone
    from saleor.warehouse.models import Warehouse

    with writer():
        address = Address.objects.create(
            street_address_1="Torstr. 2", city="Berlin", postal_code="10119", country="DE"
        )
        place = Warehouse.objects.create(
            name=name, slug=name.lower(), address=address, click_and_collect_option=collect
        )
        place.channels.set(Channel.objects.all())
        place.shipping_zones.set(ShippingZone.objects.all())
        _fill(shop, place)
    return str(graphene.Node.to_global_id("Warehouse", place.pk))


def _fill(shop: Shop, place: Any) -> None:
    from saleor.warehouse.models import Stock

    for variant in shop.catalogue.variants:
        pk = graphene.Node.from_global_id(variant.id)[1]
        Stock.objects.create(warehouse=place, product_variant_id=pk, quantity=STOCK)
