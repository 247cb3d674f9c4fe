"""How variants stand in channels now: the price, and how many can be bought.

Written in SQL, because the sweep compares many thousands with what we remember of them, and only
what differs should leave the database.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from saleor.shipping.models import ShippingZone
from saleor.warehouse import WarehouseClickAndCollectOption
from saleor.warehouse.models import ChannelWarehouse, Warehouse

from ..core.offers import PLENTY
from .compat import zones_count

Pair = tuple[int, str]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A variant in a channel: `amount` is what it costs with its promotion, None if not sold."""

    channel_id: int
    amount: Decimal | None
    available: int
    currency: str


# To be put behind a FROM with rows p(variant_id, channel). Every LATERAL … LIMIT 1 is one look into
# an index: a plain join may be planned as reading all that the shop has, for one page of ours.
STANDING = f"""
    JOIN channel_channel c ON c.slug = p.channel
    LEFT JOIN LATERAL (
        SELECT id, product_id, track_inventory FROM product_productvariant
        WHERE id = p.variant_id LIMIT 1
    ) v ON true
    LEFT JOIN LATERAL (
        SELECT id, price_amount, discounted_price_amount FROM product_productvariantchannellisting
        WHERE variant_id = p.variant_id AND channel_id = c.id AND price_amount IS NOT NULL LIMIT 1
    ) l ON true
    LEFT JOIN LATERAL (
        SELECT id FROM product_productchannellisting
        WHERE product_id = v.product_id AND channel_id = c.id AND c.is_active AND is_published
            AND coalesce(published_at, now()) <= now() AND available_for_purchase_at <= now()
        LIMIT 1
    ) g ON true
    CROSS JOIN LATERAL (
        SELECT CASE WHEN g.id IS NULL OR l.id IS NULL THEN NULL
            ELSE coalesce(l.discounted_price_amount, l.price_amount) END AS amount
    ) price
    CROSS JOIN LATERAL (
        SELECT greatest(coalesce(sum(s.quantity - s.quantity_allocated), 0), 0)::int AS pieces
        FROM warehouse_stock s
        WHERE s.product_variant_id = p.variant_id AND (c.id, s.warehouse_id) IN (
            SELECT * FROM unnest(%(channels)s::int[], %(warehouses)s::uuid[])
        )
    ) shelf
    CROSS JOIN LATERAL (
        SELECT CASE WHEN price.amount IS NULL THEN 0
            WHEN v.track_inventory THEN shelf.pieces ELSE {PLENTY} END AS available
    ) stock
"""
_SELECT = f"""
    SELECT p.variant_id, p.channel, c.id, price.amount, stock.available, c.currency_code
    FROM unnest(%(variants)s::bigint[], %(slugs)s::text[]) p(variant_id, channel) {STANDING}
    WHERE v.id IS NOT NULL
"""


def standing(pairs: Collection[Pair]) -> Mapping[Pair, Standing]:
    """How (variant id, channel slug) pairs stand, in one statement; unknown ones are missing."""
    if not pairs:
        return {}
    columns = {"variants": [v for v, _ in pairs], "slugs": [slug for _, slug in pairs]}
    values: dict[str, Any] = {**columns, **open_warehouses()}
    with connection.cursor() as cursor:
        cursor.execute(_SELECT, values)
        return {(row[0], row[1]): _standing(row) for row in cursor.fetchall()}


def _standing(row: Sequence[Any]) -> Standing:
    return Standing(channel_id=row[2], amount=row[3], available=row[4], currency=row[5])


def open_warehouses() -> dict[str, list[Any]]:
    """(channel, warehouse) pairs whose stock counts, as two columns, by this shop's own rule.

    A warehouse serves the channels it is linked to; by the older rule only if a shipping zone of
    the channel has it too, or shoppers may collect there.
    """
    serving = set(ChannelWarehouse.objects.values_list("channel_id", "warehouse_id"))
    if zones_count():
        zoned = set(ShippingZone.objects.values_list("channels", "warehouses"))
        collecting = set(_collecting().values_list("channelwarehouse__channel", "pk"))
        serving &= zoned | collecting
    return {"channels": [c for c, _ in serving], "warehouses": [w for _, w in serving]}


def _collecting() -> Any:
    options = WarehouseClickAndCollectOption
    return Warehouse.objects.filter(
        click_and_collect_option__in=[options.LOCAL_STOCK, options.ALL_WAREHOUSES]
    )
