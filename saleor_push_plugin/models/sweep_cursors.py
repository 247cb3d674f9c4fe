"""How far each sweep has looked."""

from django.db import models


class Cursor(models.Model):
    """How far a sweep has looked, from `since` to `at`. Worker slots are rows here as well."""

    name = models.CharField(max_length=64, primary_key=True)
    since = models.DateTimeField()
    at = models.DateTimeField()
