-- take --
-- Mark the next recipients of a campaign as cut, and return their ids.
--
-- campaign: its id. moment: that they are planned for. reason: why they get nothing, or "".
-- most: how many at most. now: when they are cut.
UPDATE saleor_push_plugin_campaignrecipient SET cut_at = %(now)s, reason = %(reason)s
WHERE id = ANY (ARRAY(
    SELECT id FROM saleor_push_plugin_campaignrecipient
    WHERE campaign_id = %(campaign)s AND cut_at IS NULL AND reason = ''
        AND planned_at = %(moment)s
    ORDER BY id LIMIT %(most)s))
RETURNING id

-- browsers --
-- The browsers that recipients get a campaign in: (id of the recipient, subscription id, user id or null,
-- false), as outbox.Recipients.
--
-- {user}, {guest}: the first letters of a person's key.
-- {got}: the condition below.
-- Positional parameters: ids of recipients, and twice topic, channel or "" for all; the id of the event; then ids,
-- topic, channel and event.
--
-- A guest who has logged in since is the customer, who gets it as one, if they are a recipient too. Of a Mac's
-- Safari and its Dock app only the app gets it, if it gets this one, as in delivery.audiences. A browser that got it at
-- another moment, before somebody logged in or out there, does not get it again.
SELECT r.id, s.id, s.user_id, false
FROM saleor_push_plugin_campaignrecipient r
JOIN saleor_push_plugin_subscription s ON s.user_id = substr(r.person, 2)::bigint
WHERE r.id = ANY(%s::bigint[]) AND left(r.person, 1) = '{user}'
    AND %s = ANY(s.topics) AND %s::text IN ('', s.channel)
    AND NOT (s.platform = 'macos' AND s.display_mode = 'browser'
        AND s.origin LIKE '%%.push.apple.com' AND EXISTS (
        SELECT 1 FROM saleor_push_plugin_subscription app
        WHERE app.user_id = s.user_id AND app.platform = 'macos'
            AND app.display_mode = 'standalone' AND app.origin LIKE '%%.push.apple.com'
            AND %s = ANY(app.topics) AND %s::text IN ('', app.channel)))
    AND NOT EXISTS ({got} AND n.event_id <> %s)
UNION ALL
SELECT r.id, s.id, s.user_id, false
FROM saleor_push_plugin_campaignrecipient r
JOIN saleor_push_plugin_subscription s ON s.id = substr(r.person, 2)::bigint
WHERE r.id = ANY(%s::bigint[]) AND left(r.person, 1) = '{guest}'
    AND %s = ANY(s.topics) AND %s::text IN ('', s.channel)
    AND (s.user_id IS NULL OR NOT EXISTS (
        SELECT 1 FROM saleor_push_plugin_campaignrecipient u
        WHERE u.campaign_id = r.campaign_id AND u.person = '{user}' || s.user_id))
    AND NOT EXISTS ({got} AND n.event_id <> %s)

-- got --
-- Shared statement: the pushes of the campaign of a recipient r in a browser s that it got, or may get.
SELECT 1 FROM saleor_push_plugin_notification n
WHERE n.subscription_id = s.id AND n.about = '{campaign}:' || r.campaign_id
    AND (n.state IN ('pending', 'sending', 'sent') OR n.posted_at IS NOT NULL)

-- without_browser --
-- Note why recipients that were cut got no push: a guest is a customer by now who gets it, all browsers of theirs
-- got it at another moment, or none is subscribed.
--
-- {browsers}: the statement `browsers`. {got}: the condition above. Positional parameters: the three reasons, ids of
-- recipients, those of `browsers`.
UPDATE saleor_push_plugin_campaignrecipient r SET reason = CASE WHEN left(r.person, 1) = '{guest}' AND EXISTS (
    SELECT 1 FROM saleor_push_plugin_subscription s
    JOIN saleor_push_plugin_campaignrecipient u
        ON u.campaign_id = r.campaign_id AND u.person = '{user}' || s.user_id
    WHERE s.id = substr(r.person, 2)::bigint) THEN %s
    WHEN EXISTS (SELECT 1 FROM saleor_push_plugin_subscription s
        WHERE (CASE WHEN left(r.person, 1) = '{user}' THEN s.user_id ELSE s.id END) = substr(r.person, 2)::bigint
            AND EXISTS ({got})) THEN %s ELSE %s END
WHERE id = ANY(%s::bigint[]) AND id NOT IN (SELECT b.recipient
    FROM ({browsers}) AS b(recipient, subscription_id, user_id, asked))
