from decimal import Decimal
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone

from ..channel.models import Channel
from . import DiscountType, DiscountValueType, PromotionType, VoucherType


class Voucher(models.Model):
    """What is given away; people type one of its codes."""

    type = models.CharField(max_length=20, default=VoucherType.ENTIRE_ORDER)
    name = models.CharField(max_length=255, null=True, blank=True)
    start_date = models.DateTimeField(default=timezone.now)
    end_date = models.DateTimeField(null=True, blank=True)
    usage_limit = models.PositiveIntegerField(null=True, blank=True)
    apply_once_per_order = models.BooleanField(default=False)
    apply_once_per_customer = models.BooleanField(default=False)
    only_for_staff = models.BooleanField(default=False)
    countries = models.CharField(max_length=749, default="", blank=True)
    min_checkout_items_quantity = models.PositiveIntegerField(null=True, blank=True)
    single_use = models.BooleanField(default=False)
    discount_value_type = models.CharField(max_length=10, default=DiscountValueType.FIXED)
    products = models.ManyToManyField("product.Product", blank=True)
    variants = models.ManyToManyField("product.ProductVariant", blank=True)
    collections = models.ManyToManyField("product.Collection", blank=True)
    categories = models.ManyToManyField("product.Category", blank=True)

    class Meta:
        ordering = ("name", "pk")


class VoucherCode(models.Model):
    id = models.UUIDField(primary_key=True, editable=False, unique=True, default=uuid4)
    code = models.CharField(max_length=255, unique=True, db_index=True)
    used = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    voucher = models.ForeignKey(Voucher, related_name="codes", on_delete=models.CASCADE)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at", "code")


class VoucherChannelListing(models.Model):
    voucher = models.ForeignKey(Voucher, related_name="channel_listings", on_delete=models.CASCADE)
    channel = models.ForeignKey(Channel, related_name="voucher_listings", on_delete=models.CASCADE)
    discount_value = models.DecimalField(
        max_digits=settings.DEFAULT_MAX_DIGITS, decimal_places=settings.DEFAULT_DECIMAL_PLACES
    )
    currency = models.CharField(max_length=settings.DEFAULT_CURRENCY_CODE_LENGTH)
    min_spent_amount = models.DecimalField(
        max_digits=settings.DEFAULT_MAX_DIGITS,
        decimal_places=settings.DEFAULT_DECIMAL_PLACES,
        blank=True,
        null=True,
    )

    class Meta:
        unique_together = (("voucher", "channel"),)
        ordering = ("pk",)


class VoucherCustomer(models.Model):
    """Who has used a code of a voucher that is good once per customer."""

    voucher_code = models.ForeignKey(
        VoucherCode, related_name="customers", on_delete=models.CASCADE
    )
    customer_email = models.EmailField()

    class Meta:
        unique_together = (("voucher_code", "customer_email"),)
        ordering = ("voucher_code", "customer_email", "pk")


class Promotion(models.Model):
    """Lower prices for a while; its rules say of what, where and how much."""

    id = models.UUIDField(primary_key=True, editable=False, unique=True, default=uuid4)
    name = models.CharField(max_length=255)
    type = models.CharField(max_length=255, default=PromotionType.CATALOGUE)
    start_date = models.DateTimeField(default=timezone.now)
    end_date = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name", "pk")


class PromotionRule(models.Model):
    id = models.UUIDField(primary_key=True, editable=False, unique=True, default=uuid4)
    name = models.CharField(max_length=255, blank=True, null=True)
    promotion = models.ForeignKey(Promotion, on_delete=models.CASCADE, related_name="rules")
    channels = models.ManyToManyField(Channel)
    catalogue_predicate = models.JSONField(blank=True, default=dict)
    reward_value_type = models.CharField(max_length=255, blank=True, null=True)
    reward_value = models.DecimalField(
        max_digits=settings.DEFAULT_MAX_DIGITS,
        decimal_places=settings.DEFAULT_DECIMAL_PLACES,
        null=True,
        blank=True,
    )

    class Meta:
        ordering = ("name", "pk")


class CheckoutLineDiscount(models.Model):
    """What is off a line of a basket, all its pieces together."""

    id = models.UUIDField(primary_key=True, editable=False, unique=True, default=uuid4)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    line = models.ForeignKey(
        "checkout.CheckoutLine",
        related_name="discounts",
        blank=True,
        null=True,
        on_delete=models.CASCADE,
    )
    type = models.CharField(max_length=64, default=DiscountType.MANUAL)
    unique_type = models.CharField(max_length=64, null=True, blank=True)
    amount_value = models.DecimalField(
        max_digits=settings.DEFAULT_MAX_DIGITS,
        decimal_places=settings.DEFAULT_DECIMAL_PLACES,
        default=Decimal("0.0"),
    )
    currency = models.CharField(max_length=settings.DEFAULT_CURRENCY_CODE_LENGTH)

    class Meta:
        unique_together = (("line", "unique_type"),)
        ordering = ("created_at", "id")
