"""Facts, the pushes they led to, and how the sending stands."""

from django.db import models
from django.db.models import Q

from .people import Subscription


class Event(models.Model):
    """A fact of the shop, once, however often it was reported. Unplanned until `planned_at`.

    `objections`: why scenarios made no rows of it, by their code; null if all of them did.
    """

    key = models.CharField(max_length=255)
    kind = models.CharField(max_length=64)
    subject = models.CharField(max_length=64)
    at = models.DateTimeField()
    # Where it happened, as far as was known when it was planned: what staff may see.
    channel = models.CharField(max_length=250, blank=True, default="")
    planned_at = models.DateTimeField(null=True)
    # How often planning it failed.
    tries = models.SmallIntegerField(default=0)
    objections = models.JSONField(null=True)

    class Meta:
        # With this operator class a key is also found by its beginning (LIKE), at no more cost.
        constraints = [
            models.UniqueConstraint(
                fields=["key"], name="push_event_once", opclasses=["varchar_pattern_ops"]
            )
        ]
        indexes = [
            models.Index(
                fields=["at"], condition=Q(planned_at__isnull=True), name="push_event_unplanned"
            ),
            # What was told when: parcels that must have arrived by now.
            models.Index(fields=["kind", "at"], name="push_event_when"),
        ]


class Piece(models.Model):
    """A part of a crowd whose rows are still to be made: its watches `first` to `last`.

    `due_at`: not before; after a failure it waits.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="+")
    scenario = models.CharField(max_length=64)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    due_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)


class Lane(models.Model):
    """What is sent at one pace: bulk or not, of one channel, through one push service."""

    bulk = models.BooleanField()
    channel = models.CharField(max_length=250)
    origin = models.CharField(max_length=255)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bulk", "channel", "origin"], name="push_lane_once")
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
    # Whom it is for ("u7": user 7, "s9": whoever uses subscription 9) and what it is about.
    person = models.CharField(max_length=24)
    about = models.CharField(max_length=96, blank=True, default="")
    bulk = models.BooleanField(default=False)
    lane = models.ForeignKey(
        Lane, models.PROTECT, null=True, db_index=False, db_constraint=False, related_name="+"
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    lease = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)
    reason = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    # When it may have arrived without our knowing: its answer was lost, or its worker died.
    posted_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)
    clicked_at = models.DateTimeField(null=True)
    dismissed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], name="push_notification_once")]
        indexes = [
            models.Index(
                fields=["lane", "due_at"],
                condition=Q(state=State.PENDING),
                name="push_notification_due",
            ),
            models.Index(
                fields=["lease"], condition=Q(state=State.SENDING), name="push_notification_leased"
            ),
            # What a person was sent: the weekly cap, and what staff ask.
            models.Index(fields=["person", "sent_at"], name="push_notification_person"),
        ]


class Answer(models.Model):
    """What a shopper answered to a survey; one answer a survey, the last one counts."""

    notification = models.OneToOneField(Notification, models.CASCADE, related_name="answer")
    subject = models.CharField(max_length=64)
    value = models.CharField(max_length=64)
    text = models.CharField(max_length=1000, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="push_answer_when")]


class PushService(models.Model):
    """A push service in trouble with us: when to leave it alone, and why. No row: all is well."""

    origin = models.CharField(max_length=255, primary_key=True)
    blocked_until = models.DateTimeField()
    paced_until = models.DateTimeField(null=True)
    denials = models.IntegerField(default=0)
    reason = models.CharField(max_length=200, blank=True, default="")
    changed_at = models.DateTimeField()


class Cursor(models.Model):
    """A sweep of the shop's tables: where it began to look, and how far it has looked."""

    name = models.CharField(max_length=64, primary_key=True)
    since = models.DateTimeField()
    at = models.DateTimeField()
