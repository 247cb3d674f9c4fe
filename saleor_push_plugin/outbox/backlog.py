"""What waits in the outbox and since when, for monitoring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Min

from ..core.sql_files import statements
from ..models import Cursor, Event, PushService

# Rows are counted up to this number, and so many lanes and push services are listed.
MOST_COUNTED, MOST_LISTED = 10_000, 100
_SQL = statements(__package__, "backlog.sql")


@dataclass(frozen=True, kw_only=True)
class WaitingLane:
    """A lane with due notifications, `due` of them (at most MOST_COUNTED).

    `oldest_due_at`: since when the first is due. `blocked_until`: until when its push service is
    left alone, or null.
    """

    bulk: bool
    channel: str
    origin: str
    oldest_due_at: datetime
    due: int
    blocked_until: datetime | None


@dataclass(frozen=True, kw_only=True)
class WaitingEvents:
    """Events that no worker has planned: how many (at most MOST_COUNTED), since when."""

    count: int
    oldest_at: datetime | None


def waiting_lanes(now: datetime) -> Sequence[WaitingLane]:
    """Lanes with due notifications, those that wait for longest first; at most MOST_LISTED."""
    values: dict[str, Any] = {"now": now, "counted": MOST_COUNTED, "listed": MOST_LISTED}
    with connection.cursor() as cursor:
        cursor.execute(_SQL["waiting_lanes"], values)
        names = [column[0] for column in cursor.description]
        return [WaitingLane(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def waiting_events(now: datetime) -> WaitingEvents:
    """Events that happened before `now` and are not planned."""
    waiting = Event.objects.filter(planned_at=None, at__lte=now)
    oldest = waiting.aggregate(at=Min("at"))["at"]
    return WaitingEvents(count=waiting[:MOST_COUNTED].count(), oldest_at=oldest)


def troubled_services() -> Sequence[PushService]:
    """Push services that were blocked, paced or doubted lately, the newest change first."""
    return list(PushService.objects.order_by("-changed_at", "origin")[:MOST_LISTED])


def busy_slots(now: datetime) -> Mapping[str, int]:
    """How many tasks are sending now, by the name of their lane."""
    held = Cursor.objects.filter(name__startswith="slot:", at__gte=now)
    found: dict[str, int] = {}
    for name in held.values_list("name", flat=True):
        lane = name.split(":")[1]
        found[lane] = found.get(lane, 0) + 1
    return found
