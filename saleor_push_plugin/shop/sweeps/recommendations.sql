-- count_pairs --
-- Add the orders of a period to the counts of products that were bought together.
--
-- since, until: the period. most: an order with more lines is left out, as a reseller's.
-- not_bought: the statuses of orders that are no purchase.
WITH bought AS (
    SELECT DISTINCT o.id AS order_id, v.product_id
    FROM order_order o
    JOIN order_orderline i ON i.order_id = o.id
    CROSS JOIN LATERAL (
        SELECT product_id FROM product_productvariant WHERE id = i.variant_id LIMIT 1
    ) v
    WHERE o.created_at >= %(since)s AND o.created_at < %(until)s
        AND o.status <> ALL(%(not_bought)s)
        AND (SELECT count(*) FROM order_orderline n WHERE n.order_id = o.id) <= %(most)s
)
INSERT INTO saleor_push_plugin_boughttogether AS t (product_id, other_id, orders)
SELECT a.product_id, b.product_id, count(*)
FROM bought a JOIN bought b ON b.order_id = a.order_id AND b.product_id <> a.product_id
GROUP BY a.product_id, b.product_id
ON CONFLICT (product_id, other_id) DO UPDATE SET orders = t.orders + excluded.orders
