"""How variants stand in channels now: the price, and how many can be bought.

Written in SQL, because the sweep compares many thousands of them with the last look, and only what
differs should leave the database.
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

from ..core.facts.availability import UNLIMITED_STOCK
from ..core.sql_files import statements
from .compat import carts_reserve, zones_count
from .listings import FRAGMENTS

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


_SQL = statements(__package__, "offers.sql")
# A FROM clause for rows p(variant_id, channel); its parameters are those of rules().
STANDING = _SQL["standing"].format(**FRAGMENTS)
_SELECT = _SQL["select_standing"].format(standing=STANDING)


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
    return {**pairs, "reserving": carts_reserve(), "plenty": UNLIMITED_STOCK}


def _collecting() -> Any:
    options = WarehouseClickAndCollectOption
    return Warehouse.objects.filter(
        click_and_collect_option__in=[options.LOCAL_STOCK, options.ALL_WAREHOUSES]
    )
