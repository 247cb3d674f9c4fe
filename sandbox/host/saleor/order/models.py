from decimal import Decimal
from uuid import uuid4

from django.conf import settings
from django.db import connection, models
from django.utils.timezone import now

from ..channel.models import Channel
from ..core.models import ModelWithMetadata
from ..shipping.models import ShippingMethod
from . import FulfillmentStatus, OrderChargeStatus, OrderStatus

_MONEY = {
    "max_digits": settings.DEFAULT_MAX_DIGITS,
    "decimal_places": settings.DEFAULT_DECIMAL_PLACES,
    "default": Decimal("0.0"),
}


def get_order_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('order_order_number_seq')")
        return cursor.fetchone()[0]


class Order(models.Model):
    id = models.UUIDField(primary_key=True, editable=False, unique=True, default=uuid4)
    number = models.IntegerField(unique=True, default=get_order_number, editable=False)
    created_at = models.DateTimeField(default=now, editable=False)
    updated_at = models.DateTimeField(auto_now=True, editable=False, db_index=True)
    status = models.CharField(max_length=32, default=OrderStatus.UNFULFILLED)
    charge_status = models.CharField(max_length=32, default=OrderChargeStatus.NONE, db_index=True)
    user = models.ForeignKey(
        "account.User",
        blank=True,
        null=True,
        related_name="orders",
        on_delete=models.SET_NULL,
    )
    user_email = models.EmailField(blank=True, default="")
    language_code = models.CharField(max_length=35, default=settings.LANGUAGE_CODE)
    billing_address = models.ForeignKey(
        "account.Address", related_name="+", null=True, on_delete=models.SET_NULL
    )
    shipping_address = models.ForeignKey(
        "account.Address", related_name="+", null=True, on_delete=models.SET_NULL
    )
    origin = models.CharField(max_length=32)
    currency = models.CharField(max_length=settings.DEFAULT_CURRENCY_CODE_LENGTH)
    shipping_method = models.ForeignKey(
        ShippingMethod,
        blank=True,
        null=True,
        related_name="orders",
        on_delete=models.SET_NULL,
    )
    collection_point = models.ForeignKey(
        "warehouse.Warehouse",
        blank=True,
        null=True,
        related_name="orders",
        on_delete=models.SET_NULL,
    )
    shipping_method_name = models.CharField(
        max_length=255, null=True, default=None, blank=True, editable=False
    )
    collection_point_name = models.CharField(
        max_length=255, null=True, default=None, blank=True, editable=False
    )
    channel = models.ForeignKey(Channel, related_name="orders", on_delete=models.PROTECT)
    shipping_price_net_amount = models.DecimalField(**_MONEY, editable=False)
    shipping_price_gross_amount = models.DecimalField(**_MONEY, editable=False)
    total_net_amount = models.DecimalField(**_MONEY)
    total_gross_amount = models.DecimalField(**_MONEY)
    total_charged_amount = models.DecimalField(**_MONEY)
    checkout_token = models.CharField(max_length=36, blank=True)
    redirect_url = models.URLField(blank=True, null=True)

    class Meta:
        ordering = ("-number",)
        indexes = [models.Index(fields=["created_at"], name="idx_order_created_at")]

    def get_customer_email(self) -> str | None:
        return self.user_email or (self.user.email if self.user else None)

    def is_fully_paid(self) -> bool:
        return self.total_charged_amount >= self.total_gross_amount


class OrderLine(models.Model):
    id = models.UUIDField(primary_key=True, editable=False, unique=True, default=uuid4)
    created_at = models.DateTimeField(auto_now_add=True)
    order = models.ForeignKey(Order, related_name="lines", on_delete=models.CASCADE)
    variant = models.ForeignKey(
        "product.ProductVariant",
        related_name="order_lines",
        on_delete=models.SET_NULL,
        blank=True,
        null=True,
    )
    product_name = models.CharField(max_length=386)
    variant_name = models.CharField(max_length=255, default="", blank=True)
    translated_product_name = models.CharField(max_length=386, default="", blank=True)
    translated_variant_name = models.CharField(max_length=255, default="", blank=True)
    product_sku = models.CharField(max_length=255, null=True, blank=True)
    is_shipping_required = models.BooleanField()
    is_gift_card = models.BooleanField()
    quantity = models.IntegerField()
    quantity_fulfilled = models.IntegerField(default=0)
    currency = models.CharField(max_length=settings.DEFAULT_CURRENCY_CODE_LENGTH)
    unit_price_net_amount = models.DecimalField(**_MONEY)
    unit_price_gross_amount = models.DecimalField(**_MONEY)
    total_price_net_amount = models.DecimalField(**_MONEY)
    total_price_gross_amount = models.DecimalField(**_MONEY)

    class Meta:
        ordering = ("created_at", "id")

    @property
    def quantity_unfulfilled(self) -> int:
        return self.quantity - self.quantity_fulfilled


class Fulfillment(ModelWithMetadata):
    fulfillment_order = models.PositiveIntegerField(editable=False)
    order = models.ForeignKey(Order, related_name="fulfillments", on_delete=models.CASCADE)
    status = models.CharField(max_length=32, default=FulfillmentStatus.FULFILLED)
    tracking_number = models.CharField(max_length=255, default="", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)

    @property
    def composed_id(self) -> str:
        return f"{self.order.number}-{self.fulfillment_order}"


class FulfillmentLine(models.Model):
    order_line = models.ForeignKey(
        OrderLine, related_name="fulfillment_lines", on_delete=models.CASCADE
    )
    fulfillment = models.ForeignKey(Fulfillment, related_name="lines", on_delete=models.CASCADE)
    quantity = models.PositiveIntegerField()
    stock = models.ForeignKey(
        "warehouse.Stock",
        related_name="fulfillment_lines",
        on_delete=models.SET_NULL,
        blank=True,
        null=True,
    )


class OrderEvent(models.Model):
    """The shop's own log of what happened to an order."""

    date = models.DateTimeField(default=now, editable=False)
    type = models.CharField(max_length=255)
    order = models.ForeignKey(Order, related_name="events", on_delete=models.CASCADE)
    parameters = models.JSONField(blank=True, default=dict)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        blank=True,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # Who did it: the caller's account or app. Both are null where nobody was logged in.
    app = models.ForeignKey(
        "app.App", blank=True, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("date",)
