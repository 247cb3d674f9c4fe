"""How many pieces of each product were bought lately, counted a day of orders at a time.

A day is counted anew in every round, because what was bought may be cancelled, returned or paid
back later. That costs a day of orders a look, however many the shop has, and pushes read sums.
"""

from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

from ...core.event import Event
from ...core.order_status import NOT_BOUGHT
from ...core.sql_files import statements
from ...models import Cursor, ProductSales

# So long is lately, today included.
LATELY, DAY = timedelta(days=30), timedelta(days=1)
NAME = "sold"

_COUNT = statements(__package__, "sold.sql")["count_sales"]


@transaction.atomic
def count(_since: datetime, until: datetime) -> list[Event]:
    """Count one more day anew, today first and then backwards; nothing to tell of that.

    Not the window it is given: what was bought in it may change long after.
    """
    today = until.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    # Locked: two sweeps at once count two days.
    cursors = Cursor.objects.select_for_update()
    cursor, is_new = cursors.get_or_create(name=NAME, defaults={"since": today, "at": today})
    oldest, before = today - LATELY + DAY, cursor.at - DAY
    day = today if is_new or not oldest <= before <= today else before
    ProductSales.objects.filter(day__lt=oldest).delete()
    _count_anew(day)
    Cursor.objects.filter(name=NAME).update(at=day)
    return []


def _count_anew(day: datetime) -> None:
    ProductSales.objects.filter(day=day.date()).delete()
    with connection.cursor() as statement:
        statement.execute(
            _COUNT,
            {
                "since": day,
                "until": day + DAY,
                "day": day.date(),
                "not_bought": [status.value for status in NOT_BOUGHT],
            },
        )
