-- standing --
-- Shared FROM clause: how variants stand in channels now, for rows p(variant_id, channel).
--
-- reserving: whether carts hold stock back.
-- channels, warehouses: pairs of ids; the stock of a warehouse counts in that channel.
-- plenty: the quantity of a variant whose stock is not tracked.
-- {priced}, {listed_for_sale}, {price}: the fragments of shop/listings.py.
-- Gives c (the channel), v (the variant), price.amount (null if not sold there), rest.pieces (less
-- than 0 if more is promised or held than there is) and stock.available (never less than 0).
--
-- What can be bought is what Saleor's checkout would accept: not what is allocated or reserved by
-- other carts, and of a preorder what its thresholds leave, in this channel and in all of them.
-- Each LATERAL … LIMIT 1 is one index lookup: PostgreSQL may plan a plain join as reading all that
-- the shop has, for one page of watched variants.
JOIN channel_channel c ON c.slug = p.channel
LEFT JOIN LATERAL (
    SELECT id, product_id, track_inventory, preorder_global_threshold,
        is_preorder AND coalesce(preorder_end_date >= now(), true) AS is_preorder
    FROM product_productvariant WHERE id = p.variant_id LIMIT 1
) v ON true
LEFT JOIN LATERAL (
    SELECT id, price_amount, discounted_price_amount, preorder_quantity_threshold
    FROM product_productvariantchannellisting l
    WHERE variant_id = p.variant_id AND channel_id = c.id AND {priced} LIMIT 1
) l ON true
LEFT JOIN LATERAL (
    SELECT id FROM product_productchannellisting g
    WHERE product_id = v.product_id AND channel_id = c.id AND {listed_for_sale} LIMIT 1
) g ON true
CROSS JOIN LATERAL (
    SELECT CASE WHEN g.id IS NULL OR l.id IS NULL THEN NULL
        ELSE {price} END AS amount
) price
CROSS JOIN LATERAL (
    SELECT coalesce(sum(s.quantity - s.quantity_allocated - coalesce(held.pieces, 0)), 0)
        AS pieces
    FROM warehouse_stock s
    CROSS JOIN LATERAL (
        SELECT sum(quantity_reserved) AS pieces FROM warehouse_reservation
        WHERE stock_id = s.id AND reserved_until > now() AND %(reserving)s
    ) held
    WHERE s.product_variant_id = p.variant_id AND (c.id, s.warehouse_id) IN (
        SELECT * FROM unnest(%(channels)s::int[], %(warehouses)s::uuid[])
    )
) shelf
CROSS JOIN LATERAL (
    SELECT sum(taken.pieces) FILTER (WHERE o.id = l.id) AS here, sum(taken.pieces) AS everywhere
    FROM product_productvariantchannellisting o
    CROSS JOIN LATERAL (
        SELECT quantity AS pieces FROM warehouse_preorderallocation
        WHERE product_variant_channel_listing_id = o.id
        UNION ALL
        SELECT quantity_reserved FROM warehouse_preorderreservation
        WHERE product_variant_channel_listing_id = o.id AND reserved_until > now()
            AND %(reserving)s
    ) taken
    WHERE v.is_preorder AND o.variant_id = v.id
) preorders
CROSS JOIN LATERAL (
    SELECT (CASE WHEN price.amount IS NULL THEN 0
        WHEN v.is_preorder THEN least(%(plenty)s,
            l.preorder_quantity_threshold - coalesce(preorders.here, 0),
            v.preorder_global_threshold - coalesce(preorders.everywhere, 0))
        WHEN v.track_inventory THEN shelf.pieces ELSE %(plenty)s END)::int AS pieces
) rest
CROSS JOIN LATERAL (SELECT greatest(rest.pieces, 0) AS available) stock

-- select_standing --
-- How some variants stand in some channels; unknown variants and channels are missing.
--
-- {standing}: the shared FROM clause `standing`, with its parameters.
-- variants, slugs: pairs of variant id and channel slug.
-- Returns variant id, channel slug, channel id, price, pieces left, currency.
SELECT p.variant_id, p.channel, c.id, price.amount, rest.pieces, c.currency_code
FROM unnest(%(variants)s::bigint[], %(slugs)s::text[]) p(variant_id, channel)
{standing}
WHERE v.id IS NOT NULL
