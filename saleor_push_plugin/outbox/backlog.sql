-- waiting_lanes --
-- Return the lanes with due notifications, those that wait for longest first.
--
-- now: what is due. counted: up to which number they are counted. listed: how many lanes.
-- Returns bulk, channel, origin, oldest_due_at, due, blocked_until (null: not blocked).
SELECT w.bulk, w.channel, w.origin, w.due_at AS oldest_due_at, (
        SELECT count(*) FROM (
            SELECT 1 FROM saleor_push_plugin_notification n
            WHERE n.lane_id = w.id AND n.state = 'pending' AND n.due_at <= %(now)s LIMIT %(counted)s
        ) rows
    ) AS due, CASE WHEN p.blocked_until > %(now)s THEN p.blocked_until END AS blocked_until
FROM (
    SELECT l.*, first.due_at FROM saleor_push_plugin_lane l
    CROSS JOIN LATERAL (
        SELECT n.due_at FROM saleor_push_plugin_notification n
        WHERE n.lane_id = l.id AND n.state = 'pending' AND n.due_at <= %(now)s
        ORDER BY n.due_at LIMIT 1
    ) first
    ORDER BY first.due_at, l.id LIMIT %(listed)s
) w
LEFT JOIN saleor_push_plugin_pushservice p ON p.origin = w.origin
ORDER BY w.due_at, w.id
