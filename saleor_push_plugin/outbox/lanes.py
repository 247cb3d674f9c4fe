"""Lanes: rows of one channel through one push service, transactional or bulk.

There are few of them, and each has its own piece of the index. So channels share what is claimed,
however long one's campaign is, and a service that is left alone costs nothing however much waits.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection


@dataclass(frozen=True, kw_only=True)
class Open:
    """A lane with due rows whose push service takes them."""

    id: int
    origin: str


_OPEN = """
    SELECT l.id, l.origin FROM saleor_push_plugin_lane l
    LEFT JOIN saleor_push_plugin_pushservice p ON p.origin = l.origin
    WHERE l.bulk = %(bulk)s AND (p.origin IS NULL OR p.blocked_until <= %(now)s) AND EXISTS (
        SELECT 1 FROM saleor_push_plugin_notification n
        WHERE n.lane_id = l.id AND n.state = 'pending' AND n.due_at <= %(now)s)
"""
_WAITING = """
    SELECT count(*) FROM (
        SELECT 1 FROM saleor_push_plugin_notification n
        WHERE n.lane_id = ANY(%(lanes)s) AND n.state = 'pending' AND n.due_at <= %(now)s
        LIMIT %(most)s) due
"""


def opened(now: datetime, *, bulk: bool) -> list[Open]:
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, {"now": now, "bulk": bulk})
        return [Open(id=id, origin=origin) for id, origin in cursor.fetchall()]


def waiting(now: datetime, *, bulk: bool, most: int) -> int:
    """How many rows could go out now; counted up to `most`."""
    lanes = [lane.id for lane in opened(now, bulk=bulk)]
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"lanes": lanes, "now": now, "most": most})
        return int(cursor.fetchone()[0])
