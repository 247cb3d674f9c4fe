"""What differs between Saleor versions, or is Saleor's own way of doing things."""

from django.conf import settings
from saleor.core.db.connection import allow_writer
from saleor.core.utils import build_absolute_uri

__all__ = ["absolute_url", "replica", "writer"]

# Saleor flags every query on the writer that is not declared by this context manager.
writer = allow_writer


def absolute_url(path: str) -> str:
    """A public URL of this Saleor, from PUBLIC_URL or its site's domain."""
    return build_absolute_uri(path)


def replica() -> str:
    """The alias for reads that may be a little stale."""
    return str(settings.DATABASE_CONNECTION_REPLICA_NAME)
