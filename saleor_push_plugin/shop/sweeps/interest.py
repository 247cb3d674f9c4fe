"""Prices people did not ask to watch but might like to hear of: of what they looked at or carted.

Only for who agreed to alerts. What is noted is a watch like any other; it ends by itself. What
counts is the price of that moment. Of a cart, which keeps what it last showed, but a promotion only
once it is shown, it is the lower of that and now; an app's price for this cart alone, or a gift,
says nothing of the shop's.
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
        coalesce(w.amount, best.amount) AS amount, w.viewed_at AS at
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
_CARTED = f"""
    SELECT s.id AS subscription_id, i.variant_id, c.slug AS channel,
        least(i.undiscounted_unit_price_amount - off.amount / i.quantity, {_PRICE}) AS amount,
        k.last_change AS at
    FROM checkout_checkout k
    JOIN channel_channel c ON c.id = k.channel_id
    JOIN checkout_checkoutline i ON i.checkout_id = k.token
        AND i.price_override IS NULL AND NOT i.is_gift
    CROSS JOIN LATERAL (
        SELECT price_amount, discounted_price_amount FROM product_productvariantchannellisting
        WHERE variant_id = i.variant_id AND channel_id = c.id AND price_amount IS NOT NULL LIMIT 1
    ) l
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(amount_value), 0) AS amount FROM discount_checkoutlinediscount
        WHERE line_id = i.id AND type = '{DiscountType.PROMOTION}'
    ) off
    CROSS JOIN LATERAL (
        SELECT id FROM saleor_push_plugin_subscription WHERE user_id = k.user_id
        UNION
        SELECT subscription_id FROM saleor_push_plugin_guestcheckout WHERE checkout_id = k.token
    ) device
    JOIN saleor_push_plugin_subscription s ON s.id = device.id AND %(alerts)s = ANY (s.topics)
    WHERE k.last_change >= %(since)s AND k.last_change < %(until)s
"""
_NOTE = f"""
    WITH noted AS (
        INSERT INTO saleor_push_plugin_watch AS w
            (subscription_id, kind, variant_id, channel, asked, seen, created_at)
        SELECT DISTINCT ON (subscription_id, variant_id, channel)
            subscription_id, '{Watch.PRICE}', variant_id, channel, false, amount, at
        FROM ({{found}}) found ORDER BY subscription_id, variant_id, channel, at DESC
        ON CONFLICT (variant_id, channel, kind, subscription_id) DO UPDATE
        SET created_at = excluded.created_at, seen = least(w.seen, excluded.seen)
        WHERE NOT w.asked AND w.created_at < excluded.created_at
        RETURNING variant_id, channel, seen
    )
    INSERT INTO saleor_push_plugin_offer
        (variant_id, channel, amount, available, wave_to, looked_at)
    SELECT DISTINCT ON (variant_id, channel) variant_id, channel, seen, 0, 0, %(until)s FROM noted
    ON CONFLICT DO NOTHING
"""


def noted(since: datetime, until: datetime) -> list[Event]:
    """Note what was looked at or carted in [since, until); nothing to tell of that by itself."""
    values: dict[str, Any] = {"since": since, "until": until, "alerts": Topic.ALERTS.value}
    with connection.cursor() as cursor:
        for found in (_VIEWED, _CARTED):
            cursor.execute(_NOTE.format(found=found), values)
    Watch.objects.filter(asked=False, created_at__lt=until - LASTS).delete()
    return []
