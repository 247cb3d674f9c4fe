-- everybody --
-- All people as (person, user_id, subscription_id): accounts of customers, and guests by browser.
-- Parameters: at, user and guest (first letters of a person's key).
SELECT %(user)s::text || u.id AS person, u.id::bigint AS user_id, NULL::bigint AS subscription_id
FROM account_user u
WHERE u.date_joined <= %(at)s::timestamptz AND (NOT u.is_staff OR EXISTS (
    SELECT 1 FROM saleor_push_plugin_subscription s WHERE s.user_id = u.id
))
UNION ALL
SELECT %(guest)s::text || s.id, NULL, s.id FROM saleor_push_plugin_subscription s
WHERE s.user_id IS NULL AND s.created_at <= %(at)s::timestamptz

-- some --
-- The same for accounts and browsers by id. Parameters: users and guests (arrays of ids), user,
-- guest.
SELECT %(user)s::text || u.id AS person, u.id::bigint AS user_id, NULL::bigint AS subscription_id
FROM account_user u
WHERE u.id = ANY(%(users)s::bigint[]) AND (NOT u.is_staff OR EXISTS (
    SELECT 1 FROM saleor_push_plugin_subscription s WHERE s.user_id = u.id
))
UNION ALL
SELECT %(guest)s::text || s.id, NULL, s.id FROM saleor_push_plugin_subscription s
WHERE s.user_id IS NULL AND s.id = ANY(%(guests)s::bigint[])

-- facts --
-- The facts of people ({people}: one of the two above) at a moment: the columns of PersonFacts.
-- An order is a person's if it is their account's, or if its checkout was bound to their browser
-- while it was open. Parameters: at; not_bought (statuses); zones and countries (two arrays).
WITH people AS MATERIALIZED ({people}),
browsers AS (
    SELECT p.person, s.id, s.time_zone, coalesce(s.seen_at, s.updated_at) AS seen_at
    FROM people p
    JOIN saleor_push_plugin_subscription s ON s.user_id = p.user_id
    UNION ALL
    SELECT p.person, s.id, s.time_zone, coalesce(s.seen_at, s.updated_at) AS seen_at
    FROM people p
    JOIN saleor_push_plugin_subscription s ON s.id = p.subscription_id
),
owned AS (
    SELECT p.person, o.id FROM people p JOIN order_order o ON o.user_id = p.user_id
    UNION
    SELECT b.person, o.id FROM browsers b
    JOIN saleor_push_plugin_guestcheckout g ON g.subscription_id = b.id AND g.while_open
    JOIN order_order o ON o.checkout_token = g.checkout_id::text
),
placed AS MATERIALIZED (
    SELECT w.person, o.id, o.created_at, o.currency, o.total_gross_amount AS total,
        coalesce(o.shipping_address_id, o.billing_address_id) AS address_id
    FROM owned w JOIN order_order o ON o.id = w.id
    WHERE NOT o.status = ANY(%(not_bought)s) AND o.created_at <= %(at)s::timestamptz
),
refunds AS (
    SELECT r.order_id, sum(r.amount) AS amount FROM (
        SELECT p.order_id, t.amount FROM payment_payment p
        JOIN payment_transaction t ON t.payment_id = p.id
        WHERE p.order_id IN (SELECT id FROM placed) AND t.kind = 'refund' AND t.is_success
            AND t.created_at <= %(at)s::timestamptz
        UNION ALL
        SELECT t.order_id, t.refunded_value FROM payment_transactionitem t
        WHERE t.order_id IN (SELECT id FROM placed) AND t.refunded_value > 0
    ) r GROUP BY r.order_id
),
totals AS (
    SELECT o.person, o.currency, sum(greatest(o.total - coalesce(r.amount, 0), 0)) AS net
    FROM placed o LEFT JOIN refunds r ON r.order_id = o.id GROUP BY o.person, o.currency
),
nets AS (
    SELECT t.person, jsonb_object_agg(t.currency, t.net::text) AS net FROM totals t GROUP BY t.person
),
counts AS (
    SELECT o.person, count(*) AS orders, min(o.created_at) AS first_at, max(o.created_at) AS last_at
    FROM placed o GROUP BY o.person
),
newest AS (
    SELECT DISTINCT ON (o.person) o.person, o.currency, o.address_id FROM placed o
    ORDER BY o.person, o.created_at DESC, o.id
),
zone AS (
    SELECT DISTINCT ON (b.person) b.person, z.country FROM browsers b
    JOIN unnest(%(zones)s::text[], %(countries)s::text[]) AS z(name, country)
        ON z.name = b.time_zone
    ORDER BY b.person, b.seen_at DESC, b.id DESC
)
SELECT p.person, p.user_id, p.subscription_id, coalesce(c.orders, 0) AS orders,
    coalesce(n.net, jsonb_build_object()) AS net, coalesce(l.currency, '') AS currency,
    c.first_at AS first_order_at, c.last_at AS last_order_at,
    coalesce(nullif(a.country, ''), nullif(h.country, ''), z.country, '') AS country,
    CASE WHEN a.country <> '' THEN 'order' WHEN h.country <> '' THEN 'address'
        WHEN z.country IS NOT NULL THEN 'time_zone' ELSE '' END AS country_from,
    CASE WHEN a.country <> '' THEN btrim(a.city) WHEN h.country <> '' THEN btrim(h.city)
        ELSE '' END AS city,
    {scores}
FROM people p
LEFT JOIN counts c ON c.person = p.person
LEFT JOIN nets n ON n.person = p.person
LEFT JOIN newest l ON l.person = p.person
LEFT JOIN zone z ON z.person = p.person
LEFT JOIN account_address a ON a.id = l.address_id
LEFT JOIN account_user u ON u.id = p.user_id
LEFT JOIN account_address h ON h.id = coalesce(
    u.default_shipping_address_id, u.default_billing_address_id,
    (SELECT min(x.address_id) FROM account_user_addresses x WHERE x.user_id = u.id)
)
LEFT JOIN saleor_push_plugin_scorebounds b ON b.currency = l.currency

-- scores --
-- The three scores of somebody: one more than the bounds below their value. {recency}, {frequency}
-- and {money}: the values; b: the row of bounds. Null without a value or bounds.
(1 + ({recency} > b.recency[1])::int + ({recency} > b.recency[2])::int
    + ({recency} > b.recency[3])::int + ({recency} > b.recency[4])::int)::smallint AS recency,
(1 + ({frequency} > b.frequency[1])::int + ({frequency} > b.frequency[2])::int
    + ({frequency} > b.frequency[3])::int + ({frequency} > b.frequency[4])::int)::smallint
    AS frequency,
(1 + ({money} > b.money[1])::int + ({money} > b.money[2])::int
    + ({money} > b.money[3])::int + ({money} > b.money[4])::int)::smallint AS money

-- store --
-- Stores {facts}; rows that are as stored are not written. Returns nothing.
INSERT INTO saleor_push_plugin_personfacts AS stored ({columns})
SELECT {columns} FROM ({facts}) AS found
ON CONFLICT (person) DO UPDATE SET ({columns}) = ({excluded})
WHERE ({stored}) IS DISTINCT FROM ({excluded})

-- forget_gone --
-- Deletes the facts of those who are none of {people}. Parameters: those of {people}.
DELETE FROM saleor_push_plugin_personfacts f
WHERE NOT EXISTS (SELECT 1 FROM ({people}) AS p WHERE p.person = f.person)

-- forget_gone_of --
-- The same, among some people only. Parameters: persons (their keys), and those of {people}.
DELETE FROM saleor_push_plugin_personfacts f
WHERE f.person = ANY(%(persons)s)
    AND NOT EXISTS (SELECT 1 FROM ({people}) AS p WHERE p.person = f.person)

-- forget_bounds --
-- Deletes the bounds of all currencies.
DELETE FROM saleor_push_plugin_scorebounds

-- store_bounds --
-- Stores the bounds of every currency, by the buyers whose newest order was in it.
INSERT INTO saleor_push_plugin_scorebounds (currency, recency, frequency, money)
SELECT f.currency,
    percentile_disc(ARRAY[0.2, 0.4, 0.6, 0.8]) WITHIN GROUP (ORDER BY f.last_order_at),
    percentile_disc(ARRAY[0.2, 0.4, 0.6, 0.8]) WITHIN GROUP (ORDER BY f.orders),
    percentile_disc(ARRAY[0.2, 0.4, 0.6, 0.8])
        WITHIN GROUP (ORDER BY (f.net ->> f.currency)::numeric)
FROM saleor_push_plugin_personfacts f WHERE f.orders > 0 GROUP BY f.currency

-- score --
-- Scores all buyers by the bounds; {scores} of their stored values.
UPDATE saleor_push_plugin_personfacts AS stored
SET recency = found.recency, frequency = found.frequency, money = found.money
FROM (
    SELECT f.person, {scores} FROM saleor_push_plugin_personfacts f
    JOIN saleor_push_plugin_scorebounds b ON b.currency = f.currency
) AS found
WHERE found.person = stored.person AND (found.recency, found.frequency, found.money)
    IS DISTINCT FROM (stored.recency, stored.frequency, stored.money)

-- take_stale --
-- Takes the oldest reports of stale people; returns each person once. Parameter: most.
WITH taken AS (
    DELETE FROM saleor_push_plugin_staleperson WHERE id IN (
        SELECT id FROM saleor_push_plugin_staleperson ORDER BY id LIMIT %(most)s
        FOR UPDATE SKIP LOCKED
    ) RETURNING person
)
SELECT DISTINCT person FROM taken

-- mark_buyers --
-- Reports the people of orders as stale. {orders}: a condition on o. Parameters: user, guest, and
-- those of the condition.
INSERT INTO saleor_push_plugin_staleperson (person)
SELECT %(user)s::text || o.user_id FROM order_order o WHERE o.user_id IS NOT NULL AND {orders}
UNION
SELECT CASE WHEN s.user_id IS NULL THEN %(guest)s::text || s.id ELSE %(user)s::text || s.user_id END
FROM order_order o
JOIN saleor_push_plugin_guestcheckout g ON g.while_open AND g.checkout_id
    = CASE WHEN o.checkout_token ~ '^[0-9a-f-]{{36}}$' THEN o.checkout_token::uuid END
JOIN saleor_push_plugin_subscription s ON s.id = g.subscription_id
WHERE {orders}
