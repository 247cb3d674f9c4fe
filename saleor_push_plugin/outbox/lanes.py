"""Lanes: notifications of one channel through one push service, either transactional or bulk.

There are few lanes, and the index on due notifications starts with the lane. So the channels share
each claim however long one channel's campaign is, and a blocked push service costs nothing however
much waits for it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection


@dataclass(frozen=True, kw_only=True)
class OpenLane:
    """A lane with due notifications whose push service is not blocked."""

    id: int
    origin: str


_OPEN_LANES = """
    SELECT l.id, l.origin FROM saleor_push_plugin_lane l
    LEFT JOIN saleor_push_plugin_pushservice p ON p.origin = l.origin
    WHERE l.bulk = %(bulk)s AND (p.origin IS NULL OR p.blocked_until <= %(now)s) AND EXISTS (
        SELECT 1 FROM saleor_push_plugin_notification n
        WHERE n.lane_id = l.id AND n.state = 'pending' AND n.due_at <= %(now)s)
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
        return [OpenLane(id=id, origin=origin) for id, origin in cursor.fetchall()]


def count_due(now: datetime, *, bulk: bool, limit: int) -> int:
    """How many notifications could be claimed now; counts up to `limit`."""
    lanes = [lane.id for lane in open_lanes(now, bulk=bulk)]
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_DUE, {"lanes": lanes, "now": now, "limit": limit})
        return int(cursor.fetchone()[0])
