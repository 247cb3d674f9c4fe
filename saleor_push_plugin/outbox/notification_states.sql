-- settle --
-- Write how claimed notifications ended, and count it. A row counts only if the caller still holds its
-- lease. Returns how many do.
--
-- ids, ends, sent_at: one notification each: its id, the number of its end below, and when it was
--     sent (seconds since 1970, or null).
-- leases, states, reasons, details, due_at, posted_at, tried, held_out_at, experiments, arms, answers,
--     answered_at: one end each, shared by many notifications.
--     `tried` is false if nothing was sent: then the claim does not count as an attempt.
-- gone: the reason for notifications whose subscription was deleted meanwhile. They are skipped:
--     pending, they would stay in their lane for ever.
-- most_attempts: attempts are counted up to here; more would look like workers that died.
-- {cell}, {columns}, {took}: of the row n, where it is counted; {day}: the day of `at`.
WITH ended AS (
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
    arm = coalesce(v.arm, n.arm),
    gone_at = CASE WHEN v.answer = 'gone' THEN v.answered_at ELSE n.gone_at END
FROM unnest(%(ids)s::bigint[], %(ends)s::int[], %(sent_at)s::float8[]) AS r(id, number, sent_at)
JOIN unnest(%(leases)s::timestamptz[], %(states)s::text[], %(reasons)s::text[],
    %(details)s::text[], %(due_at)s::timestamptz[], %(posted_at)s::timestamptz[],
    %(tried)s::boolean[], %(held_out_at)s::timestamptz[], %(experiments)s::bigint[], %(arms)s::int[],
    %(answers)s::text[], %(answered_at)s::timestamptz[])
    WITH ORDINALITY AS v(lease, state, reason, detail, due_at, posted_at, tried, held_out_at,
        experiment_id, arm, answer, answered_at, number)
    ON v.number = r.number
WHERE n.id = r.id AND n.state = 'sending' AND n.lease = v.lease
RETURNING {cell}, to_timestamp(r.sent_at) AS sent_at, {took} AS took, v.held_out_at, v.answer, v.answered_at
), counted AS (
    INSERT INTO saleor_push_plugin_resultdelta (day, {columns}, kind, n)
    SELECT {day}, {columns}, kind, count(*) FROM ended CROSS JOIN LATERAL (VALUES
        ('accepted', sent_at), (took, sent_at), ('held_out', held_out_at), (answer, answered_at)
    ) AS happened(kind, at)
    WHERE at IS NOT NULL AND kind <> '' GROUP BY 1, {columns}, kind
)
SELECT count(*) FROM ended

-- note_unsubscribed --
-- Note on the notification that a browser was sent last that it was unsubscribed after it, and count that.
--
-- subscription: its id. person: whose it is. since: what was sent earlier is not the cause. now: when it was.
-- {cell}, {columns}: where the row n is counted; {day}: the day of `now`.
WITH noted AS (
    UPDATE saleor_push_plugin_notification n SET unsubscribed_at = %(now)s
    WHERE n.id = (
        SELECT l.id FROM saleor_push_plugin_notification l
        WHERE l.person = %(person)s AND l.sent_at BETWEEN %(since)s AND %(now)s
            AND l.subscription_id = %(subscription)s
        ORDER BY l.sent_at DESC, l.id DESC LIMIT 1
    ) AND n.unsubscribed_at IS NULL
    RETURNING {cell}
)
INSERT INTO saleor_push_plugin_resultdelta (day, {columns}, kind, n)
SELECT {day}, {columns}, 'unsubscribed', 1 FROM noted
