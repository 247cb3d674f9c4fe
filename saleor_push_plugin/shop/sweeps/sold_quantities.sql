-- count_sales --
-- Insert the quantity of each product sold in each channel on one day, returned items deducted.
--
-- since, until: the day. day: its date. not_bought: the statuses of orders that are no purchase.
--
-- An order that was refunded in full does not count. Each LATERAL is one index lookup (OFFSET 0
-- keeps it one): PostgreSQL may plan a plain join as reading all order lines.
WITH purchases AS (
    SELECT o.id, o.channel_id FROM order_order o
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(t.amount), 0) AS amount FROM payment_payment p
        JOIN payment_transaction t ON t.payment_id = p.id
        WHERE p.order_id = o.id AND t.kind = 'refund' AND t.is_success
    ) payments
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(refunded_value), 0) AS amount FROM payment_transactionitem
        WHERE order_id = o.id
    ) transactions
    WHERE o.created_at >= %(since)s AND o.created_at < %(until)s
        AND o.status <> ALL(%(not_bought)s)
        AND (payments.amount + transactions.amount = 0
            OR payments.amount + transactions.amount < o.total_gross_amount)
)
INSERT INTO saleor_push_plugin_productsales (product_id, channel, day, pieces)
SELECT v.product_id, c.slug, %(day)s, sum(i.quantity - returned.quantity)
FROM purchases
JOIN channel_channel c ON c.id = purchases.channel_id
CROSS JOIN LATERAL (
    SELECT id, variant_id, quantity FROM order_orderline WHERE order_id = purchases.id OFFSET 0
) i
CROSS JOIN LATERAL (
    SELECT product_id FROM product_productvariant WHERE id = i.variant_id LIMIT 1
) v
CROSS JOIN LATERAL (
    SELECT coalesce(sum(l.quantity), 0) AS quantity FROM order_fulfillmentline l
    JOIN order_fulfillment f ON f.id = l.fulfillment_id
    WHERE l.order_line_id = i.id
        AND f.status IN ('refunded', 'returned', 'refunded_and_returned', 'replaced')
) returned
GROUP BY v.product_id, c.slug
HAVING sum(i.quantity - returned.quantity) > 0
