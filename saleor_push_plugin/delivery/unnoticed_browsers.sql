-- mark --
-- Note when a browser's shopper takes no notice of its pushes, for one stride of subscriptions; returns how many
-- were read, the last id among them, and how many were marked.
--
-- after, stride: ids behind this one, so many. now. since: only who was not seen since then.
-- most: as many pushes since the last visit, with no click, either all of them shown or none: a push service may
-- accept for ever what no device shows. A mark from before the last visit is void, and is made anew.
WITH stride AS (
    SELECT s.id, coalesce(s.seen_at, s.updated_at) AS seen, s.unnoticed_at
    FROM saleor_push_plugin_subscription s WHERE s.id > %(after)s ORDER BY s.id LIMIT %(stride)s
), counted AS (
    SELECT t.id, count(*) AS sent, count(n.shown_at) AS shown, count(n.clicked_at) AS clicked
    FROM stride t JOIN saleor_push_plugin_notification n ON n.subscription_id = t.id
    WHERE t.seen < %(since)s AND n.state = 'sent' AND n.sent_at > t.seen
    GROUP BY t.id
), found AS (
    SELECT t.id, t.seen, t.unnoticed_at, coalesce(c.clicked = 0 AND (c.shown >= %(most)s
        OR (c.shown = 0 AND c.sent >= %(most)s)), false) AS unnoticed, coalesce(c.clicked, 0) AS clicked
    FROM stride t LEFT JOIN counted c ON c.id = t.id
), changed AS (
    UPDATE saleor_push_plugin_subscription s
    SET unnoticed_at = CASE WHEN f.unnoticed THEN %(now)s::timestamptz END
    FROM found f WHERE s.id = f.id AND coalesce(s.seen_at, s.updated_at) < %(since)s
        AND ((f.unnoticed AND coalesce(f.unnoticed_at <= f.seen, true))
            OR (f.clicked > 0 AND f.unnoticed_at IS NOT NULL))
    RETURNING f.unnoticed
)
SELECT (SELECT count(*) FROM stride), (SELECT max(id) FROM stride),
    (SELECT count(*) FROM changed WHERE unnoticed)
