-- current_offer --
-- Shared FROM clause: the current price and stock of the variants and channels in p(variant_id, channel).
--
-- reserving: whether checkouts reserve stock.
-- channels, warehouses, zones, anywhere: rows of shop.current_prices_and_stock.Supply.
-- plenty: the quantity of a variant whose stock is not tracked.
-- {priced}, {listed_for_sale}, {price}: the fragments of shop/listings.py.
-- {once}, {of_channels}, {of_variant}, {of_stock}: how it is planned, see shop/current_prices_and_stock.py. They repeat
-- conditions that hold in any case, so the answer is the same with and without them.
-- {in_stock}: `stock_of_zones` or `stock_of_warehouses`. {preorders}: `preorders` or `preorders_left_out`.
-- Gives c (the channel), v (the variant), price.amount (null if not for sale there), rest.quantity
-- (below 0 if more is allocated or reserved than is in stock) and stock.available (never below 0).
--
-- The quantity is what Saleor's checkout would accept: without what is allocated, or reserved by
-- checkouts, and of several zones the one with most, as Saleor says where the country is not known. What
-- carts reserve empties no more than their warehouse; one with more allocated than there is lacks these
-- pieces in its zone. For a preorder, what is left of the thresholds of the channel and of the variant.
JOIN channel_channel c ON c.slug = p.channel
LEFT JOIN LATERAL (
    SELECT id, product_id, track_inventory, preorder_global_threshold,
        is_preorder AND coalesce(preorder_end_date >= now(), true) AS is_preorder
    FROM product_productvariant WHERE id = p.variant_id {once}
) v ON true
LEFT JOIN LATERAL (
    SELECT id, price_amount, discounted_price_amount, preorder_quantity_threshold
    FROM product_productvariantchannellisting l
    WHERE variant_id = p.variant_id AND channel_id = c.id AND {priced} AND {of_channels} {once}
) l ON true
LEFT JOIN LATERAL (
    SELECT id FROM product_productchannellisting g
    WHERE product_id = v.product_id AND channel_id = c.id AND {listed_for_sale} AND {of_channels}
    {once}
) g ON true
CROSS JOIN LATERAL (
    SELECT CASE WHEN g.id IS NULL OR l.id IS NULL THEN NULL
        ELSE {price} END AS amount
) price
LEFT JOIN LATERAL (
    {in_stock}
) warehouse ON warehouse.product_variant_id = p.variant_id AND warehouse.channel_id = c.id
{preorders}
CROSS JOIN LATERAL (
    SELECT (CASE WHEN g.id IS NULL OR l.id IS NULL THEN 0
        WHEN v.is_preorder THEN least(%(plenty)s,
            l.preorder_quantity_threshold - coalesce(preorders.here, 0),
            v.preorder_global_threshold - coalesce(preorders.everywhere, 0))
        WHEN v.track_inventory THEN coalesce(warehouse.quantity, 0) ELSE %(plenty)s END
    )::int AS quantity
) rest
CROSS JOIN LATERAL (SELECT greatest(rest.quantity, 0) AS available) stock

-- stock_of_warehouses --
-- Fills {in_stock} of `current_offer` where each channel is supplied by one warehouse, and {stock_of_warehouses}
-- of `stock_of_zones`: what is left of each stock.
SELECT s.product_variant_id, supply.channel_id, supply.zone, supply.is_anywhere,
    CASE WHEN s.quantity > s.quantity_allocated
        THEN greatest(s.quantity - s.quantity_allocated - coalesce(reserved.quantity, 0), 0)
        ELSE s.quantity - s.quantity_allocated - coalesce(reserved.quantity, 0) END AS quantity
FROM warehouse_stock s
JOIN unnest(%(channels)s::int[], %(warehouses)s::uuid[], %(zones)s::int[], %(anywhere)s::bool[])
    supply(channel_id, warehouse_id, zone, is_anywhere)
    ON supply.warehouse_id = s.warehouse_id
LEFT JOIN LATERAL (
    SELECT stock_id, sum(quantity_reserved)::int AS quantity FROM warehouse_reservation
    WHERE reserved_until > now() AND %(reserving)s AND {of_stock}
    GROUP BY stock_id
) reserved ON reserved.stock_id = s.id
WHERE {of_variant} AND {of_channels}

-- stock_of_zones --
-- Fills {in_stock} of `current_offer`: what is left of a variant in a channel, in the zone with most.
SELECT of_zone.product_variant_id, of_zone.channel_id,
    coalesce(max(of_zone.quantity) FILTER (WHERE of_zone.zone = 0 AND of_zone.is_anywhere),
        max(of_zone.quantity) FILTER (WHERE of_zone.zone > 0)) AS quantity
FROM (
    SELECT product_variant_id, channel_id, zone, bool_or(is_anywhere) AS is_anywhere,
        sum(quantity) AS quantity
    FROM ({stock_of_warehouses}) of_warehouse GROUP BY product_variant_id, channel_id, zone
) of_zone GROUP BY of_zone.product_variant_id, of_zone.channel_id

-- preorders --
-- Fills {preorders} of `current_offer`: what is preordered of a variant, in this channel and in all.
CROSS JOIN LATERAL (
    SELECT sum(preordered.quantity) FILTER (WHERE o.id = l.id) AS here, sum(preordered.quantity) AS everywhere
    FROM product_productvariantchannellisting o
    CROSS JOIN LATERAL (
        SELECT quantity FROM warehouse_preorderallocation
        WHERE product_variant_channel_listing_id = o.id
        UNION ALL
        SELECT quantity_reserved FROM warehouse_preorderreservation
        WHERE product_variant_channel_listing_id = o.id AND reserved_until > now()
            AND %(reserving)s
    ) preordered
    WHERE v.is_preorder AND o.variant_id = v.id
) preorders

-- preorders_left_out --
-- Fills {preorders} of `current_offer` where preorders (v.is_preorder) are looked at afterwards.
CROSS JOIN (SELECT 0 AS here, 0 AS everywhere) preorders

-- select_current_offers --
-- The current offers of pairs of variant and channel; unknown variants and channels are left out.
--
-- {current_offer}: the shared FROM clause `current_offer`, with its parameters.
-- variants, slugs: pairs of variant id and channel slug.
-- Returns variant id, channel slug, channel id, price, quantity, currency, tax class.
SELECT p.variant_id, p.channel, c.id, price.amount, rest.quantity, c.currency_code, (
    SELECT coalesce(product.tax_class_id, kind.tax_class_id) FROM product_product product
    LEFT JOIN product_producttype kind ON kind.id = product.product_type_id
    WHERE product.id = v.product_id
) AS tax_class
FROM unnest(%(variants)s::bigint[], %(slugs)s::text[]) p(variant_id, channel)
{current_offer}
WHERE v.id IS NOT NULL
