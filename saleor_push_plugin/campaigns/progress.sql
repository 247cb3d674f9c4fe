-- recipients --
-- Return how many people a campaign is for, by the reason why they do not get it ("" if they do) and by
-- whether they were cut.
--
-- campaign: its id.
SELECT reason, cut_at IS NOT NULL, count(*) FROM saleor_push_plugin_campaignrecipient
WHERE campaign_id = %(campaign)s GROUP BY 1, 2

-- pushes --
-- Return how many pushes a campaign has, by state and reason, and how many of them were shown, clicked and
-- dismissed.
--
-- prefix: of the keys of its events, as a pattern of LIKE.
SELECT n.state, n.reason, count(*), count(n.shown_at), count(n.clicked_at), count(n.dismissed_at)
FROM saleor_push_plugin_event e
JOIN saleor_push_plugin_notification n ON n.event_id = e.id
WHERE e.key LIKE %(prefix)s GROUP BY 1, 2
