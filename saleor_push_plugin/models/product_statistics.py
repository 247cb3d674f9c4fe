"""Counts per product: bought together with another, and sold per day."""

from django.db import models


class BoughtTogether(models.Model):
    """How many of the shop's orders contain both products."""

    product_id = models.BigIntegerField()
    other_id = models.BigIntegerField()
    orders = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product_id", "other_id"], name="push_together_once")
        ]


class ProductSales(models.Model):
    """How many pieces of a product were sold on a day (UTC) in a channel, as last counted."""

    product_id = models.BigIntegerField()
    channel = models.CharField(max_length=255)
    day = models.DateField()
    pieces = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product_id", "channel", "day"], name="push_sales_once")
        ]
        indexes = [models.Index(fields=["day"], name="push_sales_day")]
