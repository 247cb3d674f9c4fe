"""Count the quantity of each product sold per channel and day, over the last 30 days.

Each run counts one day, and every day is counted again and again, because orders may be cancelled,
returned or refunded later. A run costs a day of orders, however many the shop has.
"""

from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

from ...core.event import Event
from ...core.order_status import NOT_BOUGHT
from ...core.sql_files import statements
from ...models import Cursor, ProductSales

# The period that counts as recent, today included.
PERIOD, DAY = timedelta(days=30), timedelta(days=1)
NAME = "sold"

_COUNT_SALES = statements(__package__, "sold_quantities.sql")["count_sales"]


@transaction.atomic
def count_day(_since: datetime, until: datetime) -> list[Event]:
    """Count one day again, today first and then backwards; returns no events.

    It ignores `since` and follows its own cursor: sales of a day may change long after it.
    """
    today = until.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    # Locked, so that two sweeps at the same time count two different days.
    cursors = Cursor.objects.select_for_update()
    cursor, is_new = cursors.get_or_create(name=NAME, defaults={"since": today, "at": today})
    oldest, previous = today - PERIOD + DAY, cursor.at - DAY
    day = today if is_new or not oldest <= previous <= today else previous
    ProductSales.objects.filter(day__lt=oldest).delete()
    _count_sales(day)
    Cursor.objects.filter(name=NAME).update(at=day)
    return []


def _count_sales(day: datetime) -> None:
    """Replace the counts of one day."""
    ProductSales.objects.filter(day=day.date()).delete()
    with connection.cursor() as statement:
        statement.execute(
            _COUNT_SALES,
            {
                "since": day,
                "until": day + DAY,
                "day": day.date(),
                "not_bought": [status.value for status in NOT_BOUGHT],
            },
        )
