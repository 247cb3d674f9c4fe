-- brought --
-- Return of each arm of an experiment and each currency: how many of its people have bought, the sum of what each
-- brought, net of refunds, and the sum of its squares.
--
-- {nets}, and its parameters: below.
{nets}
SELECT arm, currency, count(*), sum(net)::float8, sum(net * net)::float8 FROM nets WHERE net > 0
GROUP BY arm, currency

-- buyers --
-- Return of each arm how many people have bought, in whatever currency. {nets}: below.
{nets}
SELECT arm, count(DISTINCT person) FROM nets WHERE net > 0 GROUP BY arm

-- nets --
-- Shared WITH clause: what each assigned person brought, net of refunds, by currency.
--
-- experiment: its id. until: orders later than this do not count. not_bought: statuses of orders that are no
--     purchase. {user}, {guest}: first letters of a person's key.
--
-- Orders of the storefront count, of a person since their assignment; whose an order is: as in person_facts.sql.
-- Left out: people who had two assignments.
WITH assigned AS MATERIALIZED (
    SELECT person, arm, at, CASE WHEN left(person, 1) = '{user}' THEN substr(person, 2)::bigint END AS user_id,
        CASE WHEN left(person, 1) = '{guest}' THEN substr(person, 2)::bigint END AS subscription_id
    FROM saleor_push_plugin_assignment WHERE experiment_id = %(experiment)s AND NOT merged
), browsers AS (
    SELECT a.person, a.arm, a.at, s.id FROM assigned a
    JOIN saleor_push_plugin_subscription s ON s.user_id = a.user_id
    UNION ALL
    SELECT a.person, a.arm, a.at, a.subscription_id FROM assigned a WHERE a.subscription_id IS NOT NULL
), owned AS (
    SELECT a.person, a.arm, a.at, o.id FROM assigned a JOIN order_order o ON o.user_id = a.user_id
    UNION
    SELECT b.person, b.arm, b.at, o.id FROM browsers b
    JOIN saleor_push_plugin_guestcheckout g ON g.subscription_id = b.id AND g.while_open
    JOIN order_order o ON o.checkout_token = g.checkout_id::text
), placed AS MATERIALIZED (
    SELECT w.person, w.arm, o.id, o.currency, o.total_gross_amount AS gross
    FROM owned w JOIN order_order o ON o.id = w.id
    WHERE o.created_at >= w.at AND o.created_at < %(until)s AND o.origin = 'checkout'
        AND NOT o.status = ANY (%(not_bought)s)
), refunds AS (
    SELECT r.order_id, sum(r.amount) AS amount FROM (
        SELECT p.order_id, t.amount FROM payment_payment p
        JOIN payment_transaction t ON t.payment_id = p.id
        WHERE p.order_id IN (SELECT id FROM placed) AND t.kind = 'refund' AND t.is_success
        UNION ALL
        SELECT t.order_id, t.refunded_value FROM payment_transactionitem t
        WHERE t.order_id IN (SELECT id FROM placed) AND t.refunded_value > 0
    ) r GROUP BY r.order_id
), nets AS (
    SELECT p.person, p.arm, p.currency, sum(greatest(p.gross - coalesce(r.amount, 0), 0)) AS net
    FROM placed p LEFT JOIN refunds r ON r.order_id = p.id GROUP BY p.person, p.arm, p.currency
)
