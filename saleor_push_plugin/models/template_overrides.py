"""Texts that the owner wrote instead of the shipped ones."""

from django.db import models


class TemplateOverride(models.Model):
    """The owner's texts of a scenario in a language; for one channel, or ("") for all channels.

    `texts` by name (title, body, the buttons'); a missing one is as shipped. `updated_by`: the
    author as Saleor's API names people and apps ("User:7").
    """

    scenario = models.CharField(max_length=64)
    language = models.CharField(max_length=35)
    channel = models.CharField(max_length=255, blank=True, default="")
    texts = models.JSONField(default=dict)
    updated_at = models.DateTimeField()
    updated_by = models.CharField(max_length=32, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scenario", "language", "channel"], name="push_override_once"
            )
        ]

    def __str__(self) -> str:
        where = f" for {self.channel}" if self.channel else ""
        written = self.updated_at.isoformat(timespec="seconds")
        return f"{self.scenario} in {self.language}{where}, written {written}"
