-- count_sales --
-- Insert how many pieces of each product were sold in each channel on one day, refunds deducted.
--
-- since, until: the day. day: its date. not_bought: the statuses of orders that are no purchase.
--
-- An order that was refunded in full does not count. Each LATERAL is one index lookup (OFFSET 0
-- keeps it one): PostgreSQL may plan a plain join as reading all order lines.
WITH kept AS (
    SELECT o.id, o.channel_id FROM order_order o
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(t.amount), 0) AS amount FROM payment_payment p
        JOIN payment_transaction t ON t.payment_id = p.id
        WHERE p.order_id = o.id AND t.kind = 'refund' AND t.is_success
    ) back
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(refunded_value), 0) AS amount FROM payment_transactionitem
        WHERE order_id = o.id
    ) returned
    WHERE o.created_at >= %(since)s AND o.created_at < %(until)s
        AND o.status <> ALL(%(not_bought)s)
        AND (back.amount + returned.amount = 0
            OR back.amount + returned.amount < o.total_gross_amount)
)
INSERT INTO saleor_push_plugin_productsales (product_id, channel, day, pieces)
SELECT v.product_id, c.slug, %(day)s, sum(i.quantity - gone.pieces)
FROM kept
JOIN channel_channel c ON c.id = kept.channel_id
CROSS JOIN LATERAL (
    SELECT id, variant_id, quantity FROM order_orderline WHERE order_id = kept.id OFFSET 0
) i
CROSS JOIN LATERAL (
    SELECT product_id FROM product_productvariant WHERE id = i.variant_id LIMIT 1
) v
CROSS JOIN LATERAL (
    SELECT coalesce(sum(l.quantity), 0) AS pieces FROM order_fulfillmentline l
    JOIN order_fulfillment f ON f.id = l.fulfillment_id
    WHERE l.order_line_id = i.id
        AND f.status IN ('refunded', 'returned', 'refunded_and_returned', 'replaced')
) gone
GROUP BY v.product_id, c.slug
HAVING sum(i.quantity - gone.pieces) > 0
