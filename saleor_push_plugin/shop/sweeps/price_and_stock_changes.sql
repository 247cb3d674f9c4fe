-- is_large_part --
-- Whether one in `many` of the shop's variants is watched in a channel, or more.
--
-- The number of listings is PostgreSQL's estimate. A table that was never analyzed has none, and
-- then the answer is no.
SELECT reltuples > 0 AND reltuples <= %(many)s * (
    SELECT count(*) FROM saleor_push_plugin_watchedvariant
) FROM pg_class WHERE oid = 'product_productvariantchannellisting'::regclass

-- may_have_changed --
-- The watched variants that `changed` may return, many or all of them: a superset.
--
-- {current_offers}: the shared FROM clause `current_offer` of shop/current_prices_and_stock.sql, with its parameters.
-- stock, before: as in `changed`.
-- channel_ids: the channels in which any variant is watched.
-- Returns their ids.
--
-- What is costly in `changed` is left out: how much stock is kept, and what is left of a preorder. A
-- variant that nobody watches any more may be left to `watched_variants.forget_unwatched`.
SELECT p.id FROM saleor_push_plugin_watchedvariant p
{current_offers}
LEFT JOIN (
    SELECT variant_id, channel, max(id) AS last FROM saleor_push_plugin_watch
    WHERE kind = %(stock)s GROUP BY variant_id, channel
) waiting ON waiting.variant_id = p.variant_id AND waiting.channel = p.channel
WHERE p.amount IS DISTINCT FROM coalesce(price.amount, p.amount)
    OR v.is_preorder OR p.available <> stock.available
    OR waiting.last > CASE WHEN p.available > 0 THEN p.wave_to ELSE 0 END
        AND (p.available = 0 OR p.wave_at IS NULL OR p.wave_at <= %(before)s)
        AND stock.available > 0

-- changed --
-- The watched variants of a page that differ from what the last sweep stored, that have stock for
-- the next watches, or that nobody watches any more.
--
-- {page}: a condition on the watched variants, with its own parameters.
-- {current_offer}: the shared FROM clause `current_offer` of shop/current_prices_and_stock.sql, with its parameters.
-- key_prefix: how the keys of back-in-stock events start.
-- stock, price: the kinds of watches that wait for stock and for a lower price. open: the states of notifications not sent yet.
-- before: a wave or push later than this keeps its stock, and the next watches wait.
-- over: events older than this keep no stock for their watches.
-- Returns the fields of shop.sweeps.price_and_stock_changes.Change, in their order.
--
-- A wave is the watches notified at once: as many as there are items in stock. Stock is kept for
-- earlier waves until they are notified (quiet hours and failing push services delay that) and for
-- an hour after. It is counted only if other watches wait. Watches keep amounts as a page shows them,
-- so they are not compared with listed prices here.
WITH p AS (
    SELECT * FROM saleor_push_plugin_watchedvariant WHERE {page}
), q AS (
    SELECT p.*, c.id AS channel_id, coalesce(price.amount, p.amount) AS now_amount,
        stock.available AS now_available,
        CASE WHEN p.available > 0 THEN p.wave_to ELSE 0 END AS after
    FROM p
    {current_offer}
)
SELECT q.id, q.variant_id, q.channel_id, q.amount, q.available, q.wave_to, q.now_amount,
    q.now_available, q.after, wave.upto, wave.quantity, watched.is, q.channel, wanted.below,
    wanted.at_most
FROM q
LEFT JOIN LATERAL (
    SELECT w.id FROM saleor_push_plugin_watch w
    WHERE w.variant_id = q.variant_id AND w.channel = q.channel AND w.kind = %(stock)s
        AND w.id > q.after AND (q.available = 0 OR q.wave_at IS NULL OR q.wave_at <= %(before)s)
    ORDER BY w.variant_id, w.channel, w.kind, w.id LIMIT 1
) next ON q.now_available > 0
CROSS JOIN LATERAL (
    SELECT count(DISTINCT n.subscription_id) AS quantity
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
    SELECT max(t.id) AS upto, count(*) AS quantity FROM (
        SELECT w.id FROM saleor_push_plugin_watch w
        WHERE w.variant_id = q.variant_id AND w.channel = q.channel AND w.kind = %(stock)s
            AND w.id >= next.id
        ORDER BY w.variant_id, w.channel, w.kind, w.id
        LIMIT greatest(q.now_available - kept.quantity, 0)
    ) t
) wave ON next.id IS NOT NULL
CROSS JOIN LATERAL (
    SELECT EXISTS (
        SELECT 1 FROM saleor_push_plugin_watch w
        WHERE w.variant_id = q.variant_id AND w.channel = q.channel
    ) AS is
) watched
CROSS JOIN LATERAL (
    SELECT max(least(w.seen, w.told)) AS below,
        max(greatest(CASE WHEN w.told IS NULL THEN w.target END, CASE WHEN w.missed THEN w.told END))
            AS at_most
    FROM saleor_push_plugin_watch w
    WHERE q.available = 0 AND q.now_available > 0
        AND w.variant_id = q.variant_id AND w.channel = q.channel AND w.kind = %(price)s
) wanted
WHERE q.amount IS DISTINCT FROM q.now_amount OR q.available <> q.now_available
    OR wave.quantity > 0 OR NOT watched.is

-- store --
-- Store the current values of watched variants. A row is updated only if it is unchanged since it
-- was read, so of two sweeps at the same time only one reports the change.
--
-- now: the time of this sweep.
-- id, amount, available, wave_to, now_amount, now_available, after, upto: as in `changed`.
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

-- note_missed --
-- Mark the price watches that the shopper asked for of variants that sold out soon after they were told.
--
-- ids: watched variants that have just sold out. price: the kind of these watches. since: told after this.
UPDATE saleor_push_plugin_watch w SET missed = true
FROM saleor_push_plugin_watchedvariant o
WHERE o.id = ANY(%(ids)s) AND w.variant_id = o.variant_id AND w.channel = o.channel
    AND w.kind = %(price)s AND w.asked AND w.told_at > %(since)s
