import uuid

from django.db import models

from ..channel.models import Channel
from ..checkout.models import CheckoutLine
from ..core.models import SortableModel
from ..product.models import ProductVariant, ProductVariantChannelListing
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
    address = models.ForeignKey("account.Address", null=True, on_delete=models.PROTECT)
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


class PreorderAllocation(models.Model):
    order_line = models.ForeignKey(
        "order.OrderLine", on_delete=models.CASCADE, related_name="preorder_allocations"
    )
    quantity = models.PositiveIntegerField(default=0)
    product_variant_channel_listing = models.ForeignKey(
        ProductVariantChannelListing, on_delete=models.CASCADE, related_name="preorder_allocations"
    )

    class Meta:
        unique_together = [["order_line", "product_variant_channel_listing"]]
        ordering = ("pk",)


class PreorderReservation(models.Model):
    checkout_line = models.ForeignKey(
        CheckoutLine, on_delete=models.CASCADE, related_name="preorder_reservations"
    )
    product_variant_channel_listing = models.ForeignKey(
        ProductVariantChannelListing, on_delete=models.CASCADE, related_name="preorder_reservations"
    )
    quantity_reserved = models.PositiveIntegerField(default=0)
    reserved_until = models.DateTimeField()

    class Meta:
        unique_together = [["checkout_line", "product_variant_channel_listing"]]
        ordering = ("pk",)


class Reservation(models.Model):
    """What a cart holds back for some minutes, where the shop wants that."""

    checkout_line = models.ForeignKey(
        CheckoutLine, on_delete=models.CASCADE, related_name="reservations"
    )
    stock = models.ForeignKey(Stock, on_delete=models.CASCADE, related_name="reservations")
    quantity_reserved = models.PositiveIntegerField(default=0)
    reserved_until = models.DateTimeField()

    class Meta:
        unique_together = [["checkout_line", "stock"]]
        ordering = ("pk",)
