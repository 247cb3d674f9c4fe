"""The products that shoppers looked at."""

from django.db import models

from .subscribers import Subscription


class ProductView(models.Model):
    """A product that was looked at in this browser; the last time counts.

    `amount`: the price of its cheapest variant then.
    """

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="product_views")
    product_id = models.BigIntegerField()
    channel = models.CharField(max_length=255)
    times = models.IntegerField(default=1)
    amount = models.DecimalField(max_digits=20, decimal_places=3, null=True)
    viewed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "product_id", "channel"], name="push_product_view_once"
            )
        ]
        indexes = [models.Index(fields=["viewed_at"], name="push_product_view_recent")]
