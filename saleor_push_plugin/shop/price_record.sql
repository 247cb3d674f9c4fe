-- note_prices --
-- Note which prices were seen: a stretch grows while its price stays, and another price begins a new one.
--
-- variants, channels, amounts, units: what was seen, each variant and channel once.
-- now: when. gap: the longest time between two looks at one price.
-- often: a stretch that was seen so lately is not written again.
--
-- What was read before the newest stretch began is out of date and is left out.
WITH seen AS (
    SELECT s.*, last.id, last.first_at, last.last_at,
        coalesce(last.amount = s.amount AND last.unit = s.unit
            AND last.last_at >= %(now)s - %(gap)s::interval, false) AS goes_on
    FROM unnest(%(variants)s::bigint[], %(channels)s::bigint[], %(amounts)s::numeric[], %(units)s::text[])
        s(variant_id, channel_id, amount, unit)
    LEFT JOIN LATERAL (
        SELECT id, amount, unit, first_at, last_at FROM saleor_push_plugin_pricestretch
        WHERE variant_id = s.variant_id AND channel_id = s.channel_id
        ORDER BY first_at DESC LIMIT 1
    ) last ON true
), grown AS (
    UPDATE saleor_push_plugin_pricestretch p SET last_at = %(now)s FROM seen
    WHERE p.id = seen.id AND seen.goes_on AND seen.last_at < %(now)s - %(often)s::interval
)
INSERT INTO saleor_push_plugin_pricestretch (variant_id, channel_id, amount, unit, first_at, last_at)
SELECT variant_id, channel_id, amount, unit, %(now)s, %(now)s FROM seen
WHERE NOT goes_on AND coalesce(first_at < %(now)s, true)
ON CONFLICT DO NOTHING
