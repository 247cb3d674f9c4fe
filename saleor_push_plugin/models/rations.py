"""What is rationed."""

from django.db import models


class Ration(models.Model):
    """A ration, and until when it is used up; see rations/buckets.py. The table is not logged."""

    name = models.CharField(max_length=64, primary_key=True)
    used_until = models.DateTimeField()
