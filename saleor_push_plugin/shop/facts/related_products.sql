-- for_sale --
-- Shared FROM clause: keeps the products o(id) that are for sale in channel c.
--
-- {listed_for_sale}, {priced}: the fragments of shop/listings.py.
--
-- Each LATERAL is one index lookup (OFFSET 0 keeps it one).
CROSS JOIN LATERAL (
    SELECT id FROM product_productchannellisting g
    WHERE product_id = o.id AND channel_id = c.id AND {listed_for_sale} LIMIT 1
) listed
CROSS JOIN LATERAL (
    SELECT id FROM product_productvariant WHERE product_id = o.id AND EXISTS (
        SELECT 1 FROM product_productvariantchannellisting l
        WHERE l.variant_id = product_productvariant.id AND l.channel_id = c.id
            AND {priced} OFFSET 0
    ) LIMIT 1
) priced

-- bought_together --
-- The products that were bought most often together with each of some products.
--
-- {for_sale}: the shared FROM clause `for_sale`.
-- ids, channels: pairs of product id and channel slug. limit: how many for each.
-- Returns product id, channel slug and the other product's id, the most frequent first.
SELECT p.id, p.channel, t.id FROM unnest(%(ids)s::bigint[], %(channels)s::text[]) p(id, channel)
JOIN channel_channel c ON c.slug = p.channel
CROSS JOIN LATERAL (
    SELECT o.id, o.orders FROM (
        SELECT other_id AS id, orders FROM saleor_push_plugin_boughttogether
        WHERE product_id = p.id ORDER BY orders DESC, other_id OFFSET 0
    ) o
    {for_sale}
    ORDER BY o.orders DESC, o.id LIMIT %(limit)s
) t ORDER BY t.orders DESC, t.id

-- best_sellers --
-- The products of some categories that sold best recently.
--
-- {for_sale}: the shared FROM clause `for_sale`.
-- ids, channels: pairs of category id and channel slug. limit: how many for each.
-- compared: how many products of a category are compared; a large one may be half the shop.
-- Returns category id, channel slug and product id, the best seller first.
SELECT p.id, p.channel, t.id FROM unnest(%(ids)s::bigint[], %(channels)s::text[]) p(id, channel)
JOIN channel_channel c ON c.slug = p.channel
CROSS JOIN LATERAL (
    SELECT o.id, o.slug, sold.quantity FROM (
        SELECT id, slug FROM product_product WHERE category_id = p.id LIMIT %(compared)s
    ) o
    {for_sale}
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(pieces), 0) AS quantity FROM saleor_push_plugin_productsales
        WHERE product_id = o.id AND channel = p.channel
    ) sold
    ORDER BY sold.quantity DESC, o.slug LIMIT %(limit)s
) t ORDER BY t.quantity DESC, t.slug
