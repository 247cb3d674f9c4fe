"""Notes each browser that is subscribed or leaves, without telling whose it was."""

from collections.abc import Collection

from django.db import connection

from ..core.consent import Source
from ..core.platform import browser_sql
from ..core.reason import Reason
from ..models import SubscriberChange, numbers

# The database's clock tells the day on which one left: who gives way has no moment of its own.
_NOTE = f"""
    INSERT INTO saleor_push_plugin_subscriberchange
        (day, kind, why, joined_on, channel, platform, service)
    SELECT CASE WHEN %(kind)s = 'left' THEN (now() AT TIME ZONE 'UTC')::date
            ELSE (s.created_at AT TIME ZONE 'UTC')::date END,
        %(kind)s, %(why)s, (s.created_at AT TIME ZONE 'UTC')::date, s.channel, s.platform,
        {browser_sql("s.origin")}
    FROM saleor_push_plugin_subscription s WHERE s.id = ANY(%(ids)s::bigint[])
"""


def joined(subscription_id: int, source: Source | None) -> None:
    """Note that a browser was subscribed, and where in the shop."""
    _note([subscription_id], SubscriberChange.JOINED, source or "")


def left(ids: Collection[int], reason: Reason) -> None:
    """Note that browsers leave, before their subscriptions are deleted."""
    if ids:
        _note(ids, SubscriberChange.LEFT, reason)


def _note(ids: Collection[int], kind: str, why: str) -> None:
    values = {"ids": numbers(ids), "kind": kind, "why": str(why)}
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, values)
