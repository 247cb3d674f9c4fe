-- counts --
-- Return the sums of what happened, by group.
--
-- {keys}: the columns to group by, of the row r and its group g, each with a comma after it.
-- since, until: the days, both included. {chosen}: the condition below.
-- scenarios, campaigns, channels, languages, platforms: only these; null: all.
SELECT {keys} r.kind, sum(r.n)::bigint FROM saleor_push_plugin_result r
LEFT JOIN saleor_push_plugin_resultgroup g ON g.id = r.group_id
WHERE r.day BETWEEN %(since)s AND %(until)s AND {chosen}
GROUP BY {keys} r.kind

-- credits --
-- Return by group, window and currency: how many orders came after a click, their money gross and net, and the
-- same of orders that came after a notification that was only shown. Of some channels those orders that were also
-- placed there.
--
-- {keys}, {chosen} and the parameters: as above. windows: the longest time before an order, in hours.
SELECT {keys} w.hours, r.currency,
    count(*) FILTER (WHERE r.via = 'clicked'),
    coalesce(sum(r.gross) FILTER (WHERE r.via = 'clicked'), 0),
    coalesce(sum(r.gross - r.paid_back) FILTER (WHERE r.via = 'clicked'), 0),
    count(*) FILTER (WHERE r.via = 'shown'),
    coalesce(sum(r.gross) FILTER (WHERE r.via = 'shown'), 0),
    coalesce(sum(r.gross - r.paid_back) FILTER (WHERE r.via = 'shown'), 0)
FROM saleor_push_plugin_ordercredit r
LEFT JOIN saleor_push_plugin_resultgroup g ON g.id = r.group_id
CROSS JOIN unnest(%(windows)s::int[]) AS w(hours)
WHERE r.day BETWEEN %(since)s AND %(until)s AND r.age <= w.hours * 3600
    AND (r.via = 'clicked' OR r.click_age IS NULL OR r.click_age > w.hours * 3600)
    AND (%(channels)s::text[] IS NULL OR r.channel = ANY (%(channels)s)) AND {chosen}
GROUP BY {keys} w.hours, r.currency

-- groups --
-- Return how many groups there are, at most one more than `most`.
--
-- {keys}, {chosen} and the other parameters: as above.
SELECT count(*) FROM (
    SELECT {keys} 1 FROM saleor_push_plugin_result r
    LEFT JOIN saleor_push_plugin_resultgroup g ON g.id = r.group_id
    WHERE r.day BETWEEN %(since)s AND %(until)s AND {chosen}
    UNION
    SELECT {keys} 1 FROM saleor_push_plugin_ordercredit r
    LEFT JOIN saleor_push_plugin_resultgroup g ON g.id = r.group_id
    WHERE r.day BETWEEN %(since)s AND %(until)s AND {chosen}
        AND (%(channels)s::text[] IS NULL OR r.channel = ANY (%(channels)s))
    LIMIT %(most)s + 1
) AS found

-- chosen --
-- Shared condition: which cells are reported. Parameters: see `counts`.
(%(scenarios)s::text[] IS NULL OR r.scenario = ANY (%(scenarios)s))
    AND (%(campaigns)s::bigint[] IS NULL OR r.campaign_id = ANY (%(campaigns)s))
    AND (%(channels)s::text[] IS NULL OR g.channel = ANY (%(channels)s))
    AND (%(languages)s::text[] IS NULL OR g.language = ANY (%(languages)s))
    AND (%(platforms)s::text[] IS NULL OR g.platform = ANY (%(platforms)s))
