"""What is bought together, learned from the shop's orders day by day, and who may hear of it."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from saleor.order import OrderOrigin
from saleor.order.models import Order

from ...core.event import RECOMMENDATION_DUE, Event
from ...core.facts.recommending import AFTER
from ...core.order_status import NOT_BOUGHT
from ...core.sql_files import statements
from ...models import Cursor
from ..compat import replica

# At first it learns from so long ago, a day of orders at a time.
HISTORY, CHUNK = timedelta(days=180), timedelta(days=1)
NAME = "bought_together"
# Who buys more at once buys for a shop: nothing goes with everything.
MOST = 20

_COUNT = statements(__package__, "recommendations.sql")["count_pairs"]


def due(since: datetime, until: datetime) -> list[Event]:
    """Orders whose shopper may think of the next one in [since, until)."""
    rows = Order.objects.using(replica()).filter(
        created_at__gte=since - AFTER, created_at__lt=until - AFTER, origin=OrderOrigin.CHECKOUT
    )
    return [
        Event(kind=RECOMMENDATION_DUE, subject=str(pk), at=at + AFTER)
        for pk, at in rows.values_list("pk", "created_at").iterator()
    ]


@transaction.atomic
def learn(_since: datetime, until: datetime) -> list[Event]:
    """Count the orders since the last time, a day of them at most; nothing to tell of that.

    Not the window it is given: an order counted twice would count double.
    """
    first = until - HISTORY
    # Locked: two who look at once would count the same day twice.
    cursors = Cursor.objects.select_for_update()
    cursor, _ = cursors.get_or_create(name=NAME, defaults={"since": first, "at": first})
    upto = min(cursor.at + CHUNK, until)
    with connection.cursor() as statement:
        statement.execute(
            _COUNT,
            {
                "since": cursor.at,
                "until": upto,
                "most": MOST,
                "not_bought": [status.value for status in NOT_BOUGHT],
            },
        )
    Cursor.objects.filter(name=NAME).update(at=max(cursor.at, upto))
    return []
