"""Prices people did not ask to watch but might like to hear of: of what they looked at or carted.

Only for who agreed to alerts. What is noted is a watch like any other; it ends by itself. What
counts is the price they knew, and where that cannot be told, the lowest it may have been.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from saleor.discount import DiscountType

from ...core.event import Event
from ...core.scenario import Topic
from ...models import Watch

# A look or a cart this old is no interest any more.
LASTS = timedelta(days=30)

_PRICE = "coalesce(l.discounted_price_amount, l.price_amount)"
# Of a product that was looked at, the variant with the lowest price stands for all.
_VIEWED = f"""
    SELECT w.subscription_id, best.variant_id, w.channel,
        coalesce(w.amount, best.amount) AS amount, w.viewed_at AS at, true AS is_known
    FROM saleor_push_plugin_view w
    JOIN saleor_push_plugin_subscription s ON s.id = w.subscription_id
    JOIN channel_channel c ON c.slug = w.channel
    CROSS JOIN LATERAL (
        SELECT l.variant_id, {_PRICE} AS amount
        FROM product_productvariant v
        JOIN product_productvariantchannellisting l ON l.variant_id = v.id AND l.channel_id = c.id
        WHERE v.product_id = w.product_id AND l.price_amount IS NOT NULL
        ORDER BY amount, l.variant_id LIMIT 1
    ) best
    WHERE w.viewed_at >= %(since)s AND w.viewed_at < %(until)s AND %(alerts)s = ANY (s.topics)
"""
# A line keeps its list price and what promotions take off it, but of one moment only while its
# cart's prices hold; else the list price is a bound, as are today's price and that of our last
# look. Of a line made earlier, which nobody here could be told of then, no price is known. What an
# app priced for this cart alone, or a gift, says nothing of the shop's prices.
_CARTED = f"""
    SELECT s.id AS subscription_id, i.variant_id, c.slug AS channel,
        least({_PRICE}, before.amount, i.undiscounted_unit_price_amount
            - coalesce(off.amount, 0) / nullif(i.quantity, 0)) AS amount,
        k.last_change AS at, i.created_at >= %(since)s AS is_known
    FROM checkout_checkout k
    JOIN channel_channel c ON c.id = k.channel_id
    JOIN checkout_checkoutline i ON i.checkout_id = k.token
        AND i.price_override IS NULL AND NOT i.is_gift
    CROSS JOIN LATERAL (
        SELECT price_amount, discounted_price_amount FROM product_productvariantchannellisting
        WHERE variant_id = i.variant_id AND channel_id = c.id AND price_amount IS NOT NULL LIMIT 1
    ) l
    LEFT JOIN LATERAL (
        SELECT sum(amount_value) AS amount FROM discount_checkoutlinediscount
        WHERE line_id = i.id AND type = '{DiscountType.PROMOTION}'
    ) off ON k.price_expiration > %(until)s
    CROSS JOIN LATERAL (
        SELECT id FROM saleor_push_plugin_subscription WHERE user_id = k.user_id
        UNION
        SELECT subscription_id FROM saleor_push_plugin_guestcheckout WHERE checkout_id = k.token
    ) device
    JOIN saleor_push_plugin_subscription s ON s.id = device.id AND %(alerts)s = ANY (s.topics)
    LEFT JOIN saleor_push_plugin_offer before
        ON before.variant_id = i.variant_id AND before.channel = c.slug
    WHERE k.last_change >= %(since)s AND k.last_change < %(until)s
"""
# What is noted already is kept alive by whatever happens to it.
_NOTE = f"""
    WITH noted AS (
        INSERT INTO saleor_push_plugin_watch AS w
            (subscription_id, kind, variant_id, channel, asked, seen, created_at)
        SELECT subscription_id, '{Watch.PRICE}', variant_id, channel, false, min(amount), max(at)
        FROM ({_VIEWED} UNION ALL {_CARTED}) found
        GROUP BY subscription_id, variant_id, channel
        HAVING bool_and(is_known) OR EXISTS (
            SELECT 1 FROM saleor_push_plugin_watch
            WHERE variant_id = found.variant_id AND channel = found.channel
                AND kind = '{Watch.PRICE}' AND subscription_id = found.subscription_id
        )
        ON CONFLICT (variant_id, channel, kind, subscription_id) DO UPDATE
        SET created_at = excluded.created_at, seen = least(w.seen, excluded.seen)
        WHERE NOT w.asked AND w.created_at < excluded.created_at
        RETURNING variant_id, channel, seen
    )
    INSERT INTO saleor_push_plugin_offer
        (variant_id, channel, amount, available, wave_to, looked_at)
    SELECT variant_id, channel, max(seen), 0, 0, %(until)s FROM noted GROUP BY variant_id, channel
    ON CONFLICT DO NOTHING
"""


def noted(since: datetime, until: datetime) -> list[Event]:
    """Note what was looked at or carted in [since, until); nothing to tell of that by itself."""
    values: dict[str, Any] = {"since": since, "until": until, "alerts": Topic.ALERTS.value}
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, values)
    Watch.objects.filter(asked=False, created_at__lt=until - LASTS).delete()
    return []
