"""Find the people that a predicate holds for, in one statement over the facts of people."""

from datetime import datetime
from typing import Any

from django.db import connection

from ..core.segments.predicate import Predicate
from .person_conditions import compiled


def matching(predicate: Predicate, now: datetime) -> set[str]:
    """Return the keys of all people it holds for. Raises NotInThisShopError."""
    condition = compiled(predicate)
    values: dict[str, Any] = {**condition.values, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT f.person FROM saleor_push_plugin_personfacts f WHERE {condition.sql}", values
        )
        return {row[0] for row in cursor.fetchall()}
