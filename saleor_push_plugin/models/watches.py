"""What shoppers wait for and look at, and what we remember of the shop to compare it with."""

from django.db import models
from django.db.models import Q

from .people import Subscription


class Watch(models.Model):
    """Somebody waits for a variant: to cost less (`price`) or to be there again (`stock`).

    `asked` by the shopper, or only looked at or carted. `seen` is the price when the watch began,
    `told` the one last told of; amounts are in the channel's currency.
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
        # Oldest first: who hears of new stock before others.
        indexes = [
            models.Index(fields=["variant_id", "channel", "kind", "id"], name="push_watch_queue"),
            models.Index(
                fields=["created_at"], condition=Q(asked=False), name="push_watch_interest"
            ),
        ]


class View(models.Model):
    """A product somebody looked at in this browser; the newest look counts.

    `amount`: what its cheapest variant cost then.
    """

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="views")
    product_id = models.BigIntegerField()
    channel = models.CharField(max_length=250)
    times = models.IntegerField(default=1)
    amount = models.DecimalField(max_digits=20, decimal_places=3, null=True)
    viewed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "product_id", "channel"], name="push_view_once"
            )
        ]
        indexes = [models.Index(fields=["viewed_at"], name="push_view_recent")]


class Offer(models.Model):
    """How a watched variant stood when we last looked: its price and how many can be bought.

    Of new stock people are told in waves: the last one was at `wave_at`, up to watch `wave_to`.
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
            models.UniqueConstraint(fields=["variant_id", "channel"], name="push_offer_once")
        ]


class Grant(models.Model):
    """A personal voucher code we had Saleor make, so that it is made once and found again."""

    key = models.CharField(max_length=255, unique=True)
    code = models.CharField(max_length=255)
    person = models.CharField(max_length=24)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["person"], name="push_grant_person"),
            # Which of the codes that end soon are ours.
            models.Index(fields=["code"], name="push_grant_code"),
        ]


class BoughtTogether(models.Model):
    """How many orders had both products, counted from the shop's own orders."""

    product_id = models.BigIntegerField()
    other_id = models.BigIntegerField()
    orders = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product_id", "other_id"], name="push_together_once")
        ]


class Sold(models.Model):
    """How many pieces of a product were bought on a day (UTC) in a channel, as last counted."""

    product_id = models.BigIntegerField()
    channel = models.CharField(max_length=250)
    day = models.DateField()
    pieces = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product_id", "channel", "day"], name="push_sold_once")
        ]
        indexes = [models.Index(fields=["day"], name="push_sold_day")]
