"""The variants that shoppers wait for, and their price and stock at the last comparison."""

from django.db import models
from django.db.models import Q

from .subscribers import Subscription


class Watch(models.Model):
    """A subscription waits for a variant to cost less (`price`) or to be in stock (`stock`).

    `asked`: the shopper asked for it; else it was only looked at or carted. `seen` is the price
    when the watch began, `told` the price last notified; amounts are in the channel's currency.
    `missed`: it sold out within a day after that, so the price is notified again once it is back.
    """

    PRICE, STOCK = "price", "stock"

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="watches")
    kind = models.CharField(max_length=8)
    variant_id = models.BigIntegerField()
    channel = models.CharField(max_length=255)
    asked = models.BooleanField(default=True)
    target = models.DecimalField(max_digits=20, decimal_places=3, null=True)
    seen = models.DecimalField(max_digits=20, decimal_places=3, null=True)
    told = models.DecimalField(max_digits=20, decimal_places=3, null=True)
    told_at = models.DateTimeField(null=True)
    missed = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["variant_id", "channel", "kind", "subscription"], name="push_watch_once"
            )
        ]
        # Oldest first: they are notified of new stock before others.
        indexes = [
            models.Index(fields=["variant_id", "channel", "kind", "id"], name="push_watch_queue"),
            # Which variants are waited for at all; few of all watches are.
            models.Index(
                fields=["variant_id", "channel", "id"],
                condition=Q(kind="stock"),
                name="push_watch_stock",
            ),
            models.Index(
                fields=["created_at"], condition=Q(asked=False), name="push_watch_interest"
            ),
        ]


class WatchedVariant(models.Model):
    """The price and the available quantity of a watched variant when the sweep last looked.

    New stock is announced in waves: the last wave was at `wave_at`, up to the watch `wave_to`.
    """

    variant_id = models.BigIntegerField()
    channel = models.CharField(max_length=255)
    amount = models.DecimalField(max_digits=20, decimal_places=3, null=True)
    available = models.IntegerField(default=0)
    wave_at = models.DateTimeField(null=True)
    wave_to = models.BigIntegerField(default=0)
    looked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["variant_id", "channel"], name="push_watched_variant_once"
            )
        ]
