"""Lanes: notifications of one channel through one push service, either transactional or bulk.

There are few lanes, and the index on due notifications starts with the lane. So the channels share
each claim however long one channel's campaign is, and a blocked push service costs nothing however
much waits for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.db import connection


@dataclass(frozen=True, kw_only=True)
class OpenLane:
    """A lane with due notifications whose push service is not blocked.

    `proven`: whether its origin ever accepted a push. `is_slow`: whether it asked everybody to wait
    lately.
    """

    id: int
    origin: str
    proven: bool
    is_slow: bool = False

    @property
    def domain(self) -> str:
        """What hosts below one wildcard have in common."""
        return ".".join((urlsplit(self.origin).hostname or "").rsplit(".", 2)[-2:])


# The longest due first: a claim that cannot read them all reads these.
_OPEN_LANES = """
    SELECT l.id, l.origin, l.proven, coalesce(p.slow_until > %(now)s, false)
    FROM saleor_push_plugin_lane l
    LEFT JOIN saleor_push_plugin_pushservice p ON p.origin = l.origin
    CROSS JOIN LATERAL (
        SELECT n.due_at FROM saleor_push_plugin_notification n
        WHERE n.lane_id = l.id AND n.state = 'pending' AND n.due_at <= %(now)s
        ORDER BY n.due_at LIMIT 1) first
    WHERE l.bulk = %(bulk)s AND (p.origin IS NULL OR p.blocked_until <= %(now)s)
    ORDER BY first.due_at
"""
_PROVE = """
    UPDATE saleor_push_plugin_lane SET proven = true
    WHERE origin = ANY(%(origins)s) AND NOT proven
"""
_COUNT_DUE = """
    SELECT count(*) FROM (
        SELECT 1 FROM saleor_push_plugin_notification n
        WHERE n.lane_id = ANY(%(lanes)s) AND n.state = 'pending' AND n.due_at <= %(now)s
        LIMIT %(limit)s) due
"""


def open_lanes(now: datetime, *, bulk: bool) -> list[OpenLane]:
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_LANES, {"now": now, "bulk": bulk})
        return [
            OpenLane(id=id, origin=origin, proven=proven, is_slow=is_slow)
            for id, origin, proven, is_slow in cursor.fetchall()
        ]


def prove(origins: Iterable[str]) -> None:
    """Remember that these origins accept pushes."""
    with connection.cursor() as cursor:
        cursor.execute(_PROVE, {"origins": sorted(set(origins))})


def count_due(now: datetime, *, bulk: bool, limit: int) -> int:
    """How many notifications could be claimed now; counts up to `limit`."""
    lanes = [lane.id for lane in open_lanes(now, bulk=bulk)]
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_DUE, {"lanes": lanes, "now": now, "limit": limit})
        return int(cursor.fetchone()[0])
