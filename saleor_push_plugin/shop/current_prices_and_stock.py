"""Load current offers: the price of a variant in a channel, and how many can be bought.

It is SQL, because the sweep compares many thousands of offers with what it stored before, and only
those that differ should leave the database.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple
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

from ..core.facts.common import Money
from ..core.facts.price_and_stock import UNLIMITED_STOCK
from ..core.sql_files import statements
from .compat import checkouts_reserve_stock, requires_shipping_zone
from .listings import FRAGMENTS
from .shown_prices import PriceView, ShownPrices

# (variant id, channel slug).
Pair = tuple[int, str]


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A variant in a channel.

    `listed`: its price with promotions as Saleor stores it, with or without tax; None if it is not
    for sale. `view`: how the shop's page shows that price. `quantity`: how many can be bought;
    below 0 if more is allocated or reserved than is in stock.
    """

    channel_id: int
    listed: Decimal | None
    view: PriceView
    quantity: int

    @property
    def amount(self) -> Decimal | None:
        """The price as the page shows it, which is compared with other shown prices."""
        return None if self.listed is None else self.view.amount(self.listed)

    @property
    def currency(self) -> str:
        return self.view.currency

    @property
    def price(self) -> Money | None:
        """The price for a text; None if it is not for sale, or if the amount is not certain."""
        return self.view.money(self.listed)

    @property
    def available(self) -> int:
        """The quantity, never below 0."""
        return max(self.quantity, 0)


_SQL = statements(__package__, "current_prices_and_stock.sql")
# Look up each row by index. PostgreSQL may plan plain joins as reading whole tables for one page of
# watched variants.
_ONE_BY_ONE = {
    "once": "LIMIT 1",
    "of_channels": "channel_id = c.id",
    "of_variant": "s.product_variant_id = p.variant_id",
    "of_stock": "stock_id = s.id",
    "preorders": _SQL["preorders"],
}
# Leave it to PostgreSQL, which joins whole tables: a fraction of the time for each row, if many of
# the shop's variants are asked for. `channel_ids`: a parameter, the channels of the rows. What is
# left of a preorder is not in it.
_TOGETHER = {
    "once": "",
    "of_channels": "channel_id = ANY(%(channel_ids)s)",
    "of_variant": "true",
    "of_stock": "true",
    "preorders": _SQL["preorders_left_out"],
}


def _offers(way: Mapping[str, str], *, adds_up: bool = True) -> str:
    """A FROM clause for rows p(variant_id, channel); stock_rules() gives its parameters.

    `adds_up`: whether several warehouses may supply a channel.
    """
    each = _SQL["stock_of_warehouses"].format(**way)
    in_stock = _SQL["stock_of_zones"].format(stock_of_warehouses=each) if adds_up else each
    return _SQL["current_offer"].format(**FRAGMENTS, **way, in_stock=in_stock)


# For few rows.
CURRENT_OFFER = _offers(_ONE_BY_ONE)
_SELECT = _SQL["select_current_offers"].format(current_offer=CURRENT_OFFER)


def current_offers_of_many(rules: Mapping[str, Any]) -> str:
    """The FROM clause for a large part of the shop's variants, by what `stock_rules` returned."""
    supplied = rules["channels"]
    return _of_many(adds_up=len(set(supplied)) < len(supplied))


@cache
def _of_many(*, adds_up: bool) -> str:
    return _offers(_TOGETHER, adds_up=adds_up)


def current_offers(pairs: Collection[Pair]) -> Mapping[Pair, Offer]:
    """Return offers by pair, in one statement; unknown variants and channels are left out."""
    if not pairs:
        return {}
    columns = {"variants": [v for v, _ in pairs], "slugs": [slug for _, slug in pairs]}
    values: dict[str, Any] = {**columns, **stock_rules()}
    with connection.cursor() as cursor:
        cursor.execute(_SELECT, values)
        rows = {(row[0], row[1]): row[2:] for row in cursor.fetchall()}
    shown = ShownPrices.load({slug for _, slug in rows})
    return {pair: _offer(row, pair[1], shown) for pair, row in rows.items()}


def _offer(row: Sequence[Any], slug: str, shown: ShownPrices) -> Offer:
    channel, listed, quantity, currency, tax_class = row
    view = replace(shown.of_product(slug, tax_class), currency=currency)
    return Offer(channel_id=channel, listed=listed, quantity=quantity, view=view)


def reserved_by(checkouts: Collection[UUID]) -> Mapping[tuple[UUID, int], int]:
    """Return the quantities that checkouts reserve themselves, by (checkout, variant id)."""
    reserved: Counter[tuple[UUID, int]] = Counter()
    for model in (Reservation, PreorderReservation) if checkouts_reserve_stock() else ():
        rows = model.objects.filter(
            checkout_line__checkout_id__in=checkouts, reserved_until__gt=Now()
        )
        columns = ("checkout_line__checkout_id", "checkout_line__variant_id", "quantity_reserved")
        for checkout, variant, quantity in rows.values_list(*columns):
            reserved[checkout, variant] += quantity
    return reserved


class Supply(NamedTuple):
    """A warehouse that supplies a channel, and in which of the channel's zones.

    What is in one zone adds up. `zone` 0 is all of them; it counts for variants that are in a
    warehouse of `anywhere`, where what is collected may come from all.
    """

    channel: int
    warehouse: UUID
    zone: int = 1
    anywhere: bool = False


def stock_rules() -> dict[str, Any]:
    """Return the parameters of CURRENT_OFFER: which warehouses supply which channels, for example.

    A warehouse supplies the channels it is linked to. By the legacy rule (requires_shipping_zone),
    it must also be in a shipping zone of the channel, or be a collection point, which is a zone of
    its own.
    """
    linked = set(ChannelWarehouse.objects.values_list("channel_id", "warehouse_id"))
    if requires_shipping_zone():
        supplies = _by_zone(linked)
    else:
        supplies = [Supply(channel, warehouse) for channel, warehouse in linked]
    columns = {
        "channels": [each.channel for each in supplies],
        "warehouses": [each.warehouse for each in supplies],
        "zones": [each.zone for each in supplies],
        "anywhere": [each.anywhere for each in supplies],
    }
    return {**columns, "reserving": checkouts_reserve_stock(), "plenty": UNLIMITED_STOCK}


def _by_zone(linked: Collection[tuple[int, UUID]]) -> list[Supply]:
    zones, anywhere = _zones(linked)
    # Zones with the same warehouses are one.
    distinct = {(channel, frozenset(those)) for (channel, _), those in zones.items()}
    supplies = [
        Supply(channel, one, zone)
        for zone, (channel, those) in enumerate(distinct, start=1)
        for one in those
    ]
    channels = {channel for channel, _ in anywhere}
    whole = {(each.channel, each.warehouse) for each in supplies if each.channel in channels}
    return supplies + [Supply(*pair, zone=0, anywhere=pair in anywhere) for pair in whole]


_Zones = Mapping[tuple[int, object], set[UUID]]


def _zones(linked: Collection[tuple[int, UUID]]) -> tuple[_Zones, set[tuple[int, UUID]]]:
    """Return the warehouses of each channel's zones, and what is collected from all warehouses."""
    zones: dict[tuple[int, object], set[UUID]] = defaultdict(set)
    rows = ShippingZone.objects.values_list("pk", "channels", "warehouses")
    for zone, channel, warehouse in rows:
        if (channel, warehouse) in linked:
            zones[channel, zone].add(warehouse)
    zoned = {(channel, one) for (channel, _), those in zones.items() for one in those}
    points = dict(_collection_points().values_list("pk", "click_and_collect_option"))
    alone = {(c, w) for c, w in linked if w in points and (c, w) not in zoned}
    for channel, warehouse in alone:
        zones[channel, warehouse].add(warehouse)
    option = WarehouseClickAndCollectOption.ALL_WAREHOUSES
    return zones, {(c, w) for c, w in alone if points[w] == option}


def _collection_points() -> Any:
    options = WarehouseClickAndCollectOption
    return Warehouse.objects.filter(
        click_and_collect_option__in=[options.LOCAL_STOCK, options.ALL_WAREHOUSES]
    )
