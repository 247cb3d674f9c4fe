from django.db import models

from ..product.models import ProductMedia


class Thumbnail(models.Model):
    image = models.FileField(upload_to="thumbnails")
    size = models.PositiveIntegerField()
    format = models.CharField(max_length=32, null=True, blank=True)
    product_media = models.ForeignKey(
        ProductMedia, null=True, blank=True, on_delete=models.CASCADE, related_name="thumbnails"
    )
