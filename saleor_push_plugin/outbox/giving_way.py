"""Two workers do not send two updates of one order to one browser at the same time.

Two requests that are on their way together arrive in any order, and the update that arrives last
takes the place of the other. So an update waits while another one of the same subject is being sent
to the same browser; when it is due again, it is sent, or skipped because the other was newer.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from ..core.reason import Reason
from ..core.sql_files import statements
from ..models import Subscription, in_array

# A push service answers within this, as a rule.
WAIT = timedelta(seconds=1)
_SQL = statements(__package__, "giving_way.sql")
_CROSSING, _GIVE_WAY = (_SQL[name].format(other=_SQL["other"]) for name in ("crossing", "give_way"))


def give_way(ids: Collection[int], own: Collection[int], now: datetime) -> set[int]:
    """Put back those of a worker's updates that cross another worker's; returns their ids.

    `ids` are those that it wants to send, `own` all that it claimed with them.
    Both workers may find that they cross. The subscription's lock makes one of them first: it puts
    its update back, and the other one then finds nothing in its way.
    """
    if not ids:
        return set()
    values: dict[str, Any] = {"ids": list(ids), "own": list(own), "now": now}
    crossing = _rows(_CROSSING, values)
    if not crossing:
        return set()
    with transaction.atomic():
        _lock(subscription for _, subscription in crossing)
        waiting = {"until": now + WAIT, "reason": Reason.WAITS_FOR_OTHER_UPDATE}
        return {id for (id,) in _rows(_GIVE_WAY, {**values, **waiting})}


def _lock(subscriptions: Iterable[int]) -> None:
    """Lock them in the order of their ids, so that two workers never wait for each other."""
    rows = Subscription.objects.filter(pk__in=in_array(set(subscriptions))).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))


def _rows(statement: str, values: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
