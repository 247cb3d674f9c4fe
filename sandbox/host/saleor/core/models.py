from django.db import models


class SortableModel(models.Model):
    sort_order = models.IntegerField(editable=False, db_index=True, null=True)

    class Meta:
        abstract = True


class PublishableModel(models.Model):
    published_at = models.DateTimeField(blank=True, null=True)
    is_published = models.BooleanField(default=False)

    class Meta:
        abstract = True


class ModelWithMetadata(models.Model):
    private_metadata = models.JSONField(blank=True, null=True, default=dict)
    metadata = models.JSONField(blank=True, null=True, default=dict)

    class Meta:
        abstract = True

    def store_value_in_metadata(self, items: dict) -> None:
        self.metadata = {**(self.metadata or {}), **items}
