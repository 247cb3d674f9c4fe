-- claim --
-- Mark the picked notifications as being sent, and return them with their event and subscription.
--
-- {picked}: a query of the ids of due notifications, which it locks with SKIP LOCKED.
-- {guest_key}, {user_key}: the keys of the subscription's guest and of its user.
-- lease: until when the caller holds them.
-- Returns the fields of outbox.claiming.Claimed without its lease, in their order.
--
-- MATERIALIZED: a join could run {picked} a second time and lock other rows. As an array: PostgreSQL
-- does not know how few they are and would read the whole table to find five hundred.
-- A notification that was planned for a guest while that guest logged in belongs to the user.
WITH picked AS MATERIALIZED ({picked})
UPDATE saleor_push_plugin_notification n
SET state = 'sending', lease = %(lease)s, attempts = n.attempts + 1,
    person = CASE WHEN s.user_id IS NOT NULL AND n.person = {guest_key}
        THEN {user_key} ELSE n.person END
FROM saleor_push_plugin_subscription s, saleor_push_plugin_event e
WHERE n.id = ANY (ARRAY(SELECT id FROM picked))
    AND s.id = n.subscription_id AND e.id = n.event_id
RETURNING n.id, n.key, n.event_id, n.scenario, e.kind, e.subject,
    extract(epoch FROM n.expires_at)::float8, extract(epoch FROM e.at)::float8, n.attempts,
    s.id, s.user_id, s.topics, s.paused_until, s.weekly_limit, s.endpoint, s.origin, s.p256dh,
    s.auth, s.vapid_public, s.channel, coalesce(nullif(s.chosen_language, ''), s.language),
    s.time_zone, s.platform, s.accepted_at IS NOT NULL,
    s.proven_at IS NOT NULL OR s.imported_at IS NOT NULL,
    s.refusals, s.held_until, s.held_detail,
    extract(epoch FROM coalesce(s.seen_at, s.updated_at))::float8,
    coalesce(s.unnoticed_at > coalesce(s.seen_at, s.updated_at), false), n.asked,
    n.person

-- due_of_lanes --
-- Fills {picked} of `claim`: due notifications of some lanes, the longest due first.
--
-- lanes, shares: lane ids, and how many of each lane at most.
-- now: what is due later is not picked.
SELECT c.id FROM unnest(%(lanes)s::bigint[], %(shares)s::int[]) AS l(id, share)
CROSS JOIN LATERAL (
    SELECT n.id FROM saleor_push_plugin_notification n
    WHERE n.lane_id = l.id AND n.state = 'pending' AND n.due_at <= %(now)s
    ORDER BY n.due_at LIMIT l.share FOR UPDATE SKIP LOCKED
) c

-- due_of_event --
-- Fills {picked} of `claim`: due transactional notifications of one event.
--
-- event: its id. limit: how many at most.
-- now: what is due later is not picked, nor what goes through a push service that is blocked.
SELECT c.id FROM saleor_push_plugin_notification c
JOIN saleor_push_plugin_lane l ON l.id = c.lane_id
LEFT JOIN saleor_push_plugin_pushservice p
    ON p.origin = l.origin AND p.blocked_until > %(now)s
WHERE c.event_id = %(event)s AND c.state = 'pending' AND c.due_at <= %(now)s
    AND NOT c.bulk AND p.origin IS NULL
ORDER BY c.due_at LIMIT %(limit)s FOR UPDATE OF c SKIP LOCKED
