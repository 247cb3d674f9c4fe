"""Prices people did not ask to watch but might like to hear of: of what they looked at or carted.

Only for who agreed to alerts. What is noted is a watch like any other; it ends by itself. What
counts is the price they knew, and where that cannot be told, the lowest it may have been.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from saleor.discount import DiscountType

from ...core.event import Event
from ...core.scenario import Topic
from ...core.sql_files import statements
from ...models import Watch
from ..listings import FRAGMENTS

# A look or a cart this old is no interest any more.
LASTS = timedelta(days=30)

_SQL = statements(__package__, "interest.sql")
_FOUND = {name: _SQL[name].format(**FRAGMENTS) for name in ("viewed", "carted")}
_NOTE = _SQL["note"].format(**_FOUND)


def noted(since: datetime, until: datetime) -> list[Event]:
    """Note what was looked at or carted in [since, until); nothing to tell of that by itself."""
    values: dict[str, Any] = {
        "since": since,
        "until": until,
        "alerts": Topic.ALERTS.value,
        "price": Watch.PRICE,
        "promotion": DiscountType.PROMOTION,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, values)
    Watch.objects.filter(asked=False, created_at__lt=until - LASTS).delete()
    return []
