"""Many customers with a browser, orders and what they looked at: put straight into the tables.

Copies of rows that are there, with all the columns this Saleor has, so that one text does for all.
"""

from collections.abc import Mapping

from benchmarks.database import Database
from benchmarks.warehouse import BASE, CHANNEL

# As good as by chance, and the same each time.
_CHANCE = "abs(hashint4(n)::bigint)"
_PLACED = "now() - interval '2 years' * (1 - n::float / {orders})"
# Every twentieth product is in the last category of a chain of three, below the shop's first.
_CATEGORIES = f"""
    INSERT INTO product_category SELECT copy.*
    FROM (SELECT row FROM product_category row ORDER BY id LIMIT 1) one, generate_series(1, 3) n,
        LATERAL jsonb_populate_record(one.row, jsonb_build_object(
            'id', {BASE} + n, 'slug', 'copy-' || n, 'level', n, 'parent_id',
            CASE WHEN n = 1 THEN (one.row).id ELSE {BASE} + n - 1 END)) copy
"""
_IN_THE_LAST = f"""
    UPDATE product_product SET category_id = {BASE} + 3 WHERE id > {BASE} AND id % 20 = 0
"""
_COUNTRIES = ("DE", "PL", "FR", "ES", "AT", "US", "GB", "AE")
_ADDRESSES = f"""
    INSERT INTO account_address SELECT copy.*
    FROM (SELECT row FROM account_address row ORDER BY id LIMIT 1) one,
        unnest(ARRAY{list(_COUNTRIES)}) WITH ORDINALITY AS c(code, n),
        LATERAL jsonb_populate_record(one.row, jsonb_build_object(
            'id', {BASE} + n, 'country', c.code)) copy
"""
# Table, the rows of it that are copied, how many copies, and what is new in each.
_COPIES = (
    (
        "account_user",
        "id = (SELECT min(user_id) FROM saleor_push_plugin_subscription)",
        "people",
        {
            "id": f"{BASE} + n",
            "email": "'copy-' || n || '@shopper.example.com'",
            "uuid": "md5('user ' || n)::uuid",
            "default_shipping_address_id": "NULL",
            "default_billing_address_id": "NULL",
        },
    ),
    (
        "saleor_push_plugin_subscription",
        "id = (SELECT min(id) FROM saleor_push_plugin_subscription)",
        "people",
        {
            "id": f"{BASE} + n",
            "public_id": "md5('browser ' || n)::uuid",
            "endpoint": "'https://push.example/wpush/' || repeat(md5(n::text), 4)",
            "auth": "left(md5(n::text), 22)",
            "user_id": f"{BASE} + n",
            "channel": f"'{CHANNEL}'",
            "topics": "ARRAY['orders', 'offers']",
            "created_at": "now() - interval '1 hour' * (n % 17520)",
            "seen_at": "now() - interval '1 hour' * (n % 1440)",
        },
    ),
    # As one after the other is made: old orders first.
    (
        "order_order",
        "id = (SELECT id FROM order_order LIMIT 1)",
        "orders",
        {
            "id": "md5('order ' || n)::uuid",
            "number": f"{BASE} + n",
            "checkout_token": "''",
            "user_id": f"{BASE} + 1 + n * 7919::bigint % {{people}}",
            "user_email": "''",
            "created_at": _PLACED,
            "updated_at": f"{_PLACED} - interval '1 h'",
            "total_gross_amount": f"20 + {_CHANCE} % 200",
            "total_net_amount": f"20 + {_CHANCE} % 200",
            "shipping_address_id": f"{BASE} + 1 + {_CHANCE} / 200 % {len(_COUNTRIES)}",
        },
    ),
    (
        "order_orderline",
        "id = (SELECT id FROM order_orderline LIMIT 1)",
        "orders",
        {
            "id": "md5('order line ' || n)::uuid",
            "order_id": "md5('order ' || n)::uuid",
            "old_id": "NULL",
            "variant_id": f"{BASE} + 1 + n * 104729::bigint % {{variants}}",
        },
    ),
)
_COLUMNS = """
    SELECT column_name::text FROM information_schema.columns
    WHERE table_name = '{table}' AND table_schema = 'public' AND is_generated = 'NEVER'
"""
_VIEWS = f"""
    INSERT INTO saleor_push_plugin_productview
        (subscription_id, product_id, channel, times, amount, viewed_at)
    SELECT {BASE} + n, {BASE} + 1 + (n * 7907::bigint + k) % {{variants}}, '{CHANNEL}', k, 39,
        now() - interval '1 hour' * ({_CHANCE} * k % 4320)
    FROM generate_series(1, {{people}}) n, generate_series(1, 2) k
"""


def fill(database: Database, people: int, orders_each: int, variants: int) -> None:
    """So many customers with a browser each, over the variants of `warehouse.fill`."""
    sizes = {"people": people, "orders": people * orders_each, "variants": variants}
    for statement in (_CATEGORIES, _IN_THE_LAST, _ADDRESSES):
        database.run(statement)
    for table, which, count, new in _COPIES:
        database.run(_copy(database, table, which, new).format(**sizes, count=sizes[count]))
    database.run(_VIEWS.format(**sizes))
    database.tidy()


def _copy(database: Database, table: str, which: str, new: Mapping[str, str]) -> str:
    """The statement that copies a row {count} times, column by column."""
    columns = [name for (name,) in database.rows(_COLUMNS.format(table=table))]
    values = [new.get(name, f"one.{name}") for name in columns]
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} "
        f"FROM {table} one, generate_series(1, {{count}}) n WHERE one.{which}"
    )
