"""A second warehouse of every channel, in the same shipping zone or in one of its own."""

import base64
from typing import Any

from saleor_push_plugin.shop.connections import writer
from tests.hosts.shop import Shop


def second_warehouse(shop: Shop, *, same_zone: bool) -> int:
    """The shirt in a second warehouse, six pieces: its stock's id."""
    from saleor.channel.models import Channel
    from saleor.shipping.models import ShippingZone
    from saleor.warehouse.models import Stock, Warehouse

    with writer():
        first: Any = Warehouse.objects.get()
        made = Warehouse(name="Second", slug="second")
        if hasattr(first, "address_id"):
            made.address_id = first.address_id
        made.save()
        made.channels.set(Channel.objects.all())
        zones = ShippingZone.objects.all()
        if not same_zone:
            zone = ShippingZone.objects.create(name="Far", countries=["US"])
            zone.channels.set(Channel.objects.all())
            zones = ShippingZone.objects.filter(pk=zone.pk)
        made.shipping_zones.set(zones)
        shirt = shop.catalogue.variant("Linen shirt").id
        variant = int(base64.b64decode(shirt).decode().partition(":")[2])
        row = Stock.objects.create(warehouse=made, product_variant_id=variant, quantity=6)
        return int(row.pk)
