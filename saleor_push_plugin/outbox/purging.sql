-- purge_notifications --
-- Delete old notifications of one stride: `stride` rows from id `after` on.
--
-- before: rows that were created earlier are old.
-- kept: scenarios whose notifications stay. Those with a survey answer stay as well.
-- Returns how many were deleted, the last id of the stride, and whether any of its rows is old.
--
-- Ids grow with time, so the old rows come first: a stride without an old row is the last.
WITH stride AS MATERIALIZED (
    SELECT id, created_at < %(before)s AS old FROM saleor_push_plugin_notification
    WHERE id > %(after)s ORDER BY id LIMIT %(stride)s
), deleted AS (
    DELETE FROM saleor_push_plugin_notification n USING stride
    WHERE n.id = stride.id AND stride.old AND n.state NOT IN ('pending', 'sending')
        AND n.scenario <> ALL(%(kept)s) AND NOT EXISTS (
            SELECT 1 FROM saleor_push_plugin_surveyanswer a WHERE a.notification_id = n.id)
    RETURNING 1
)
SELECT (SELECT count(*) FROM deleted), max(id), bool_or(old) FROM stride

-- purge_events --
-- Delete old events of one stride that have neither notifications nor chunks left.
--
-- before, after, stride: as in purge_notifications; an event is as old as its planning.
-- kinds, spans: kinds of events that are kept longer, and how much longer.
-- Returns the same as purge_notifications.
--
-- Notifications and chunks are looked up by index for one event at a time: PostgreSQL may plan a
-- join as reading both tables for every stride. Of a silenced event only the key tells its kind.
WITH stride AS MATERIALIZED (
    SELECT id, planned_at, split_part(key, ':', 1) AS kind,
        coalesce(planned_at, at) < %(before)s AS old FROM saleor_push_plugin_event
    WHERE id > %(after)s ORDER BY id LIMIT %(stride)s
), deleted AS (
    DELETE FROM saleor_push_plugin_event e USING stride
    LEFT JOIN unnest(%(kinds)s::text[], %(spans)s::interval[]) AS l(kind, span)
        ON l.kind = stride.kind
    WHERE e.id = stride.id
        AND stride.planned_at < %(before)s - coalesce(l.span, interval '0')
        AND (SELECT n.id FROM saleor_push_plugin_notification n
            WHERE n.event_id = e.id LIMIT 1) IS NULL
        AND (SELECT c.id FROM saleor_push_plugin_chunk c
            WHERE c.event_id = e.id LIMIT 1) IS NULL
    RETURNING 1
)
SELECT (SELECT count(*) FROM deleted), max(id), bool_or(old) FROM stride
