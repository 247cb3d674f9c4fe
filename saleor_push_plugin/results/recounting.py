"""Counts a day anew from the notifications that are still kept, and names what differs."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Min

from ..core import result_cell_sql
from ..core.result_kinds import OF_ATTEMPTS
from ..core.sql_files import statements
from ..models import Notification, ResultDelta

_SQL = statements(__package__, "recounting.sql")
_OF_ROWS = _SQL["of_rows"].format(
    cell=result_cell_sql.cell_sql("n"), took=result_cell_sql.took_sql("n")
)
_COMPARE = _SQL["compare"].format(of_rows=_OF_ROWS, columns=result_cell_sql.COLUMNS)


class Difference(NamedTuple):
    """A number that is stored otherwise than the rows say. The cell: see models.results.Counted."""

    scenario: str
    campaign_id: int
    experiment_id: int
    arm: int
    group_id: int
    kind: str
    stored: int
    counted: int


@dataclass(frozen=True, kw_only=True)
class Recount:
    """What differs on a day. `complete`: no notification that was planned by its end was deleted.

    Else less may be counted than is stored: only of what was planned since `kept_since`.
    """

    day: date
    kept_since: datetime | None
    complete: bool
    differences: list[Difference]


def recount(day: date) -> Recount:
    """Compare a day (UTC) with the rows that are kept. Reads the whole table of notifications."""
    since = datetime.combine(day, time(), UTC)
    values = {"day": day, "since": since, "until": since + timedelta(days=1)}
    kept_since = Notification.objects.aggregate(first=Min("created_at"))["first"]
    return Recount(
        day=day,
        kept_since=kept_since,
        complete=kept_since is not None and kept_since < since,
        differences=[Difference(*row) for row in _compare(values)],
    )


def repair(found: Recount) -> int:
    """Make the sums of a day what the rows say; returns how many numbers change.

    By deltas, so what is counted meanwhile stays. Raises ValueError for a day whose rows are not
    all kept.
    """
    if not found.complete:
        raise ValueError(f"notifications of {found.day} were deleted: their sums stay")
    ResultDelta.objects.bulk_create(_corrections(found))
    return len(found.differences)


def _corrections(found: Recount) -> list[ResultDelta]:
    return [
        ResultDelta(
            day=found.day,
            scenario=each.scenario,
            campaign_id=each.campaign_id,
            experiment_id=each.experiment_id,
            arm=each.arm,
            group_id=each.group_id,
            kind=each.kind,
            n=each.counted - each.stored,
        )
        for each in found.differences
    ]


def _compare(values: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(_COMPARE, {**values, "uncounted": sorted(OF_ATTEMPTS)})
        return cursor.fetchall()
