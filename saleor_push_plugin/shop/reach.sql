-- reach --
-- How many people a marketing push of this moment reaches, and at which step the others are lost. Each counts
-- once: at the last step that one of their browsers gets to. Returns (number of the step, people); the steps
-- are those of core.segments.reach.STEPS.
--
-- {condition}: whom the push is for, on f, a row of PersonFacts. {bucket}: of w.person in the hold-out.
-- topic: what they must have agreed to. channels: only browsers of these; null: all.
-- now; since: from when a person's pushes count; resting: who was not seen since then gets none.
-- most: how many pushes a person may have had. hold_out: id of the running one, or null; held_below: the bucket
-- at which its first arm ends.
--
-- The conditions are those of delivery.eligibility. Of a Mac's Safari and its Dock app only the app counts, if such
-- pushes go there, as in delivery.audiences.
WITH who AS MATERIALIZED (
    SELECT f.person, f.user_id, f.subscription_id FROM saleor_push_plugin_personfacts f
    WHERE {condition}
), browsers AS (
    SELECT w.person, s.* FROM who w
    JOIN saleor_push_plugin_subscription s ON s.user_id = w.user_id
    UNION ALL
    SELECT w.person, s.* FROM who w
    JOIN saleor_push_plugin_subscription s ON s.id = w.subscription_id AND s.user_id IS NULL
), addressed AS (
    SELECT b.* FROM browsers b
    WHERE (%(channels)s::text[] IS NULL OR b.channel = ANY(%(channels)s::text[]))
        AND NOT (b.platform = 'macos' AND b.display_mode = 'browser'
            AND b.origin LIKE '%%.push.apple.com' AND EXISTS (
            SELECT 1 FROM saleor_push_plugin_subscription app
            WHERE app.user_id = b.user_id AND app.platform = 'macos'
                AND app.display_mode = 'standalone' AND app.origin LIKE '%%.push.apple.com'
                AND %(topic)s = ANY(app.topics)
                AND (%(channels)s::text[] IS NULL OR app.channel = ANY(%(channels)s::text[]))))
), recent AS (
    SELECT n.person, count(DISTINCT (n.event_id, n.scenario)) AS pushes,
        count(DISTINCT (n.event_id, n.scenario)) FILTER (WHERE NOT n.asked) AS counted
    FROM saleor_push_plugin_notification n
    WHERE n.bulk AND (n.state = 'sending' OR (n.state = 'sent' AND n.sent_at > %(since)s)
        OR n.shown_at > %(since)s OR n.posted_at > %(since)s OR n.held_out_at > %(since)s)
    GROUP BY n.person
), furthest AS (
    SELECT a.person, max(CASE
        WHEN NOT %(topic)s = ANY(a.topics) THEN 1
        WHEN a.held_until > %(now)s THEN 2
        WHEN NOT coalesce(c.is_active, true) THEN 3
        WHEN coalesce(a.seen_at, a.updated_at) < %(resting)s THEN 4
        WHEN NOT coalesce(u.is_active, true) THEN 5
        WHEN a.unnoticed_at > coalesce(a.seen_at, a.updated_at) THEN 6
        WHEN a.paused_until > %(now)s THEN 7
        WHEN coalesce(r.pushes, 0) >= a.weekly_limit THEN 8
        WHEN coalesce(r.counted, 0) >= %(most)s THEN 9
        ELSE 11 END) AS step
    FROM addressed a
    LEFT JOIN channel_channel c ON c.slug = a.channel
    LEFT JOIN account_user u ON u.id = a.user_id
    LEFT JOIN recent r ON r.person = a.person
    GROUP BY a.person
)
SELECT reached.step, count(*) FROM (
    SELECT CASE WHEN l.step < 11 THEN l.step WHEN l.step IS NULL THEN 0
        WHEN %(hold_out)s::bigint IS NULL THEN 11
        WHEN coalesce(x.arm, CASE WHEN {bucket} < %(held_below)s THEN 0 ELSE 1 END) = 0 THEN 10
        ELSE 11 END AS step
    FROM who w
    LEFT JOIN furthest l ON l.person = w.person
    LEFT JOIN saleor_push_plugin_assignment x
        ON x.experiment_id = %(hold_out)s::bigint AND x.person = w.person
) AS reached GROUP BY reached.step
