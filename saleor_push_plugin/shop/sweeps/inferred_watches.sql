-- viewed --
-- What subscriptions viewed in a period: each product's cheapest variant, and its price then.
--
-- {price}, {priced}: the fragments of shop/listings.py.
-- since, until: the period. alerts: the topic that a subscription must have.
-- Returns subscription_id, variant_id, channel, amount, is_shown (whether that is the amount of a
-- page, or a listed price), listed (today's listed price), at, and is_known: whether the shopper
-- knew that price.
SELECT w.subscription_id, best.variant_id, w.channel, coalesce(w.amount, best.amount) AS amount,
    w.amount IS NOT NULL AS is_shown, best.amount AS listed, w.viewed_at AS at, true AS is_known
FROM saleor_push_plugin_productview w
JOIN saleor_push_plugin_subscription s ON s.id = w.subscription_id
JOIN channel_channel c ON c.slug = w.channel
CROSS JOIN LATERAL (
    SELECT l.variant_id, {price} AS amount
    FROM product_productvariant v
    JOIN product_productvariantchannellisting l ON l.variant_id = v.id AND l.channel_id = c.id
    WHERE v.product_id = w.product_id AND {priced}
    ORDER BY amount, l.variant_id LIMIT 1
) best
WHERE w.viewed_at >= %(since)s AND w.viewed_at < %(until)s AND %(alerts)s = ANY (s.topics)

-- carted --
-- What is in the carts that subscribers changed in a period, and the lowest price it may have had.
--
-- {price}, {priced}, since, until, alerts: as in `viewed`. promotion: the type of a discount by a promotion.
-- Returns the columns of `viewed`.
--
-- A line keeps its list price and its promotions' discount, but both are of the same moment only
-- while the cart's prices have not expired. Otherwise the list price is an upper bound, as are
-- today's price and the price that the last sweep stored. For a line from before the period no
-- price is known, so no watch begins. A line with a price override and a gift say nothing about the
-- shop's prices. What is in a customer's cart is told to their own browsers only, also where a guest
-- had begun it in another.
SELECT s.id AS subscription_id, i.variant_id, c.slug AS channel,
    least({price}, before.amount,
        i.undiscounted_unit_price_amount - coalesce(off.amount, 0) / nullif(i.quantity, 0))
        AS amount,
    false AS is_shown, {price} AS listed, k.last_change AS at, i.created_at >= %(since)s AS is_known
FROM checkout_checkout k
JOIN channel_channel c ON c.id = k.channel_id
JOIN checkout_checkoutline i ON i.checkout_id = k.token
    AND i.price_override IS NULL AND NOT i.is_gift
CROSS JOIN LATERAL (
    SELECT price_amount, discounted_price_amount FROM product_productvariantchannellisting l
    WHERE variant_id = i.variant_id AND channel_id = c.id AND {priced} LIMIT 1
) l
LEFT JOIN LATERAL (
    SELECT sum(amount_value) AS amount FROM discount_checkoutlinediscount
    WHERE line_id = i.id AND type = %(promotion)s
) off ON k.price_expiration > %(until)s
CROSS JOIN LATERAL (
    SELECT id FROM saleor_push_plugin_subscription WHERE user_id = k.user_id
    UNION
    SELECT subscription_id FROM saleor_push_plugin_guestcheckout
    WHERE checkout_id = k.token AND k.user_id IS NULL AND while_open
) subscribed
JOIN saleor_push_plugin_subscription s ON s.id = subscribed.id AND %(alerts)s = ANY (s.topics)
LEFT JOIN saleor_push_plugin_watchedvariant before
    ON before.variant_id = i.variant_id AND before.channel = c.slug
WHERE k.last_change >= %(since)s AND k.last_change < %(until)s

-- store_watches --
-- Insert price watches for viewed and carted variants, and rows for variants not watched before.
--
-- subscriptions, variants, channels, amounts, listed, times, known: the rows of `viewed` and
-- `carted`; the amounts as the page shows them, and the listed prices that they stand for.
-- price: the kind of watches that wait for a lower price. until: the end of the period.
--
-- No watch is inserted where the price is unknown, but any view or cart prolongs an existing one.
WITH candidates AS (
    SELECT * FROM unnest(%(subscriptions)s::bigint[], %(variants)s::bigint[], %(channels)s::text[],
        %(amounts)s::numeric[], %(listed)s::numeric[], %(times)s::timestamptz[], %(known)s::bool[])
        row(subscription_id, variant_id, channel, amount, listed, at, is_known)
), stored AS (
    INSERT INTO saleor_push_plugin_watch AS w
        (subscription_id, kind, variant_id, channel, asked, missed, seen, created_at)
    SELECT subscription_id, %(price)s, variant_id, channel, false, false, min(amount), max(at)
    FROM candidates
    GROUP BY subscription_id, variant_id, channel
    HAVING bool_and(is_known) OR EXISTS (
        SELECT 1 FROM saleor_push_plugin_watch
        WHERE variant_id = candidates.variant_id AND channel = candidates.channel
            AND kind = %(price)s AND subscription_id = candidates.subscription_id
    )
    ON CONFLICT (variant_id, channel, kind, subscription_id) DO UPDATE
    SET created_at = excluded.created_at, seen = least(w.seen, excluded.seen)
    WHERE NOT w.asked AND w.created_at < excluded.created_at
    RETURNING subscription_id, variant_id, channel
)
INSERT INTO saleor_push_plugin_watchedvariant
    (variant_id, channel, amount, available, wave_to, looked_at)
SELECT variant_id, channel, max(listed), 0, 0, %(until)s
FROM stored JOIN candidates USING (subscription_id, variant_id, channel)
GROUP BY variant_id, channel
ON CONFLICT DO NOTHING
