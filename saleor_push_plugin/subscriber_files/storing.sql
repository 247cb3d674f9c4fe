-- insert --
-- Store imported subscriptions whose endpoint and keys nobody has; return (id, public_id) of each.
--
-- public_ids, endpoint, origins, p256dh, auth, vapid_public, channel, language, time_zone, display_mode, platform,
-- topics (separated by spaces), seen: one value of each subscription.
-- now: when. until, reason: the quarantine they begin with, or null and "".
INSERT INTO saleor_push_plugin_subscription (public_id, endpoint, origin, p256dh, auth, secret_hash,
    vapid_public, channel, first_channel, language, chosen_language, time_zone, topics, display_mode, platform,
    created_at, updated_at, imported_at, refusals, held_until, held_reason, held_detail)
SELECT v.public_id, v.endpoint, v.origin, v.p256dh, v.auth, '', v.vapid_public, v.channel, '', v.language, '',
    v.time_zone, string_to_array(v.topics, ' '), v.display_mode, v.platform,
    %(now)s, v.seen, %(now)s, 0, %(until)s, %(reason)s, ''
FROM unnest(%(public_ids)s::uuid[], %(endpoint)s::text[], %(origins)s::text[], %(p256dh)s::text[],
    %(auth)s::text[], %(vapid_public)s::text[], %(channel)s::text[], %(language)s::text[],
    %(time_zone)s::text[], %(display_mode)s::text[], %(platform)s::text[], %(topics)s::text[],
    %(seen)s::timestamptz[])
    AS v(public_id, endpoint, origin, p256dh, auth, vapid_public, channel, language, time_zone,
        display_mode, platform, topics, seen)
ON CONFLICT DO NOTHING RETURNING id, public_id

-- release --
-- End the quarantine of imported browsers that have not visited the shop.
--
-- reason: what it has.
UPDATE saleor_push_plugin_subscription SET held_until = NULL, held_reason = ''
WHERE held_reason = %(reason)s AND imported_at IS NOT NULL
