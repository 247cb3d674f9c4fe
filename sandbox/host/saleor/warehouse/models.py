import uuid

from django.db import models

from ..channel.models import Channel
from ..core.models import SortableModel
from ..product.models import ProductVariant
from ..shipping.models import ShippingZone
from . import WarehouseClickAndCollectOption


class ChannelWarehouse(SortableModel):
    channel = models.ForeignKey(Channel, related_name="channelwarehouse", on_delete=models.CASCADE)
    warehouse = models.ForeignKey(
        "Warehouse", related_name="channelwarehouse", on_delete=models.CASCADE
    )

    class Meta:
        unique_together = (("channel", "warehouse"),)
        ordering = ("sort_order", "pk")


class Warehouse(models.Model):
    id = models.UUIDField(default=uuid.uuid4, primary_key=True)
    name = models.CharField(max_length=250)
    slug = models.SlugField(max_length=255, unique=True, allow_unicode=True)
    channels = models.ManyToManyField(Channel, related_name="warehouses", through=ChannelWarehouse)
    shipping_zones = models.ManyToManyField(ShippingZone, blank=True, related_name="warehouses")
    email = models.EmailField(blank=True, default="")
    click_and_collect_option = models.CharField(
        max_length=30, default=WarehouseClickAndCollectOption.DISABLED
    )

    class Meta:
        ordering = ("-slug",)

    def __str__(self) -> str:
        return self.name


class Stock(models.Model):
    warehouse = models.ForeignKey(Warehouse, on_delete=models.CASCADE)
    product_variant = models.ForeignKey(
        ProductVariant, on_delete=models.CASCADE, related_name="stocks"
    )
    quantity = models.IntegerField(default=0)
    quantity_allocated = models.IntegerField(default=0)

    class Meta:
        unique_together = [["warehouse", "product_variant"]]
        ordering = ("pk",)
