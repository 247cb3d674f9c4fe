"""Where Saleor keeps its schema. Ours is written in `sandbox.host.api`."""

from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from sandbox.host.api.schema import schema

__all__ = ["API_PATH", "schema"]

API_PATH = SimpleLazyObject(lambda: reverse("api"))
