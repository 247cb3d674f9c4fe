-- plan --
-- Plan a campaign for some people of its current stage: at the next such hour of their zone.
--
-- campaign: its id. ends: the bucket at which the people of the stage end. most: how many people at most.
-- zones, moments: when it is planned in each time zone; elsewhere: for all others.
WITH chosen AS MATERIALIZED (
    SELECT id, time_zone FROM saleor_push_plugin_campaignrecipient
    WHERE campaign_id = %(campaign)s AND planned_at IS NULL AND cut_at IS NULL AND reason = ''
        AND bucket < %(ends)s
    ORDER BY id LIMIT %(most)s
)
UPDATE saleor_push_plugin_campaignrecipient r SET planned_at = coalesce(z.moment, %(elsewhere)s::timestamptz)
FROM chosen c
LEFT JOIN unnest(%(zones)s::text[], %(moments)s::timestamptz[]) AS z(zone, moment) ON z.zone = c.time_zone
WHERE r.id = c.id

-- settled --
-- Since when the stages of a campaign that have begun are sent: the last moment at which people were cut, and the
-- moment until which nine of ten of their pushes were sent or are due. No row while people wait to be cut.
--
-- campaign: its id. prefix: of the keys of its events, as a pattern of LIKE.
SELECT greatest(max(r.cut_at), (
    SELECT percentile_disc(0.9) WITHIN GROUP (ORDER BY coalesce(n.sent_at, n.due_at))
    FROM saleor_push_plugin_event e JOIN saleor_push_plugin_notification n ON n.event_id = e.id
    WHERE e.key LIKE %(prefix)s AND n.state IN ('sent', 'pending', 'sending')))
FROM saleor_push_plugin_campaignrecipient r
WHERE r.campaign_id = %(campaign)s AND r.planned_at IS NOT NULL
HAVING NOT coalesce(bool_or(r.cut_at IS NULL AND r.reason = ''), false)
