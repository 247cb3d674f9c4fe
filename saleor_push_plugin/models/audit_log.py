"""The log of what staff and operators did with the data of people."""

from django.db import models


class AuditEntry(models.Model):
    """A log entry: entries are added, and never changed or deleted.

    `action`: a value of subscribers.audit_log.Action. `who`: as Saleor's API names people and apps
    ("User:7"), or "command". `person`: a pseudonym of whom it was about, empty if of many.
    """

    at = models.DateTimeField()
    action = models.CharField(max_length=16)
    who = models.CharField(max_length=32)
    person = models.CharField(max_length=32, blank=True, default="")
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["at", "id"], name="push_audit_newest")]
