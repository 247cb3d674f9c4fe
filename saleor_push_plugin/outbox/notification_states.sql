-- settle --
-- Write how claimed notifications ended. A row counts only if the caller still holds its lease.
--
-- ids, ends, sent_at: one notification each: its id, the number of its end below, and when it was
--     sent (seconds since 1970, or null).
-- leases, states, reasons, details, due_at, posted_at, tried, held_out_at, experiments, arms: one end
--     each, shared by many notifications.
--     `tried` is false if nothing was sent: then the claim does not count as an attempt.
-- gone: the reason for notifications whose subscription was deleted meanwhile. They are skipped:
--     pending, they would stay in their lane for ever.
-- most_attempts: attempts are counted up to here; more would look like workers that died.
UPDATE saleor_push_plugin_notification n
SET state = CASE WHEN v.state = 'pending' AND n.subscription_id IS NULL
        THEN 'skipped' ELSE v.state END,
    reason = CASE WHEN v.state = 'pending' AND n.subscription_id IS NULL
        THEN %(gone)s ELSE v.reason END,
    detail = CASE WHEN v.state = 'pending' AND n.subscription_id IS NULL
        THEN '' ELSE v.detail END,
    lease = NULL,
    attempts = CASE WHEN v.tried THEN least(n.attempts, %(most_attempts)s)
        ELSE greatest(n.attempts - 1, 0) END,
    due_at = coalesce(v.due_at, n.due_at),
    sent_at = coalesce(to_timestamp(r.sent_at), n.sent_at),
    posted_at = coalesce(v.posted_at, n.posted_at),
    held_out_at = coalesce(v.held_out_at, n.held_out_at),
    experiment_id = coalesce(v.experiment_id, n.experiment_id),
    arm = coalesce(v.arm, n.arm)
FROM unnest(%(ids)s::bigint[], %(ends)s::int[], %(sent_at)s::float8[]) AS r(id, number, sent_at)
JOIN unnest(%(leases)s::timestamptz[], %(states)s::text[], %(reasons)s::text[],
    %(details)s::text[], %(due_at)s::timestamptz[], %(posted_at)s::timestamptz[],
    %(tried)s::boolean[], %(held_out_at)s::timestamptz[], %(experiments)s::bigint[], %(arms)s::int[])
    WITH ORDINALITY AS v(lease, state, reason, detail, due_at, posted_at, tried, held_out_at,
        experiment_id, arm, number)
    ON v.number = r.number
WHERE n.id = r.id AND n.state = 'sending' AND n.lease = v.lease
