-- of_rows --
-- Count what happened on one day from the notifications that are still kept.
--
-- day: the date (UTC). since, until: its first moment, and that of the next day.
-- {cell}, {took}: of the row n.
-- Returns the cell, the kind and the number.
--
-- What happened on that day happened to rows that were made before its end. No arm was drawn when they were
-- planned.
SELECT scenario, campaign_id, CASE WHEN has_arm THEN experiment_id ELSE 0 END AS experiment_id,
    CASE WHEN has_arm THEN arm ELSE 0::smallint END AS arm, group_id, kind, count(*) AS n
FROM (
    SELECT {cell}, {took} AS took, created_at, sent_at, shown_at, clicked_at, dismissed_at, gone_at,
        unsubscribed_at, held_out_at
    FROM saleor_push_plugin_notification n WHERE created_at < %(until)s
) rows CROSS JOIN LATERAL (VALUES
    ('planned', created_at, false), ('accepted', sent_at, true), (took, sent_at, true),
    ('shown', shown_at, true), ('clicked', clicked_at, true), ('dismissed', dismissed_at, true),
    ('gone', gone_at, true), ('unsubscribed', unsubscribed_at, true), ('held_out', held_out_at, true)
) AS happened(kind, at, has_arm)
WHERE at >= %(since)s AND at < %(until)s
GROUP BY 1, 2, 3, 4, 5, 6

-- compare --
-- Compare the sums of one day, with the deltas that are not in them yet, with what the rows say.
--
-- {of_rows}: the statement above, with its parameters. uncounted: kinds that no row keeps.
-- Returns the cell, the kind, what is stored and what was counted, where they differ.
WITH stored AS (
    SELECT {columns}, kind, sum(n) AS n FROM (
        SELECT {columns}, kind, n FROM saleor_push_plugin_result WHERE day = %(day)s
        UNION ALL SELECT {columns}, kind, n FROM saleor_push_plugin_resultdelta WHERE day = %(day)s
    ) both_tables
    WHERE kind <> ALL(%(uncounted)s) GROUP BY {columns}, kind
)
SELECT {columns}, kind, coalesce(s.n, 0)::bigint, coalesce(c.n, 0)::bigint
FROM stored s FULL JOIN ({of_rows}) c USING ({columns}, kind)
WHERE s.n IS DISTINCT FROM c.n
ORDER BY {columns}, kind
