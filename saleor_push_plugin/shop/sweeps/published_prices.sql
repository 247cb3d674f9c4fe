-- select_published --
-- The prices of some of the shop's listings, in the order of their ids.
--
-- {which}: a condition on the listings, with its parameters. size: how many at most; null: all.
-- {published}, {priced}, {price}: fragments of shop/listings.py.
-- Returns id, variant id, channel id, channel slug, tax class, and price (null where none is shown).
SELECT l.id, l.variant_id, c.id, c.slug, coalesce(product.tax_class_id, kind.tax_class_id),
    CASE WHEN {priced} AND g.id IS NOT NULL THEN {price} END
FROM (
    SELECT id, variant_id, channel_id, price_amount, discounted_price_amount
    FROM product_productvariantchannellisting WHERE {which} ORDER BY id LIMIT %(size)s
) l
JOIN channel_channel c ON c.id = l.channel_id
JOIN product_productvariant v ON v.id = l.variant_id
JOIN product_product product ON product.id = v.product_id
LEFT JOIN product_producttype kind ON kind.id = product.product_type_id
LEFT JOIN product_productchannellisting g
    ON g.product_id = product.id AND g.channel_id = c.id AND {published}
ORDER BY l.id
