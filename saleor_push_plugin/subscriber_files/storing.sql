-- insert --
-- Store imported subscriptions whose endpoint and keys nobody has; return (id, public_id) of each.
--
-- public_ids, endpoint, origins, p256dh, auth, vapid_public, channel, language, time_zone, display_mode, platform,
-- topics (separated by spaces), seen, chosen (language), paused (until), limits (a week): one value of each subscription.
-- now: when. app: the display mode of an installed app. until, reason: the quarantine they begin with, or null and "".
INSERT INTO saleor_push_plugin_subscription (public_id, endpoint, origin, p256dh, auth, secret_hash,
    vapid_public, channel, first_channel, language, chosen_language, time_zone, topics, display_mode, platform,
    installed_at, paused_until, weekly_limit, created_at, updated_at, imported_at, refusals, held_until, held_reason, held_detail)
SELECT v.public_id, v.endpoint, v.origin, v.p256dh, v.auth, '', v.vapid_public, v.channel, '', v.language, v.chosen,
    v.time_zone, string_to_array(v.topics, ' '), v.display_mode, v.platform,
    CASE WHEN v.display_mode = %(app)s THEN %(now)s::timestamptz END, v.paused, v.limits,
    %(now)s, v.seen, %(now)s, 0, %(until)s, %(reason)s, ''
FROM unnest(%(public_ids)s::uuid[], %(endpoint)s::text[], %(origins)s::text[], %(p256dh)s::text[],
    %(auth)s::text[], %(vapid_public)s::text[], %(channel)s::text[], %(language)s::text[],
    %(time_zone)s::text[], %(display_mode)s::text[], %(platform)s::text[], %(topics)s::text[],
    %(seen)s::timestamptz[], %(chosen)s::text[], %(paused)s::timestamptz[], %(limits)s::smallint[])
    AS v(public_id, endpoint, origin, p256dh, auth, vapid_public, channel, language, time_zone,
        display_mode, platform, topics, seen, chosen, paused, limits)
ON CONFLICT DO NOTHING RETURNING id, public_id

-- release --
-- End the quarantine of imported browsers that have not visited the shop.
--
-- reason: what it has.
UPDATE saleor_push_plugin_subscription SET held_until = NULL, held_reason = ''
WHERE held_reason = %(reason)s AND imported_at IS NOT NULL

-- release_known --
-- The same of those whose endpoint and keys these are.
--
-- endpoint, p256dh, auth: one value of each. reason: as above.
UPDATE saleor_push_plugin_subscription s SET held_until = NULL, held_reason = ''
FROM unnest(%(endpoint)s::text[], %(p256dh)s::text[], %(auth)s::text[]) AS v(endpoint, p256dh, auth)
WHERE s.held_reason = %(reason)s AND s.imported_at IS NOT NULL
    AND (s.endpoint, s.p256dh, s.auth) = (v.endpoint, v.p256dh, v.auth)

-- count_new --
-- How many of these would be stored: nobody has their endpoint or keys. Two of one endpoint are one.
--
-- endpoint, p256dh, auth: as above.
SELECT count(DISTINCT v.endpoint)
FROM unnest(%(endpoint)s::text[], %(p256dh)s::text[], %(auth)s::text[]) AS v(endpoint, p256dh, auth)
WHERE NOT EXISTS (SELECT 1 FROM saleor_push_plugin_subscription s WHERE s.endpoint = v.endpoint)
    AND NOT EXISTS (SELECT 1 FROM saleor_push_plugin_subscription s
        WHERE s.auth = v.auth AND s.p256dh = v.p256dh)
