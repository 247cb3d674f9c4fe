"""What the people of an experiment's arms have ordered since they were assigned."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from ..core.order_status import NOT_BOUGHT
from ..core.person import GUEST, USER
from ..core.sql_files import statements

_SQL = statements(__package__, "assigned_orders.sql")
_NETS = _SQL["nets"].format(user=USER, guest=GUEST)
_BROUGHT, _BUYERS = (_SQL[name].format(nets=_NETS) for name in ("brought", "buyers"))


class Brought(NamedTuple):
    """What an arm's people brought in one currency: buyers, and the sums of net and its square."""

    buyers: int
    total: float
    squares: float


def by_currency(experiment_id: int, until: datetime) -> Mapping[str, Mapping[int, Brought]]:
    """What each arm (by position) brought until then, by currency; nothing where nobody bought."""
    found: dict[str, dict[int, Brought]] = defaultdict(dict)
    for arm, currency, *sums in _rows(_BROUGHT, experiment_id, until):
        found[currency][arm] = Brought(*sums)
    return found


def buyers(experiment_id: int, until: datetime) -> Mapping[int, int]:
    """How many people of each arm (by position) have bought until then."""
    return dict(_rows(_BUYERS, experiment_id, until))


def _rows(statement: str, experiment_id: int, until: datetime) -> list[Any]:
    not_bought = [status.value for status in NOT_BOUGHT]
    values: dict[str, Any] = {"experiment": experiment_id, "until": until, "not_bought": not_bought}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
