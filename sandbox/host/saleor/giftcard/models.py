from django.conf import settings
from django.db import models
from django.utils import timezone

from . import GiftCardEvents

_AMOUNT = {
    "max_digits": settings.DEFAULT_MAX_DIGITS,
    "decimal_places": settings.DEFAULT_DECIMAL_PLACES,
}


class GiftCard(models.Model):
    code = models.CharField(max_length=16, unique=True, db_index=True)
    is_active = models.BooleanField(default=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        blank=True,
        null=True,
        on_delete=models.SET_NULL,
        related_name="gift_cards",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        blank=True,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_by_email = models.EmailField(null=True, blank=True)
    fulfillment_line = models.ForeignKey(
        "order.FulfillmentLine",
        related_name="gift_cards",
        on_delete=models.SET_NULL,
        blank=True,
        null=True,
    )
    expiry_date = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    currency = models.CharField(max_length=settings.DEFAULT_CURRENCY_CODE_LENGTH)
    initial_balance_amount = models.DecimalField(**_AMOUNT)
    current_balance_amount = models.DecimalField(**_AMOUNT)

    class Meta:
        ordering = ("code",)


class GiftCardEvent(models.Model):
    """The shop's own log of what happened to a gift card."""

    date = models.DateTimeField(default=timezone.now, editable=False)
    type = models.CharField(max_length=255, default=GiftCardEvents.BOUGHT)
    parameters = models.JSONField(blank=True, default=dict)
    order = models.ForeignKey("order.Order", null=True, on_delete=models.SET_NULL)
    gift_card = models.ForeignKey(GiftCard, related_name="events", on_delete=models.CASCADE)

    class Meta:
        ordering = ("date",)
