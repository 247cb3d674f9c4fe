"""Both ways of Saleor to take money: payments with transactions, and transaction items."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils import timezone

from ..checkout.models import Checkout
from ..order.models import Order
from . import ChargeStatus, TransactionEventType

_AMOUNT = {
    "max_digits": settings.DEFAULT_MAX_DIGITS,
    "decimal_places": settings.DEFAULT_DECIMAL_PLACES,
    "default": Decimal("0.0"),
}


class Payment(models.Model):
    gateway = models.CharField(max_length=255)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    modified_at = models.DateTimeField(auto_now=True)
    charge_status = models.CharField(max_length=20, default=ChargeStatus.FULLY_CHARGED)
    total = models.DecimalField(**_AMOUNT)
    captured_amount = models.DecimalField(**_AMOUNT)
    currency = models.CharField(max_length=settings.DEFAULT_CURRENCY_CODE_LENGTH)
    checkout = models.ForeignKey(
        Checkout, related_name="payments", null=True, on_delete=models.SET_NULL
    )
    order = models.ForeignKey(Order, related_name="payments", null=True, on_delete=models.PROTECT)

    class Meta:
        ordering = ("pk",)


class Transaction(models.Model):
    created_at = models.DateTimeField(auto_now_add=True, editable=False)
    payment = models.ForeignKey(Payment, related_name="transactions", on_delete=models.PROTECT)
    kind = models.CharField(max_length=25)
    is_success = models.BooleanField(default=False)
    currency = models.CharField(max_length=settings.DEFAULT_CURRENCY_CODE_LENGTH)
    amount = models.DecimalField(**_AMOUNT)

    class Meta:
        ordering = ("pk",)


class TransactionItem(models.Model):
    created_at = models.DateTimeField(auto_now_add=True)
    modified_at = models.DateTimeField(auto_now=True)
    currency = models.CharField(max_length=settings.DEFAULT_CURRENCY_CODE_LENGTH)
    charged_value = models.DecimalField(**_AMOUNT)
    authorized_value = models.DecimalField(**_AMOUNT)
    charge_pending_value = models.DecimalField(**_AMOUNT)
    authorize_pending_value = models.DecimalField(**_AMOUNT)
    refunded_value = models.DecimalField(**_AMOUNT)
    checkout = models.ForeignKey(
        Checkout, related_name="payment_transactions", null=True, on_delete=models.SET_NULL
    )
    order = models.ForeignKey(
        Order, related_name="payment_transactions", null=True, on_delete=models.PROTECT
    )

    class Meta:
        ordering = ("pk",)


class TransactionEvent(models.Model):
    created_at = models.DateTimeField(default=timezone.now)
    transaction = models.ForeignKey(
        TransactionItem, related_name="events", on_delete=models.CASCADE
    )
    type = models.CharField(max_length=128, default=TransactionEventType.REFUND_SUCCESS)
    amount_value = models.DecimalField(**_AMOUNT)
    currency = models.CharField(max_length=settings.DEFAULT_CURRENCY_CODE_LENGTH)

    class Meta:
        ordering = ("pk",)
