"""Notes each browser that is subscribed or leaves, without telling whose it was.

Anybody can subscribe any number of browsers, so the notes of a day become sums when it is over.
"""

from collections.abc import Collection
from datetime import UTC, datetime

from django.db import connection

from ..core.consent import Source
from ..core.platform import browser_sql
from ..core.reason import Reason
from ..models import SubscriberChange, numbers

# The database's clock tells the day on which one left: who gives way has no moment of its own.
_NOTE = f"""
    INSERT INTO saleor_push_plugin_subscriberchange
        (day, kind, why, joined_on, channel, platform, service, number)
    SELECT CASE WHEN %(kind)s = 'left' THEN (now() AT TIME ZONE 'UTC')::date
            ELSE (s.created_at AT TIME ZONE 'UTC')::date END,
        %(kind)s, %(why)s, (s.created_at AT TIME ZONE 'UTC')::date,
        coalesce(nullif(s.first_channel, ''), s.channel), s.platform, {browser_sql("s.origin")}, 1
    FROM saleor_push_plugin_subscription s WHERE s.id = ANY(%(ids)s::bigint[])
"""
_GROUP = "day, kind, why, joined_on, channel, platform, service"
_FOLD = f"""
    WITH alike AS (
        SELECT {_GROUP} FROM saleor_push_plugin_subscriberchange WHERE day < %(today)s
        GROUP BY {_GROUP} HAVING count(*) > 1
    ), taken AS (
        DELETE FROM saleor_push_plugin_subscriberchange c USING alike a
        WHERE (c.day, c.kind, c.why, c.joined_on, c.channel, c.platform, c.service)
            = (a.day, a.kind, a.why, a.joined_on, a.channel, a.platform, a.service)
        RETURNING c.*
    )
    INSERT INTO saleor_push_plugin_subscriberchange ({_GROUP}, number)
    SELECT {_GROUP}, sum(number) FROM taken GROUP BY {_GROUP}
"""


def joined(ids: Collection[int], source: Source | None) -> None:
    """Note that browsers were subscribed, and where in the shop."""
    if ids:
        _note(ids, SubscriberChange.JOINED, source or "")


def left(ids: Collection[int], reason: Reason) -> None:
    """Note that browsers leave, before their subscriptions are deleted."""
    if ids:
        _note(ids, SubscriberChange.LEFT, reason)


def _note(ids: Collection[int], kind: str, why: str) -> None:
    values = {"ids": numbers(ids), "kind": kind, "why": str(why)}
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, values)


def fold(now: datetime) -> None:
    """Replace the notes of days (UTC) that are over by their sums, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLD, {"today": now.astimezone(UTC).date()})
