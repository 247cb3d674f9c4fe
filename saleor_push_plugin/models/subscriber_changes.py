"""How many browsers were subscribed and left, day by day; nothing tells whose they were."""

from django.db import models


class SubscriberChange(models.Model):
    """Browsers that were subscribed or left on a day (UTC). It outlives the subscriptions.

    `number`: how many alike; 1 until the day is over. `channel`: in which they were subscribed.
    `kind`: JOINED or LEFT. `why`: of JOINED where in the shop (core.consent.Source), empty if the
    storefront did not say; of LEFT a code of core.reason. `joined_on`: the day it was subscribed.
    `service`: the browser by its push service, as core.platform.browser_of names it.
    """

    JOINED, LEFT = "joined", "left"

    day = models.DateField()
    kind = models.CharField(max_length=6)
    why = models.CharField(max_length=96, blank=True, default="")
    joined_on = models.DateField()
    channel = models.CharField(max_length=255)
    platform = models.CharField(max_length=32, blank=True, default="")
    service = models.CharField(max_length=16, blank=True, default="")
    number = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["day"], name="push_subscriber_change_day"),
            models.Index(fields=["joined_on"], name="push_subscriber_joined_on"),
        ]
