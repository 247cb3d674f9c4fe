"""How many pieces of each product were bought lately, counted a day of orders at a time.

A day is counted anew in every round, because what was bought may be cancelled, returned or paid
back later. That costs a day of orders a look, however many the shop has, and pushes read sums.
"""

from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

from ...core.event import Event
from ...models import Cursor, Sold

# So long is lately, today included.
LATELY, DAY = timedelta(days=30), timedelta(days=1)
NAME = "sold"

# Every LATERAL is a look into an index (OFFSET 0 keeps it one): a plain join may be planned as
# reading all the order lines there are.
_COUNT = """
    WITH kept AS (
        SELECT o.id, o.channel_id FROM order_order o
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(t.amount), 0) AS amount FROM payment_payment p
            JOIN payment_transaction t ON t.payment_id = p.id
            WHERE p.order_id = o.id AND t.kind = 'refund' AND t.is_success
        ) back
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(refunded_value), 0) AS amount FROM payment_transactionitem
            WHERE order_id = o.id
        ) returned
        WHERE o.created_at >= %(since)s AND o.created_at < %(until)s
            AND o.status NOT IN ('draft', 'canceled', 'expired')
            AND (back.amount + returned.amount = 0
                OR back.amount + returned.amount < o.total_gross_amount)
    )
    INSERT INTO saleor_push_plugin_sold (product_id, channel, day, pieces)
    SELECT v.product_id, c.slug, %(day)s, sum(i.quantity - gone.pieces)
    FROM kept
    JOIN channel_channel c ON c.id = kept.channel_id
    CROSS JOIN LATERAL (
        SELECT id, variant_id, quantity FROM order_orderline WHERE order_id = kept.id OFFSET 0
    ) i
    CROSS JOIN LATERAL (
        SELECT product_id FROM product_productvariant WHERE id = i.variant_id LIMIT 1
    ) v
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(l.quantity), 0) AS pieces FROM order_fulfillmentline l
        JOIN order_fulfillment f ON f.id = l.fulfillment_id
        WHERE l.order_line_id = i.id
            AND f.status IN ('refunded', 'returned', 'refunded_and_returned', 'replaced')
    ) gone
    GROUP BY v.product_id, c.slug
    HAVING sum(i.quantity - gone.pieces) > 0
"""


@transaction.atomic
def count(_since: datetime, until: datetime) -> list[Event]:
    """Count one more day anew, today first and then backwards; nothing to tell of that.

    Not the window it is given: what was bought in it may change long after.
    """
    today = until.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    # Locked: two sweeps at once count two days.
    cursors = Cursor.objects.select_for_update()
    cursor, is_new = cursors.get_or_create(name=NAME, defaults={"since": today, "at": today})
    oldest, before = today - LATELY + DAY, cursor.at - DAY
    day = today if is_new or not oldest <= before <= today else before
    Sold.objects.filter(day__lt=oldest).delete()
    _count_anew(day)
    Cursor.objects.filter(name=NAME).update(at=day)
    return []


def _count_anew(day: datetime) -> None:
    Sold.objects.filter(day=day.date()).delete()
    with connection.cursor() as statement:
        statement.execute(_COUNT, {"since": day, "until": day + DAY, "day": day.date()})
