"""Saleor's database connections: the read replica, and queries that must use the writer."""

from django.conf import settings
from saleor.core.db.connection import allow_writer

__all__ = ["replica", "writer"]

# Saleor warns of queries on the writer connection outside this context manager
# (core/db/connection.py).
writer = allow_writer


def replica() -> str:
    """Return the alias of the read replica, whose rows may be some seconds old."""
    return str(settings.DATABASE_CONNECTION_REPLICA_NAME)
