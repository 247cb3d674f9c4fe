"""Conditions on what people did: bought, looked at, wait for, have in the cart, were sent."""

from ...core.order_status import NOT_BOUGHT
from ...core.person_key_sql import user_key_sql
from ...core.segments.conditions import ENGAGEMENTS
from .browsers import KEY
from .values import (
    Members,
    Values,
    all_of,
    condition,
    counted,
    days_ago,
    number_test,
    range_test,
)

_ORDERS = """
    SELECT {customer} AS person, o.id FROM order_order o
    WHERE o.user_id IS NOT NULL AND {test}
    UNION
    SELECT {key}, o.id FROM order_order o
    JOIN saleor_push_plugin_guestcheckout g
        ON g.checkout_id::text = o.checkout_token AND g.while_open
    JOIN saleor_push_plugin_subscription s ON s.id = g.subscription_id
    WHERE o.checkout_token <> '' AND {test}
"""
_CARTS = """
    SELECT {customer} FROM checkout_checkout c WHERE c.user_id IS NOT NULL AND {test}
    UNION
    SELECT {key} FROM checkout_checkout c
    JOIN saleor_push_plugin_guestcheckout g ON g.checkout_id = c.token AND g.while_open
    JOIN saleor_push_plugin_subscription s ON s.id = g.subscription_id
    WHERE c.user_id IS NULL AND {test}
"""
_BELOW = """
    SELECT p.id FROM product_product p WHERE p.category_id IN (
        WITH RECURSIVE tree AS (
            SELECT id FROM product_category WHERE id = ANY({ids})
            UNION SELECT c.id FROM product_category c JOIN tree ON c.parent_id = tree.id
        ) SELECT id FROM tree
    )
"""


def _product_tests(column: str, members: Members, values: Values) -> list[str]:
    """Test that a column's product is any of those that are named; nothing if none is."""
    tests = []
    if ids := members.get("products"):
        tests.append(f"{column} = ANY({values.add(list(ids), 'bigint[]')})")
    if ids := members.get("categories"):
        below = _BELOW.format(ids=values.add(list(ids), "bigint[]"))
        tests.append(f"{column} IN ({below})")
    if ids := members.get("collections"):
        given = values.add(list(ids), "bigint[]")
        tests.append(
            f"{column} IN (SELECT cp.product_id FROM product_collectionproduct cp "
            f"WHERE cp.collection_id = ANY({given}))"
        )
    return [" OR ".join(f"({test})" for test in tests)] if tests else []


@condition("bought")
def bought(members: Members, values: Values) -> str:
    tests = [
        f"NOT o.status = ANY({values.add([s.value for s in NOT_BOUGHT], 'text[]')})",
        "o.created_at <= %(now)s::timestamptz",
    ]
    if "withinDays" in members:
        tests.append(f"o.created_at >= {days_ago(members['withinDays'], values)}")
    if of_products := _product_tests("v.product_id", members, values):
        tests.append(
            "o.id IN (SELECT l.order_id FROM order_orderline l "
            f"JOIN product_productvariant v ON v.id = l.variant_id WHERE {of_products[0]})"
        )
    orders = _ORDERS.format(test=all_of(tests), key=KEY, customer=user_key_sql("o.user_id"))
    return counted(f"SELECT w.person FROM ({orders}) AS w", "count(*)", members, values)


@condition("viewed")
def viewed(members: Members, values: Values) -> str:
    tests = _product_tests("w.product_id", members, values)
    if "withinDays" in members:
        tests.append(f"w.viewed_at >= {days_ago(members['withinDays'], values)}")
    views = (
        f"SELECT {KEY} FROM saleor_push_plugin_productview w "
        "JOIN saleor_push_plugin_subscription s ON s.id = w.subscription_id "
        f"WHERE {all_of(tests)}"
    )
    return counted(views, "sum(w.times)", members, values)


@condition("watching")
def watching(members: Members, values: Values) -> str:
    tests = ["w.asked"]
    if "kind" in members:
        tests.append(f"w.kind = {values.add(members['kind'], 'text')}")
    if of_products := _product_tests("v.product_id", members, values):
        tests.append(
            f"w.variant_id IN (SELECT v.id FROM product_productvariant v WHERE {of_products[0]})"
        )
    return (
        f"f.person IN (SELECT {KEY} FROM saleor_push_plugin_watch w "
        "JOIN saleor_push_plugin_subscription s ON s.id = w.subscription_id "
        f"WHERE {all_of(tests)})"
    )


@condition("cart")
def cart(members: Members, values: Values) -> str:
    tests = ["EXISTS (SELECT 1 FROM checkout_checkoutline l WHERE l.checkout_id = c.token)"]
    if value := members.get("value"):
        tests.append(f"c.currency = {values.add(value['currency'].upper(), 'text')}")
        tests.append(number_test("c.total_gross_amount", value, values))
    if hours := members.get("hoursOld"):
        age = "extract(epoch FROM %(now)s::timestamptz - c.last_change) / 3600"
        tests.append(range_test(f"({age})", hours, values, "numeric"))
    carts = _CARTS.format(test=all_of(tests), key=KEY, customer=user_key_sql("c.user_id"))
    return f"f.person IN ({carts})"


@condition("engagement")
def engagement(members: Members, values: Values) -> str:
    """Notifications on several browsers of a person are one, by event and scenario."""
    column = members["kind"] if members["kind"] in ENGAGEMENTS.values() else "sent_at"
    tests = [f"n.{column} IS NOT NULL"]
    if "withinDays" in members:
        tests.append(f"n.{column} >= {days_ago(members['withinDays'], values)}")
    rows = f"SELECT n.person FROM saleor_push_plugin_notification n WHERE {all_of(tests)}"
    return counted(rows, "count(DISTINCT (n.event_id, n.scenario))", members, values)
