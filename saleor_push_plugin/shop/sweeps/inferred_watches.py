"""Store price watches for products that subscribers viewed or put into a cart.

Only subscriptions with the topic ALERTS get them. They work as the watches that shoppers ask for
(`asked` is false), and are deleted after LIFETIME. A watch stores the price that the shopper knew;
where that is uncertain, the lowest price it may have been.
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

# How long after the last view or cart change a watch is kept.
LIFETIME = timedelta(days=30)

_SQL = statements(__package__, "inferred_watches.sql")
_SOURCES = {name: _SQL[name].format(**FRAGMENTS) for name in ("viewed", "carted")}
_STORE_WATCHES = _SQL["store_watches"].format(**_SOURCES)


def update(since: datetime, until: datetime) -> list[Event]:
    """Store watches for views and carts in [since, until), delete old ones; returns no events."""
    values: dict[str, Any] = {
        "since": since,
        "until": until,
        "alerts": Topic.ALERTS.value,
        "price": Watch.PRICE,
        "promotion": DiscountType.PROMOTION,
    }
    with connection.cursor() as cursor:
        cursor.execute(_STORE_WATCHES, values)
    Watch.objects.filter(asked=False, created_at__lt=until - LIFETIME).delete()
    return []
