"""How many codes were made of a budget."""

from django.db import models


class CodeBudget(models.Model):
    """A counter of codes. `name`: what they are for. `made_that_day`: on `day` (UTC)."""

    name = models.CharField(max_length=64, unique=True)
    made = models.IntegerField(default=0)
    day = models.DateField()
    made_that_day = models.IntegerField(default=0)
