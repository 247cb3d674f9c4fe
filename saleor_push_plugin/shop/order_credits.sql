-- credit --
-- Store which notification an order came after, for orders that changed and have none yet.
--
-- since, until: orders whose `updated_at` is in [since, until). longest: the longest time from a click, or from
--     being shown, to the order.
-- {cell}, {columns}: of the row n. {day}: of the order. {person}: of the browser s.
--
-- Whose an order is: as in person_facts.sql. One row by the last click and one by the last notification shown, each
-- found by the index of the person; OFFSET 0 keeps it one look-up for each order.
WITH changed AS MATERIALIZED (
    SELECT o.id, o.user_id, o.created_at, o.currency, h.slug AS channel, o.total_gross_amount AS gross,
        CASE WHEN o.checkout_token ~ '^[0-9a-f-]{{36}}$' THEN o.checkout_token::uuid END AS checkout
    FROM order_order o JOIN channel_channel h ON h.id = o.channel_id
    WHERE o.updated_at >= %(since)s AND o.updated_at < %(until)s
        AND o.origin = 'checkout' AND o.status <> 'draft'
        AND NOT EXISTS (SELECT 1 FROM saleor_push_plugin_ordercredit c WHERE c.order_id = o.id)
), owners AS (
    SELECT id, '{user}' || user_id AS person FROM changed WHERE user_id IS NOT NULL
    UNION
    SELECT c.id, {person} FROM changed c
    JOIN saleor_push_plugin_guestcheckout g ON g.checkout_id = c.checkout AND g.while_open
    JOIN saleor_push_plugin_subscription s ON s.id = g.subscription_id
), told AS MATERIALIZED (
    SELECT DISTINCT ON (c.id, m.via) c.id, c.created_at, c.channel AS bought_in, c.currency, c.gross, m.via,
        extract(epoch FROM c.created_at - m.at)::int AS age, n.id AS notification_id, {cell}
    FROM changed c JOIN owners w ON w.id = c.id
    CROSS JOIN LATERAL (
        SELECT * FROM saleor_push_plugin_notification p WHERE p.person = w.person
            AND p.shown_at <= c.created_at AND p.created_at <= c.created_at OFFSET 0
    ) n
    CROSS JOIN LATERAL (VALUES ('clicked', n.clicked_at), ('shown', n.shown_at)) AS m(via, at)
    WHERE m.at <= c.created_at AND m.at >= c.created_at - %(longest)s::interval
    ORDER BY c.id, m.via, m.at DESC, n.id DESC
)
INSERT INTO saleor_push_plugin_ordercredit (order_id, via, notification_id, day, age, click_age,
    channel, currency, gross, paid_back, {columns})
SELECT t.id, t.via, t.notification_id, {day}, t.age,
    CASE WHEN t.via = 'shown' THEN (SELECT c.age FROM told c WHERE c.id = t.id AND c.via = 'clicked') END,
    t.bought_in, t.currency, t.gross, 0, {columns}
FROM told t ORDER BY t.id, t.via
ON CONFLICT DO NOTHING

-- correct_money --
-- Put what an order costs now, and what was paid back of it, where it is credited; for orders that changed.
--
-- since, until: as above. not_bought: the statuses of orders that are no purchase: all of it is paid back.
UPDATE saleor_push_plugin_ordercredit c SET gross = m.gross, paid_back = m.paid_back FROM (
    SELECT o.id, o.total_gross_amount AS gross, CASE WHEN o.status = ANY (%(not_bought)s)
        THEN o.total_gross_amount ELSE least(r.amount, o.total_gross_amount) END AS paid_back
    FROM order_order o
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(amount), 0) AS amount FROM (
            SELECT t.amount FROM payment_payment p
            JOIN payment_transaction t ON t.payment_id = p.id
            WHERE p.order_id = o.id AND t.kind = 'refund' AND t.is_success
            UNION ALL
            SELECT t.refunded_value FROM payment_transactionitem t
            WHERE t.order_id = o.id AND t.refunded_value > 0
        ) refunds
    ) r
    WHERE o.updated_at >= %(since)s AND o.updated_at < %(until)s
        AND EXISTS (SELECT 1 FROM saleor_push_plugin_ordercredit x WHERE x.order_id = o.id)
) m
WHERE c.order_id = m.id AND (c.gross, c.paid_back) IS DISTINCT FROM (m.gross, m.paid_back)
