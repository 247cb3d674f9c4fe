"""Segments: predicates over people that staff gave a name."""

from django.db import models
from django.db.models.functions import Lower


class Segment(models.Model):
    """A named predicate. `where`: as the API takes it, checked by `core.segments.parsing`.

    `created_by` and `updated_by`: as Saleor's API names people and apps ("User:7"); empty once the
    account is deleted.
    """

    name = models.CharField(max_length=100)
    where = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=32, blank=True, default="")
    updated_at = models.DateTimeField()
    updated_by = models.CharField(max_length=32, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="push_segment_name_once")]
