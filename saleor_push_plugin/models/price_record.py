"""The record of the prices that pages showed: it tells the lowest before a reduction."""

from django.db import models


class PriceStretch(models.Model):
    """A price that was seen of a variant in a channel from `first_at` to `last_at`.

    `amount`: as the page shows it, in `unit`: the currency, with or without tax ("EUR gross").
    """

    variant_id = models.BigIntegerField()
    channel_id = models.BigIntegerField()
    amount = models.DecimalField(max_digits=20, decimal_places=3)
    unit = models.CharField(max_length=16)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["variant_id", "channel_id", "first_at"], name="push_price_stretch_once"
            )
        ]


class PriceRound(models.Model):
    """A night's look at all prices: how far it has got, by the id of Saleor's listings.

    `promoted`: until the next night, how far applied promotions were looked at, by their ids.
    """

    night = models.DateField(primary_key=True)
    after = models.BigIntegerField(default=0)
    is_done = models.BooleanField(default=False)
    promoted = models.BigIntegerField(default=0)


class PriceLook(models.Model):
    """A variant that a hook saw change at `at`: its price is to be looked at."""

    variant_id = models.BigIntegerField()
    at = models.DateTimeField()
