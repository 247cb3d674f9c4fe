"""Credits orders to notifications: the last one that was clicked, or only shown, before the order.

An order is credited once, when it is found. What it is worth follows its refunds and its
cancellation. The window is applied when credits are read, so that several stand side by side.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from ..core import result_cell_sql
from ..core.event import Event
from ..core.order_status import NOT_BOUGHT
from ..core.person import USER
from ..core.person_key_sql import person_key_sql
from ..core.sql_files import statements
from ..models import OrderCredit

# The longest window.
LONGEST = timedelta(days=7)
_SQL = statements(__package__, "order_credits.sql")
_CREDIT = _SQL["credit"].format(
    cell=result_cell_sql.cell_sql("n"),
    columns=result_cell_sql.COLUMNS,
    day=result_cell_sql.day_sql("t.created_at"),
    person=person_key_sql("s.id", "s.user_id"),
    user=USER,
)


def of_changed_orders(since: datetime, until: datetime) -> list[Event]:
    """Credit the orders that changed in [since, until); returns no events.

    Saleor moves `updated_at` whenever it saves an order, and with a refund.
    """
    values: dict[str, Any] = {"since": since, "until": until, "longest": LONGEST}
    not_bought = [status.value for status in NOT_BOUGHT]
    with connection.cursor() as cursor:
        cursor.execute(_CREDIT, values)
        cursor.execute(_SQL["correct_money"], {**values, "not_bought": not_bought})
    return []


def forget(notification_ids: Collection[int]) -> None:
    """Cut orders from notifications, because their account was deleted. The sums stay."""
    OrderCredit.objects.filter(notification_id__in=notification_ids).update(notification_id=None)
