-- note_first --
-- Store the first report of something that happened to a notification, and count it.
--
-- id: the notification. clicked, dismissed: whether it was that; it was shown in any case. now: when.
-- {cell}, {columns}: where the row n is counted; {day}: the day of `now`.
-- Returns whether there is such a notification with a browser.
WITH known AS MATERIALIZED (
    SELECT * FROM saleor_push_plugin_notification
    WHERE id = %(id)s AND subscription_id IS NOT NULL FOR UPDATE
), noted AS (
    UPDATE saleor_push_plugin_notification n
    SET shown_at = coalesce(n.shown_at, %(now)s),
        clicked_at = CASE WHEN %(clicked)s THEN coalesce(n.clicked_at, %(now)s) ELSE n.clicked_at END,
        dismissed_at = CASE WHEN %(dismissed)s THEN coalesce(n.dismissed_at, %(now)s)
            ELSE n.dismissed_at END
    FROM known k
    WHERE n.id = k.id AND (k.shown_at IS NULL OR (%(clicked)s AND k.clicked_at IS NULL)
        OR (%(dismissed)s AND k.dismissed_at IS NULL))
), counted AS (
    INSERT INTO saleor_push_plugin_resultdelta (day, {columns}, kind, n)
    SELECT {day}, {cell}, kind, 1 FROM known n CROSS JOIN LATERAL (VALUES
        ('shown', n.shown_at IS NULL),
        ('clicked', %(clicked)s AND n.clicked_at IS NULL),
        ('dismissed', %(dismissed)s AND n.dismissed_at IS NULL)
    ) AS happened(kind, is_first)
    WHERE is_first
)
SELECT count(*) > 0 FROM known
