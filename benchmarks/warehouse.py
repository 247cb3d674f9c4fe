"""Many products, and many who wait for them: put straight into the shop's tables.

Copies of rows that are there, with all the columns this Saleor has, so that one text does for all.
"""

from benchmarks.database import Database

# Ids of what is made here; what the shop made by itself is far below.
BASE = 1_000_000
CHANNEL = "channel-eur"
# Every tenth variant is sold out, and those who watch it wait for stock.
SOLD_OUT = 10

_COPIES = """
    INSERT INTO {table} SELECT copy.* FROM (SELECT row FROM {table} row {which}) one,
        generate_series({first}, {last}) n,
        LATERAL jsonb_populate_record(one.row, jsonb_build_object({new})) copy
"""
_FIRST_VARIANT = "(SELECT min(id) FROM product_productvariant)"
_FIRST_PRODUCT = f"(SELECT product_id FROM product_productvariant WHERE id = {_FIRST_VARIANT})"
_PER_CHANNEL = f"{BASE} + 2 * n + (one.row).channel_id % 2"

# Table, which rows of it are copied, and what is new in each copy.
_SHELVES = (
    (
        "product_product",
        f"WHERE id = {_FIRST_PRODUCT}",
        f"'id', {BASE} + n, 'slug', 'copy-' || n, 'default_variant_id', NULL",
    ),
    (
        "product_productvariant",
        f"WHERE id = {_FIRST_VARIANT}",
        f"'id', {BASE} + n, 'sku', 'copy-' || n, 'product_id', {BASE} + n",
    ),
    (
        "product_productchannellisting",
        f"WHERE product_id = {_FIRST_PRODUCT}",
        f"'id', {_PER_CHANNEL}, 'product_id', {BASE} + n",
    ),
    (
        "product_productvariantchannellisting",
        f"WHERE variant_id = {_FIRST_VARIANT}",
        f"'id', {_PER_CHANNEL}, 'variant_id', {BASE} + n",
    ),
    (
        "warehouse_stock",
        f"WHERE product_variant_id = {_FIRST_VARIANT}",
        f"""'id', {BASE} + n, 'product_variant_id', {BASE} + n, 'quantity_allocated', 0,
            'quantity', CASE WHEN n % {SOLD_OUT} = 0 THEN 0 ELSE 50 END""",
    ),
    # In somebody's cart, but none of it: what is to be had stays the same, what it costs does not.
    (
        "warehouse_reservation",
        "WHERE id = (SELECT min(id) FROM warehouse_reservation)",
        f"""'id', {BASE} + n, 'stock_id', {BASE} + n, 'quantity_reserved', 0,
            'reserved_until', now() + interval '1 day'""",
    ),
)
_OFFERS = f"""
    INSERT INTO saleor_push_plugin_watchedvariant
        (variant_id, channel, amount, available, wave_to, looked_at)
    SELECT {BASE} + n, '{CHANNEL}', l.discounted_price_amount,
        CASE WHEN n % {SOLD_OUT} = 0 THEN 0 ELSE 50 END, 0, now()
    FROM generate_series({{first}}, {{last}}) n
    JOIN product_productvariantchannellisting l ON l.variant_id = {BASE} + n
    JOIN channel_channel c ON c.id = l.channel_id AND c.slug = '{CHANNEL}'
"""
_WATCHES = f"""
    INSERT INTO saleor_push_plugin_watch
        (subscription_id, kind, variant_id, channel, asked, missed, seen, created_at)
    SELECT s.first + (n + k * 7919) % s.many,
        CASE WHEN n % {SOLD_OUT} = 0 THEN 'stock' ELSE 'price' END, {BASE} + n,
        '{CHANNEL}', true, false, 39, now()
    FROM generate_series({{first}}, {{last}}) n, generate_series(1, {{each}}) k,
        (SELECT min(id) AS first, count(*) AS many FROM saleor_push_plugin_subscription) s
"""
# Carts of nobody who subscribed, as most are, of the last thirty days.
_CARTS = """
    INSERT INTO checkout_checkout SELECT copy.*
    FROM (SELECT row FROM checkout_checkout row LIMIT 1) one,
        generate_series({first}, {last}) n, generate_series(1, {each}) k,
        LATERAL jsonb_populate_record(one.row, jsonb_build_object(
            'token', md5('cart ' || n || ' ' || k)::uuid, 'user_id', NULL, 'email', NULL,
            'last_change', now() - interval '1 s' * ((n * 7919 + k * 104729) % 2592000))) copy
"""
_CART_LINES = """
    INSERT INTO checkout_checkoutline SELECT copy.*
    FROM (SELECT row FROM checkout_checkoutline row LIMIT 1) one, checkout_checkout c,
        LATERAL jsonb_populate_record(one.row, jsonb_build_object(
            'id', md5('line ' || c.token)::uuid, 'checkout_id', c.token)) copy
    WHERE NOT EXISTS (SELECT 1 FROM checkout_checkoutline l WHERE l.checkout_id = c.token)
"""


def fill(database: Database, first: int, last: int, *, each: int) -> None:
    """Variants `first` to `last`, each watched by `each` browsers, and as many carts as watches."""
    span = {"first": first, "last": last}
    for table, which, new in _SHELVES:
        database.run(_COPIES.format(table=table, which=which, new=new, **span))
    database.run(_OFFERS.format(**span))
    for statement in (_WATCHES, _CARTS, _CART_LINES):
        database.run(statement.format(each=each, **span))
    database.tidy()


def change(database: Database, variants: int) -> None:
    """So many prices fall, and a tenth as many sold-out variants are there again."""
    listings = "product_productvariantchannellisting"
    fallen = f"variant_id BETWEEN {BASE + 1} AND {BASE + variants}"
    database.run(f"UPDATE {listings} SET discounted_price_amount = 29 WHERE {fallen}")
    there = f"product_variant_id BETWEEN {BASE + 1} AND {BASE + variants}"
    database.run(f"UPDATE warehouse_stock SET quantity = 5 WHERE {there} AND quantity = 0")


def forget_all_but(database: Database, variants: int) -> None:
    """Only so many variants stay watched, spread over all there are."""
    database.run(f"""
        DELETE FROM saleor_push_plugin_watchedvariant o
        USING (SELECT count(*) / {variants} AS nth FROM saleor_push_plugin_watchedvariant) every
        WHERE o.variant_id % every.nth <> 0
    """)
    database.tidy()
