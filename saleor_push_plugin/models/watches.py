"""What shoppers wait for and look at, and what we store about products for comparison."""

from django.db import models
from django.db.models import Q

from .subscribers import Subscription


class Watch(models.Model):
    """A subscription waits for a variant to cost less (`price`) or to be in stock (`stock`).

    `asked`: the shopper asked for it; else it was only looked at or carted. `seen` is the price
    when the watch began, `told` the price last notified; amounts are in the channel's currency.
    """

    PRICE, STOCK = "price", "stock"

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="watches")
    kind = models.CharField(max_length=8)
    variant_id = models.BigIntegerField()
    channel = models.CharField(max_length=250)
    asked = models.BooleanField(default=True)
    target = models.DecimalField(max_digits=20, decimal_places=3, null=True)
    seen = models.DecimalField(max_digits=20, decimal_places=3, null=True)
    told = models.DecimalField(max_digits=20, decimal_places=3, null=True)
    told_at = models.DateTimeField(null=True)
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
            models.Index(
                fields=["created_at"], condition=Q(asked=False), name="push_watch_interest"
            ),
        ]


class ProductView(models.Model):
    """A product that was looked at in this browser; the last time counts.

    `amount`: the price of its cheapest variant then.
    """

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="product_views")
    product_id = models.BigIntegerField()
    channel = models.CharField(max_length=250)
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


class WatchedVariant(models.Model):
    """The price and the available quantity of a watched variant when the sweep last looked.

    New stock is announced in waves: the last wave was at `wave_at`, up to the watch `wave_to`.
    """

    variant_id = models.BigIntegerField()
    channel = models.CharField(max_length=250)
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


class PersonalVoucher(models.Model):
    """A personal voucher code that we created in Saleor, so that each is created once."""

    key = models.CharField(max_length=255, unique=True)
    code = models.CharField(max_length=255)
    person = models.CharField(max_length=24)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["person"], name="push_voucher_person"),
            # Finds which of the codes that expire soon are ours.
            models.Index(fields=["code"], name="push_voucher_code"),
        ]


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
    channel = models.CharField(max_length=250)
    day = models.DateField()
    pieces = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product_id", "channel", "day"], name="push_sales_once")
        ]
        indexes = [models.Index(fields=["day"], name="push_sales_day")]
