"""What goes with what was bought: bought together with it, or what sells best of its category.

Only what is for sale takes a place among the few. Stock is for whoever asks: it is dearer to know.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db import connection

# So many others of each are named, best first.
OTHERS = 50
# Of a larger category so many are compared, and none of the rest: it may be half the shop.
MANY = 2000

Where = tuple[int, str]
Others = Mapping[Where, list[int]]

# Every LATERAL is a look into an index (OFFSET 0 keeps it one).
_FOR_SALE = """
    CROSS JOIN LATERAL (
        SELECT id FROM product_productchannellisting
        WHERE product_id = o.id AND channel_id = c.id AND is_published
            AND coalesce(published_at, now()) <= now() AND available_for_purchase_at <= now()
        LIMIT 1
    ) listed
    CROSS JOIN LATERAL (
        SELECT id FROM product_productvariant WHERE product_id = o.id AND EXISTS (
            SELECT 1 FROM product_productvariantchannellisting l
            WHERE l.variant_id = product_productvariant.id AND l.channel_id = c.id
                AND l.price_amount IS NOT NULL OFFSET 0
        ) LIMIT 1
    ) priced
"""
_TOGETHER = f"""
    SELECT p.id, p.channel, t.id FROM unnest(%s::bigint[], %s::text[]) p(id, channel)
    JOIN channel_channel c ON c.slug = p.channel
    CROSS JOIN LATERAL (
        SELECT o.id, o.orders FROM (
            SELECT other_id AS id, orders FROM saleor_push_plugin_boughttogether
            WHERE product_id = p.id ORDER BY orders DESC, other_id OFFSET 0
        ) o {_FOR_SALE}
        ORDER BY o.orders DESC, o.id LIMIT {OTHERS}
    ) t ORDER BY t.orders DESC, t.id
"""
_ALIKE = f"""
    SELECT p.id, p.channel, t.id FROM unnest(%s::bigint[], %s::text[]) p(id, channel)
    JOIN channel_channel c ON c.slug = p.channel
    CROSS JOIN LATERAL (
        SELECT o.id, o.slug, sold.pieces FROM (
            SELECT id, slug FROM product_product WHERE category_id = p.id LIMIT {MANY}
        ) o {_FOR_SALE}
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(pieces), 0) AS pieces FROM saleor_push_plugin_sold
            WHERE product_id = o.id AND channel = p.channel
        ) sold
        ORDER BY sold.pieces DESC, o.slug LIMIT {OTHERS}
    ) t ORDER BY t.pieces DESC, t.slug
"""


def together(products: Collection[Where]) -> Others:
    """Bought together with each (product id, channel slug), most often first."""
    return _others(_TOGETHER, products)


def alike(categories: Collection[Where]) -> Others:
    """Of each (category id, channel slug), what was sold most often lately first."""
    return _others(_ALIKE, categories)


def _others(statement: str, wheres: Collection[Where]) -> Others:
    found: dict[Where, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(statement, [[id for id, _ in wheres], [slug for _, slug in wheres]])
        for id, slug, other in cursor.fetchall():
            found[id, slug].append(other)
    return found
