"""Rows that ended long ago are deleted, so that the outbox stays as large as what is going on."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection

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


def purge(before: datetime, *, kept: Collection[str] = ()) -> int:
    """Delete what ended and was made before then, STRIDE rows at a time; how many rows.

    Answers to surveys keep their rows, and so do the scenarios `kept`.
    """
    deleted, after, more = 0, 0, True
    while more:
        values: dict[str, Any] = {
            "before": before,
            "after": after,
            "stride": STRIDE,
            "kept": list(kept),
        }
        with connection.cursor() as cursor:
            cursor.execute(_PURGE, values)
            gone, after, more = cursor.fetchone()
        deleted += gone
    return deleted
