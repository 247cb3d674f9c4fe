"""How variants stand in channels now: the price, and how many can be bought.

Written in SQL, because the sweep compares many thousands with what we remember of them, and only
what differs should leave the database.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models.functions import Now
from saleor.shipping.models import ShippingZone
from saleor.warehouse import WarehouseClickAndCollectOption
from saleor.warehouse.models import (
    ChannelWarehouse,
    PreorderReservation,
    Reservation,
    Warehouse,
)

from ..core.facts.availability import PLENTY
from .compat import carts_reserve, zones_count

Pair = tuple[int, str]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A variant in a channel: `amount` is what it costs with its promotion, None if not sold.
    `left`: how many there are, less than none where more is promised or held back than there is.
    """

    channel_id: int
    amount: Decimal | None
    left: int
    currency: str

    @property
    def available(self) -> int:
        return max(self.left, 0)


# To be put behind a FROM with rows p(variant_id, channel), with the values of rules(). What can be
# bought is what Saleor's checkout would let go: not what is allocated or in other carts' hold, and
# of a preorder what its thresholds, in this channel and over all, leave. Every LATERAL … LIMIT 1 is
# one look into an index: a plain join may be planned as reading all that the shop has, for one page
# of ours.
STANDING = f"""
    JOIN channel_channel c ON c.slug = p.channel
    LEFT JOIN LATERAL (
        SELECT id, product_id, track_inventory, preorder_global_threshold,
            is_preorder AND coalesce(preorder_end_date >= now(), true) AS is_preorder
        FROM product_productvariant WHERE id = p.variant_id LIMIT 1
    ) v ON true
    LEFT JOIN LATERAL (
        SELECT id, price_amount, discounted_price_amount, preorder_quantity_threshold
        FROM product_productvariantchannellisting
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
        SELECT coalesce(sum(s.quantity - s.quantity_allocated - coalesce(held.pieces, 0)), 0)
            AS pieces
        FROM warehouse_stock s
        CROSS JOIN LATERAL (
            SELECT sum(quantity_reserved) AS pieces FROM warehouse_reservation
            WHERE stock_id = s.id AND reserved_until > now() AND %(reserving)s
        ) held
        WHERE s.product_variant_id = p.variant_id AND (c.id, s.warehouse_id) IN (
            SELECT * FROM unnest(%(channels)s::int[], %(warehouses)s::uuid[])
        )
    ) shelf
    CROSS JOIN LATERAL (
        SELECT sum(taken.pieces) FILTER (WHERE o.id = l.id) AS here, sum(taken.pieces) AS everywhere
        FROM product_productvariantchannellisting o
        CROSS JOIN LATERAL (
            SELECT quantity AS pieces FROM warehouse_preorderallocation
            WHERE product_variant_channel_listing_id = o.id
            UNION ALL
            SELECT quantity_reserved FROM warehouse_preorderreservation
            WHERE product_variant_channel_listing_id = o.id AND reserved_until > now()
                AND %(reserving)s
        ) taken
        WHERE v.is_preorder AND o.variant_id = v.id
    ) preorders
    CROSS JOIN LATERAL (
        SELECT (CASE WHEN price.amount IS NULL THEN 0
            WHEN v.is_preorder THEN least({PLENTY},
                l.preorder_quantity_threshold - coalesce(preorders.here, 0),
                v.preorder_global_threshold - coalesce(preorders.everywhere, 0))
            WHEN v.track_inventory THEN shelf.pieces ELSE {PLENTY} END)::int AS pieces
    ) rest
    CROSS JOIN LATERAL (SELECT greatest(rest.pieces, 0) AS available) stock
"""
_SELECT = f"""
    SELECT p.variant_id, p.channel, c.id, price.amount, rest.pieces, c.currency_code
    FROM unnest(%(variants)s::bigint[], %(slugs)s::text[]) p(variant_id, channel) {STANDING}
    WHERE v.id IS NOT NULL
"""


def standing(pairs: Collection[Pair]) -> Mapping[Pair, Standing]:
    """How (variant id, channel slug) pairs stand, in one statement; unknown ones are missing."""
    if not pairs:
        return {}
    columns = {"variants": [v for v, _ in pairs], "slugs": [slug for _, slug in pairs]}
    values: dict[str, Any] = {**columns, **rules()}
    with connection.cursor() as cursor:
        cursor.execute(_SELECT, values)
        return {(row[0], row[1]): _standing(row) for row in cursor.fetchall()}


def _standing(row: Sequence[Any]) -> Standing:
    return Standing(channel_id=row[2], amount=row[3], left=row[4], currency=row[5])


def held_by(checkouts: Collection[UUID]) -> Mapping[tuple[UUID, int], int]:
    """Pieces that carts hold back themselves, by (cart, variant id); of nobody else, 0."""
    held: Counter[tuple[UUID, int]] = Counter()
    for model in (Reservation, PreorderReservation) if carts_reserve() else ():
        rows = model.objects.filter(
            checkout_line__checkout_id__in=checkouts, reserved_until__gt=Now()
        )
        columns = ("checkout_line__checkout_id", "checkout_line__variant_id", "quantity_reserved")
        for checkout, variant, pieces in rows.values_list(*columns):
            held[checkout, variant] += pieces
    return held


def rules() -> dict[str, Any]:
    """What STANDING has to know of how this shop counts.

    (channel, warehouse) pairs whose stock counts, as two columns, and whether carts hold pieces
    back. A warehouse serves the channels it is linked to; by the older rule only if a shipping zone
    of the channel has it too, or shoppers may collect there.
    """
    serving = set(ChannelWarehouse.objects.values_list("channel_id", "warehouse_id"))
    if zones_count():
        zoned = set(ShippingZone.objects.values_list("channels", "warehouses"))
        collecting = set(_collecting().values_list("channelwarehouse__channel", "pk"))
        serving &= zoned | collecting
    pairs = {"channels": [c for c, _ in serving], "warehouses": [w for _, w in serving]}
    return {**pairs, "reserving": carts_reserve()}


def _collecting() -> Any:
    options = WarehouseClickAndCollectOption
    return Warehouse.objects.filter(
        click_and_collect_option__in=[options.LOCAL_STOCK, options.ALL_WAREHOUSES]
    )
