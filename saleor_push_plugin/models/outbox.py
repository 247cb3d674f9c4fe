"""Events, the notifications they lead to, and the lanes they wait in."""

from django.db import models
from django.db.models import Q

from .subscribers import Subscription


class Event(models.Model):
    """Something that happened in the shop, stored once however often it is reported.

    Unplanned until `planned_at`. `objections`: why scenarios made no notifications of it, as
    {code of the scenario: code of the reason}; null if all of them did.
    """

    key = models.CharField(max_length=255)
    kind = models.CharField(max_length=64)
    subject = models.CharField(max_length=64)
    at = models.DateTimeField()
    # The channel as far as it was known when planning; decides which staff may see the event.
    channel = models.CharField(max_length=255, blank=True, default="")
    planned_at = models.DateTimeField(null=True)
    # How often its planning failed.
    tries = models.SmallIntegerField(default=0)
    objections = models.JSONField(null=True)

    class Meta:
        # This operator class also serves prefix searches (LIKE 'x%') at no extra cost.
        constraints = [
            models.UniqueConstraint(
                fields=["key"], name="push_event_once", opclasses=["varchar_pattern_ops"]
            )
        ]
        indexes = [
            models.Index(
                fields=["at"], condition=Q(planned_at__isnull=True), name="push_event_unplanned"
            ),
            # Finds events of a kind by time: shipments that must have arrived by now.
            models.Index(fields=["kind", "at"], name="push_event_when"),
        ]


class Chunk(models.Model):
    """Recipients of an event whose notifications are not made yet: those at `first` to `last`.

    `due_at`: not before; postponed after a failure.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="+")
    scenario = models.CharField(max_length=64)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    due_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)


class Lane(models.Model):
    """What waits together: bulk or transactional, of one channel, through one push service."""

    bulk = models.BooleanField()
    channel = models.CharField(max_length=255)
    origin = models.CharField(max_length=255)
    # Whether this origin ever accepted a push; anybody can name new hosts below a wildcard.
    proven = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bulk", "channel", "origin"], name="push_lane_once")
        ]


class State(models.TextChoices):
    """The state of a notification: pending → sending → one of the others, which are final."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    SKIPPED = "skipped"
    FAILED = "failed"
    EXPIRED = "expired"


class Notification(models.Model):
    """One push to one subscription. `lease`: until when a sending worker holds it."""

    key = models.CharField(max_length=255)
    event = models.ForeignKey(Event, models.CASCADE, related_name="notifications")
    subscription = models.ForeignKey(
        Subscription, models.SET_NULL, null=True, related_name="notifications"
    )
    scenario = models.CharField(max_length=64)
    # Whom it is for ("u7": user 7, "s9": the guest who uses subscription 9) and what it is about.
    person = models.CharField(max_length=24)
    about = models.CharField(max_length=96, blank=True, default="")
    bulk = models.BooleanField(default=False)
    # An alert that the shopper asked for: it does not expire, and the shop's weekly cap ignores it.
    asked = models.BooleanField(default=False)
    lane = models.ForeignKey(
        Lane, models.PROTECT, null=True, db_index=False, db_constraint=False, related_name="+"
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    lease = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)
    # A code of core.reason, and what a push service or a library said, for staff only.
    reason = models.CharField(max_length=96, blank=True, default="")
    detail = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    # When it may have arrived unnoticed: the response was lost, or the worker died.
    posted_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)
    clicked_at = models.DateTimeField(null=True)
    dismissed_at = models.DateTimeField(null=True)
    # When its push service called its browser gone, and when its browser was unsubscribed after it.
    gone_at = models.DateTimeField(null=True)
    unsubscribed_at = models.DateTimeField(null=True)
    # When it would have been sent, had the person not been held out; counts as sent for limits.
    held_out_at = models.DateTimeField(null=True)
    # The experiment that its text is part of (models.Experiment), and the position of the arm.
    experiment_id = models.BigIntegerField(null=True)
    arm = models.SmallIntegerField(null=True)
    # Where it is counted: models.ResultGroup.
    group_id = models.BigIntegerField(null=True)

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
            # What a person was sent: for the weekly cap and for staff.
            models.Index(fields=["person", "sent_at"], name="push_notification_person"),
            # What an experiment's arms have brought.
            models.Index(
                fields=["experiment_id"],
                condition=Q(experiment_id__isnull=False),
                name="push_notification_experiment",
            ),
        ]
