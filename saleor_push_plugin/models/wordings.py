"""The owner's own words."""

from django.db import models


class Wording(models.Model):
    """What the owner says in a scenario in a language; for one channel, or ("") for all.

    `texts` by name (title, body, the buttons'), as far as the owner wrote them; the others are as
    shipped. `updated_by`: who wrote them, as Saleor's API names people and apps ("User:7").
    """

    scenario = models.CharField(max_length=64)
    language = models.CharField(max_length=35)
    channel = models.CharField(max_length=250, blank=True, default="")
    texts = models.JSONField(default=dict)
    updated_at = models.DateTimeField()
    updated_by = models.CharField(max_length=32, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scenario", "language", "channel"], name="push_wording_once"
            )
        ]

    def __str__(self) -> str:
        where = f" for {self.channel}" if self.channel else ""
        written = self.updated_at.isoformat(timespec="seconds")
        return f"{self.scenario} in {self.language}{where}, written {written}"
