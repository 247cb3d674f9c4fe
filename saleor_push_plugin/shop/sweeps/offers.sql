-- different --
-- The watched variants of a page that differ from the last look, that nobody watches any more, or
-- that have pieces for watchers whose turn it is.
--
-- {page}: a condition on the watched variants, with its own parameters.
-- {standing}: the shared FROM clause `standing` of shop/offers.sql, with its parameters.
-- key_prefix: how the keys of back-in-stock events start.
-- stock: the kind of watches that wait for stock. open: the states of notifications not sent yet.
-- before: waves and pushes after this moment count as just announced.
-- over: events before this moment no longer hold pieces.
-- Returns the fields of shop.sweeps.offers.Change, in their order.
--
-- Pieces are kept for watchers of earlier waves who are yet to be notified, after quiet hours or
-- once a push service works again, and for an hour after. They are counted only if others wait.
WITH p AS (
    SELECT * FROM saleor_push_plugin_watchedvariant WHERE {page}
), q AS (
    SELECT p.*, c.id AS channel_id, coalesce(price.amount, p.amount) AS now_amount,
        stock.available AS now_available,
        CASE WHEN p.available > 0 THEN p.wave_to ELSE 0 END AS after
    FROM p
    {standing}
)
SELECT q.id, q.variant_id, q.channel_id, q.amount, q.available, q.wave_to, q.now_amount,
    q.now_available, q.after, wave.upto, wave.pieces, watched.is
FROM q
LEFT JOIN LATERAL (
    SELECT w.id FROM saleor_push_plugin_watch w
    WHERE w.variant_id = q.variant_id AND w.channel = q.channel AND w.kind = %(stock)s
        AND w.id > q.after AND (q.available = 0 OR q.wave_at IS NULL OR q.wave_at <= %(before)s)
    ORDER BY w.variant_id, w.channel, w.kind, w.id LIMIT 1
) next ON q.now_available > 0
CROSS JOIN LATERAL (
    SELECT count(DISTINCT n.subscription_id) AS pieces
    FROM (
        SELECT id FROM saleor_push_plugin_event
        WHERE next.id IS NOT NULL AND q.available > 0 AND at > %(over)s
            AND key ~>=~ (%(key_prefix)s || q.variant_id || '@' || q.channel_id || '@')
            AND key ~<~ (%(key_prefix)s || q.variant_id || '@' || q.channel_id || 'A')
        OFFSET 0
    ) e
    CROSS JOIN LATERAL (
        SELECT subscription_id FROM saleor_push_plugin_notification
        WHERE event_id = e.id AND (sent_at > %(before)s OR state = ANY(%(open)s))
        OFFSET 0
    ) n
) kept
LEFT JOIN LATERAL (
    SELECT max(t.id) AS upto, count(*) AS pieces FROM (
        SELECT w.id FROM saleor_push_plugin_watch w
        WHERE w.variant_id = q.variant_id AND w.channel = q.channel AND w.kind = %(stock)s
            AND w.id >= next.id
        ORDER BY w.variant_id, w.channel, w.kind, w.id
        LIMIT greatest(q.now_available - kept.pieces, 0)
    ) t
) wave ON next.id IS NOT NULL
CROSS JOIN LATERAL (
    SELECT EXISTS (
        SELECT 1 FROM saleor_push_plugin_watch w
        WHERE w.variant_id = q.variant_id AND w.channel = q.channel
    ) AS is
) watched
WHERE q.amount IS DISTINCT FROM q.now_amount OR q.available <> q.now_available
    OR wave.pieces > 0 OR NOT watched.is

-- remember --
-- Store how watched variants stand now. A row counts only if it is still as it was found, so of two
-- sweeps at once one reports the change.
--
-- now: the moment of this look.
-- id, amount, available, wave_to, now_amount, now_available, after, upto: as in `different`.
-- Returns the ids of the rows that were stored.
UPDATE saleor_push_plugin_watchedvariant o
SET amount = v.now_amount, available = v.now_available, looked_at = %(now)s,
    wave_to = coalesce(v.upto, v.after),
    wave_at = CASE WHEN v.upto IS NULL THEN o.wave_at ELSE %(now)s END
FROM unnest(%(id)s::bigint[], %(amount)s::numeric[], %(available)s::int[],
    %(wave_to)s::bigint[], %(now_amount)s::numeric[], %(now_available)s::int[],
    %(after)s::bigint[], %(upto)s::bigint[])
    v(id, amount, available, wave_to, now_amount, now_available, after, upto)
WHERE o.id = v.id AND o.amount IS NOT DISTINCT FROM v.amount AND o.available = v.available
    AND o.wave_to = v.wave_to
RETURNING o.id
