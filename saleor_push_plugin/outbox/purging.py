"""Rows that ended long ago are deleted, so that the outbox stays as large as what is going on."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from ..core.event import EVENT_TYPES

STRIDE = 10_000

# Rows are made in the order of time, so the old ones come first, and a stride that had none to
# delete and begins with a young one is the last.
_PURGE = """
    WITH stride AS MATERIALIZED (
        SELECT id, created_at < %(before)s AS old FROM saleor_push_plugin_notification
        WHERE id > %(after)s ORDER BY id LIMIT %(stride)s),
    gone AS (
        DELETE FROM saleor_push_plugin_notification n USING stride
        WHERE n.id = stride.id AND stride.old AND n.state NOT IN ('pending', 'sending')
            AND n.scenario <> ALL(%(kept)s) AND NOT EXISTS (
                SELECT 1 FROM saleor_push_plugin_answer a WHERE a.notification_id = n.id)
        RETURNING 1)
    SELECT (SELECT count(*) FROM gone), max(id), bool_or(old) FROM stride
"""
# After the rows, and only where neither rows nor pieces of a crowd are left. Each is looked for by
# index, one by one: joined, PostgreSQL may read all of them for every stride. Of a fact nobody was
# to hear of only the key still says what it was.
_FORGET = """
    WITH stride AS MATERIALIZED (
        SELECT id, planned_at, split_part(key, ':', 1) AS kind,
            coalesce(planned_at, at) < %(before)s AS old FROM saleor_push_plugin_event
        WHERE id > %(after)s ORDER BY id LIMIT %(stride)s),
    gone AS (
        DELETE FROM saleor_push_plugin_event e USING stride
        LEFT JOIN unnest(%(kinds)s::text[], %(spans)s::interval[]) AS l(kind, span)
            ON l.kind = stride.kind
        WHERE e.id = stride.id
            AND stride.planned_at < %(before)s - coalesce(l.span, interval '0')
            AND (SELECT n.id FROM saleor_push_plugin_notification n
                WHERE n.event_id = e.id LIMIT 1) IS NULL
            AND (SELECT p.id FROM saleor_push_plugin_piece p
                WHERE p.event_id = e.id LIMIT 1) IS NULL
        RETURNING 1)
    SELECT (SELECT count(*) FROM gone), max(id), bool_or(old) FROM stride
"""


def purge(before: datetime, *, kept: Collection[str] = ()) -> int:
    """Delete what ended and was made before then, STRIDE rows at a time; how many pushes.

    Answers to surveys keep their rows, and so do the scenarios `kept`. Facts go with the last of
    their rows, apart from those that are remembered longer.
    """
    pushes = _strides(_PURGE, {"before": before, "kept": list(kept)})
    kept_longer = {each.kind: each.retention for each in EVENT_TYPES.values() if each.retention}
    longer = {"kinds": list(kept_longer), "spans": list(kept_longer.values())}
    _strides(_FORGET, {"before": before, **longer})
    return pushes


def _strides(statement: str, values: Mapping[str, Any]) -> int:
    """Run it stride by stride until the rows are young; how many were deleted."""
    deleted, after, more = 0, 0, True
    while more:
        with connection.cursor() as cursor:
            cursor.execute(statement, {**values, "after": after, "stride": STRIDE})
            gone, after, more = cursor.fetchone()
        deleted += gone
    return deleted
