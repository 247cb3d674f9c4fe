"""Browsers that want pushes, whose they are, and what they agreed to."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models


class VapidKey(models.Model):
    """A key pair that identifies the shop to push services (RFC 8292); the newest is current."""

    public = models.CharField(max_length=88, unique=True)
    private = models.CharField(max_length=44)
    created_at = models.DateTimeField()


class Subscription(models.Model):
    """One browser that wants pushes, and whose it is now."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    endpoint = models.TextField()
    origin = models.CharField(max_length=255)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=30)
    vapid_public = models.CharField(max_length=88)
    channel = models.CharField(max_length=250)
    # As the storefront says at every visit, and, before that, as the shopper chose for good.
    language = models.CharField(max_length=35, blank=True, default="")
    chosen_language = models.CharField(max_length=35, blank=True, default="")
    time_zone = models.CharField(max_length=64, blank=True, default="")
    user_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    # What the shopper agreed to; values of core.scenario.Topic.
    topics = ArrayField(models.CharField(max_length=32), default=list)
    paused_until = models.DateTimeField(null=True, blank=True)
    # No more marketing in seven days than this, by the shopper's own wish; null: as the shop's.
    weekly_limit = models.PositiveSmallIntegerField(null=True, blank=True)
    # "browser" or "standalone" (an installed app), and what the browser says it is.
    display_mode = models.CharField(max_length=16, blank=True, default="")
    platform = models.CharField(max_length=32, blank=True, default="")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["endpoint"], name="push_endpoint_once")]

    @property
    def reads(self) -> str:
        """The language its news are written in; empty: the shop's default."""
        return self.chosen_language or self.language


class GuestCheckout(models.Model):
    """A checkout made in this browser without login: how a guest's order finds its device."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="checkouts")
    checkout_id = models.UUIDField(db_index=True)
    bound_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "checkout_id"], name="push_checkout_once"
            )
        ]


class Consent(models.Model):
    """The log of what a shopper agreed to or took back: when, to which words, and where."""

    subscription_id = models.UUIDField(db_index=True)
    user_id = models.BigIntegerField(null=True, db_index=True)
    granted = ArrayField(models.CharField(max_length=32))
    withdrawn = ArrayField(models.CharField(max_length=32))
    text_version = models.CharField(max_length=64, blank=True, default="")
    source = models.CharField(max_length=64, blank=True, default="")
    at = models.DateTimeField()
