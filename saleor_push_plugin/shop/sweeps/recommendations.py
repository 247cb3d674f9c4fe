"""Count products that are bought together, and find orders whose recommendation is due."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from saleor.order import OrderOrigin
from saleor.order.models import Order

from ...core.event import RECOMMENDATION_DUE, Event
from ...core.facts.recommendation import AFTER
from ...core.order_status import NOT_BOUGHT
from ...core.sql_files import statements
from ...models import Cursor
from ..connections import replica

# The first count starts so long ago. Each run counts a day of orders at most.
HISTORY, CHUNK = timedelta(days=180), timedelta(days=1)
NAME = "bought_together"
# Orders with more lines are not counted: they are a reseller's, and their products are unrelated.
MAX_LINES = 20

_COUNT_PAIRS = statements(__package__, "recommendations.sql")["count_pairs"]


def orders_due(since: datetime, until: datetime) -> list[Event]:
    """Return an event for each storefront order placed AFTER (a delay) before [since, until)."""
    rows = Order.objects.using(replica()).filter(
        created_at__gte=since - AFTER, created_at__lt=until - AFTER, origin=OrderOrigin.CHECKOUT
    )
    return [
        Event(kind=RECOMMENDATION_DUE, subject=str(pk), at=at + AFTER)
        for pk, at in rows.values_list("pk", "created_at").iterator()
    ]


@transaction.atomic
def count_pairs(_since: datetime, until: datetime) -> list[Event]:
    """Count the orders since its own cursor, CHUNK at most; returns no events.

    It ignores `since`: windows overlap, and an order in two of them would count twice.
    """
    first = until - HISTORY
    # Locked, because two sweeps at the same time would count the same orders twice.
    cursors = Cursor.objects.select_for_update()
    cursor, _ = cursors.get_or_create(name=NAME, defaults={"since": first, "at": first})
    upto = min(cursor.at + CHUNK, until)
    with connection.cursor() as statement:
        statement.execute(
            _COUNT_PAIRS,
            {
                "since": cursor.at,
                "until": upto,
                "most": MAX_LINES,
                "not_bought": [status.value for status in NOT_BOUGHT],
            },
        )
    Cursor.objects.filter(name=NAME).update(at=max(cursor.at, upto))
    return []
