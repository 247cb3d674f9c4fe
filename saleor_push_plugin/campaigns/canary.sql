-- answers --
-- Return how the pushes of a campaign were answered, by the quarters of the time of watching that each has had by now
-- (0 to 4): the quarters, how many were accepted, and how many of these were dismissed and unsubscribed within them.
--
-- prefix: of the keys of its events, as a pattern of LIKE. now. quarter: a quarter of that time, in seconds.
SELECT t.quarters, count(*),
    count(*) FILTER (WHERE t.dismissed_at <= t.sent_at + t.quarters * t.quarter),
    count(*) FILTER (WHERE t.unsubscribed_at <= t.sent_at + t.quarters * t.quarter)
FROM (
    SELECT n.sent_at, n.dismissed_at, n.unsubscribed_at, make_interval(secs => %(quarter)s) AS quarter,
        greatest(0, least(4, floor(extract(epoch FROM %(now)s - n.sent_at) / %(quarter)s)))::int AS quarters
    FROM saleor_push_plugin_event e JOIN saleor_push_plugin_notification n ON n.event_id = e.id
    WHERE e.key LIKE %(prefix)s AND n.sent_at IS NOT NULL
) t GROUP BY 1

-- attempts --
-- Return how many pushes of a campaign push services have accepted or refused, how many they refused, and how many
-- wait.
--
-- prefix: as above. reasons: what is stored of a refusal.
SELECT count(*) FILTER (WHERE n.sent_at IS NOT NULL OR n.reason = ANY(%(reasons)s)),
    count(*) FILTER (WHERE n.sent_at IS NULL AND n.reason = ANY(%(reasons)s)),
    count(*) FILTER (WHERE n.state IN ('pending', 'sending'))
FROM saleor_push_plugin_event e JOIN saleor_push_plugin_notification n ON n.event_id = e.id
WHERE e.key LIKE %(prefix)s

-- usual --
-- Return how marketing was answered before: whether it was a campaign's, how many pushes were accepted, how many of
-- these were dismissed within one to four quarters of the time of watching, and unsubscribed, and how many others were
-- refused.
--
-- since, until: when they were made. newest: how many at most, the newest. quarter, reasons: as above.
SELECT n.scenario = %(scenario)s, count(n.sent_at),
    count(*) FILTER (WHERE n.dismissed_at <= n.sent_at + n.quarter),
    count(*) FILTER (WHERE n.dismissed_at <= n.sent_at + 2 * n.quarter),
    count(*) FILTER (WHERE n.dismissed_at <= n.sent_at + 3 * n.quarter),
    count(*) FILTER (WHERE n.dismissed_at <= n.sent_at + 4 * n.quarter),
    count(*) FILTER (WHERE n.unsubscribed_at <= n.sent_at + n.quarter),
    count(*) FILTER (WHERE n.unsubscribed_at <= n.sent_at + 2 * n.quarter),
    count(*) FILTER (WHERE n.unsubscribed_at <= n.sent_at + 3 * n.quarter),
    count(*) FILTER (WHERE n.unsubscribed_at <= n.sent_at + 4 * n.quarter),
    count(*) FILTER (WHERE n.sent_at IS NULL AND n.reason = ANY(%(reasons)s))
FROM (
    SELECT scenario, sent_at, dismissed_at, unsubscribed_at, reason, make_interval(secs => %(quarter)s) AS quarter
    FROM saleor_push_plugin_notification
    WHERE bulk AND created_at >= %(since)s AND created_at < %(until)s
    ORDER BY id DESC LIMIT %(newest)s
) n GROUP BY 1
