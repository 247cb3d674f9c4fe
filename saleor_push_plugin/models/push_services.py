"""Push services that are paused or rate-limited."""

from django.db import models


class PushService(models.Model):
    """A push service that is paused or rate-limited, and why. Without a row nothing is wrong."""

    origin = models.CharField(max_length=255, primary_key=True)
    blocked_until = models.DateTimeField()
    # Until when its rate is used up; and until when marketing goes there slowly.
    paced_until = models.DateTimeField(null=True)
    slow_until = models.DateTimeField(null=True)
    # Independent subscriptions that were refused or throttled since the last accepted push.
    witnesses = models.JSONField(default=dict)
    # A code of core.reason, and what a push service or a library said, for staff only.
    reason = models.CharField(max_length=96, blank=True, default="")
    detail = models.CharField(max_length=200, blank=True, default="")
    changed_at = models.DateTimeField()
