"""Reads back what stands on a real Saleor's shelves."""

from __future__ import annotations

import base64
from decimal import Decimal
from typing import Any

from tests.hosts import stocking
from tests.hosts.goods import (
    CHANNELS,
    GOODS,
    SHIPPING_METHOD,
    WAREHOUSE,
    Catalogue,
    Channel,
    Goods,
    Variant,
)
from tests.hosts.shop import Shop


def look(shop: Shop) -> dict[str, Any]:
    variables = {"channel": next(iter(CHANNELS))}
    answer = shop.transport(stocking.SHELVES, variables, shop.staff_token)
    return dict(answer["data"])


def catalogue(shelves: dict[str, Any]) -> Catalogue:
    listed = {channel["slug"]: channel for channel in shelves["channels"]}
    products = {product["name"]: product for product in _nodes(shelves["products"])}
    warehouse = next(w for w in _nodes(shelves["warehouses"]) if w["name"] == WAREHOUSE)
    method = next(
        method
        for zone in _nodes(shelves["shippingZones"])
        for method in zone["shippingMethods"]
        if method["name"] == SHIPPING_METHOD
    )
    return Catalogue(
        channels=tuple(_channel(listed[slug]) for slug in CHANNELS),
        variants=tuple(_variant(goods, products[goods.product]) for goods in GOODS),
        shipping_method_id=_for_checkouts(method["id"]),
        warehouse_id=warehouse["id"],
    )


def _nodes(connection: dict[str, Any]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in connection["edges"]]


def _channel(found: dict[str, Any]) -> Channel:
    return Channel(id=found["id"], slug=found["slug"], currency=found["currencyCode"])


def _variant(goods: Goods, product: dict[str, Any]) -> Variant:
    found = next(variant for variant in product["variants"] if variant["sku"] == goods.sku)
    return Variant(
        id=found["id"],
        product_id=product["id"],
        product=goods.product,
        name=found["name"],
        sku=found["sku"],
        prices={slug: Decimal(price) for slug, price in goods.prices.items()},
    )


def _for_checkouts(method_id: str) -> str:
    """Staff and shoppers know a shipping method by different ids of the same row."""
    _, _, row = base64.b64decode(method_id).decode().partition(":")
    return base64.b64encode(f"ShippingMethod:{row}".encode()).decode()
