import graphene
from django.urls import reverse

from .models import Thumbnail


def get_image_or_proxy_url(
    thumbnail: Thumbnail | None, instance_id: str, object_type: str, size: int, format: str | None
) -> str:
    """Of the thumbnail, or of the page that makes it."""
    if thumbnail is not None:
        return thumbnail.image.url
    return prepare_image_proxy_url(instance_id, object_type, size, format)


def prepare_image_proxy_url(
    instance_pk: str, object_type: str, size: int, format: str | None
) -> str:
    words = {"instance_id": graphene.Node.to_global_id(object_type, instance_pk), "size": size}
    if format:
        words["format"] = format.lower()
    return reverse("thumbnail", kwargs=words)
