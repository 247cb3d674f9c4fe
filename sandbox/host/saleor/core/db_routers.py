from typing import Any

from django.conf import settings


class PrimaryReplicaRouter:
    """Writes go to the primary; reads go where `using()` says."""

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return settings.DATABASE_CONNECTION_DEFAULT_NAME

    def allow_relation(self, obj1: Any, obj2: Any, **hints: Any) -> bool:
        return True
