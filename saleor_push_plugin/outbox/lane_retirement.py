"""Deletes lanes of hosts that nobody is subscribed with any more and that never accepted a push.

Anybody can name new hosts below a wildcard; without this their lanes would be read for ever.
"""

import logging

from django.db import OperationalError, connection, transaction

logger = logging.getLogger(__name__)
_ABANDONED = """
    SELECT l.id FROM saleor_push_plugin_lane l
    WHERE NOT l.proven AND NOT EXISTS (
        SELECT 1 FROM saleor_push_plugin_subscription s WHERE s.origin = l.origin)
"""
# While the lock is held nothing is planned; planning that has read a lane ends first. So no
# notification can be left in a lane that is gone.
_LOCK = """
    SET LOCAL lock_timeout = '500ms';
    LOCK TABLE saleor_push_plugin_lane IN ACCESS EXCLUSIVE MODE
"""
_DELETE = """
    DELETE FROM saleor_push_plugin_lane l WHERE l.id = ANY(%(ids)s)
        AND NOT EXISTS (SELECT 1 FROM saleor_push_plugin_notification n
            WHERE n.lane_id = l.id AND n.state = 'pending')
        AND l.id NOT IN (SELECT n.lane_id FROM saleor_push_plugin_notification n
            WHERE n.state = 'sending' AND n.lane_id IS NOT NULL)
"""


def retire_lanes() -> int:
    """Delete abandoned lanes; returns how many. If the table is in use, the next run does."""
    with connection.cursor() as cursor:
        cursor.execute(_ABANDONED)
        ids = [id for (id,) in cursor.fetchall()]
    try:
        return _delete(ids) if ids else 0
    except OperationalError:
        logger.info("lanes are in use; %s abandoned ones stay for now", len(ids))
        return 0


@transaction.atomic
def _delete(ids: list[int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
        cursor.execute(_DELETE, {"ids": ids})
        return int(cursor.rowcount)
