"""The archive: the plugin's tables.

Users, orders and checkouts are named by id without foreign keys: a constraint of ours on a table
of Saleor's would make the shop's own deletions fail once the plugin is uninstalled.
"""

from uuid import uuid4

from django.db import models
from django.db.models import Q


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
    language = models.CharField(max_length=35, blank=True, default="")
    time_zone = models.CharField(max_length=64, blank=True, default="")
    user_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["endpoint"], name="push_endpoint_once")]


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


class Event(models.Model):
    """A fact of the shop, once, however often it was reported. Unplanned until `planned_at`."""

    key = models.CharField(max_length=255)
    kind = models.CharField(max_length=64)
    subject = models.CharField(max_length=64)
    at = models.DateTimeField()
    planned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], name="push_event_once")]
        indexes = [
            models.Index(
                fields=["at"], condition=Q(planned_at__isnull=True), name="push_event_unplanned"
            )
        ]


class State(models.TextChoices):
    """Where a notification is: pending → sending → one of the others, and then for good."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    SKIPPED = "skipped"
    FAILED = "failed"
    EXPIRED = "expired"


class Notification(models.Model):
    """The outbox: one push to one device. `lease` is until when a sending worker holds it."""

    key = models.CharField(max_length=255)
    event = models.ForeignKey(Event, models.CASCADE, related_name="notifications")
    subscription = models.ForeignKey(
        Subscription, models.SET_NULL, null=True, related_name="notifications"
    )
    scenario = models.CharField(max_length=64)
    bulk = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    lease = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)
    reason = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)
    clicked_at = models.DateTimeField(null=True)
    dismissed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], name="push_notification_once")]
        indexes = [
            models.Index(
                fields=["bulk", "due_at"],
                condition=Q(state=State.PENDING),
                name="push_notification_due",
            ),
            models.Index(
                fields=["lease"], condition=Q(state=State.SENDING), name="push_notification_leased"
            ),
        ]


class PushService(models.Model):
    """A push service in trouble with us: when to leave it alone, and why. No row: all is well."""

    origin = models.CharField(max_length=255, primary_key=True)
    blocked_until = models.DateTimeField()
    denials = models.IntegerField(default=0)
    reason = models.CharField(max_length=200, blank=True, default="")
    changed_at = models.DateTimeField()


class Cursor(models.Model):
    """A sweep of the shop's tables: where it began to look, and how far it has looked."""

    name = models.CharField(max_length=64, primary_key=True)
    since = models.DateTimeField()
    at = models.DateTimeField()
