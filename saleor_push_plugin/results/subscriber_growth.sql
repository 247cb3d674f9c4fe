-- days --
-- How many browsers were subscribed and left, by day and reason.
--
-- since, until: the days, both included. channels: only these; null: all.
-- Returns the day, the kind ("joined" or "left"), where or why, and the number, sorted.
SELECT c.day, c.kind, c.why, sum(c.number) FROM saleor_push_plugin_subscriberchange c
WHERE c.day BETWEEN %(since)s AND %(until)s
    AND (%(channels)s::text[] IS NULL OR c.channel = ANY (%(channels)s))
GROUP BY c.day, c.kind, c.why ORDER BY c.day, c.kind, c.why

-- groups --
-- The same with the browsers told apart: by channel, system and push service.
SELECT c.day, c.kind, c.why, c.channel, c.platform, c.service, sum(c.number)
FROM saleor_push_plugin_subscriberchange c
WHERE c.day BETWEEN %(since)s AND %(until)s
    AND (%(channels)s::text[] IS NULL OR c.channel = ANY (%(channels)s))
GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6

-- cohorts --
-- Of the browsers that were subscribed in a week: how many, and how many left within some days after.
--
-- since, until: days; the weeks (from Monday) that begin between them. ages: days. channels: as above.
-- Returns the Monday, how many were subscribed, and for each of the ages how many had left, as an array.
SELECT w.week, w.joined, array_agg((
    SELECT coalesce(sum(l.number), 0)::bigint FROM saleor_push_plugin_subscriberchange l
    WHERE l.kind = 'left' AND l.joined_on BETWEEN w.week AND w.week + 6 AND l.day - l.joined_on < a.age
        AND (%(channels)s::text[] IS NULL OR l.channel = ANY (%(channels)s))) ORDER BY a.age)
FROM (
    SELECT date_trunc('week', c.joined_on)::date AS week, sum(c.number) AS joined
    FROM saleor_push_plugin_subscriberchange c
    WHERE c.kind = 'joined' AND (%(channels)s::text[] IS NULL OR c.channel = ANY (%(channels)s))
        AND c.joined_on >= %(since)s AND c.joined_on < %(until)s::date + 7
    GROUP BY 1
) w CROSS JOIN unnest(%(ages)s::int[]) AS a(age)
WHERE w.week BETWEEN %(since)s AND %(until)s
GROUP BY w.week, w.joined ORDER BY w.week

-- recount --
-- Of the browsers that were subscribed on some day: how many are there by what was noted, and by the
-- subscriptions.
--
-- day: the date (UTC). since, until: its first moment, and that of the next day.
SELECT
    (SELECT coalesce(sum(CASE WHEN c.kind = 'joined' THEN c.number ELSE -c.number END), 0)
        FROM saleor_push_plugin_subscriberchange c WHERE c.joined_on = %(day)s)::bigint,
    (SELECT count(*) FROM saleor_push_plugin_subscription s
        WHERE s.created_at >= %(since)s AND s.created_at < %(until)s)
