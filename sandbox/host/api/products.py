"""Prices and stock, as staff set them."""

from decimal import Decimal
from typing import Any

import graphene
from graphql import ResolveInfo
from graphql.language import ast
from saleor.channel.models import Channel
from saleor.core.utils.events import call_event
from saleor.plugins.manager import get_plugins_manager
from saleor.product import models
from saleor.warehouse.models import Warehouse

from . import types
from .base import Mutation, find, list_of
from .errors import BulkStockError, ProductChannelListingError


class PositiveDecimal(graphene.Float):
    """A decimal, sent as a number."""

    @staticmethod
    def parse_value(value: Any) -> Decimal:
        return Decimal(str(value))

    @staticmethod
    def parse_literal(node: Any) -> Decimal | None:
        numbers = (ast.FloatValue, ast.IntValue)
        return Decimal(node.value) if isinstance(node, numbers) else None


class ProductVariantChannelListingAddInput(graphene.InputObjectType):
    channel_id = graphene.ID(required=True)
    price = PositiveDecimal(required=True)


class StockInput(graphene.InputObjectType):
    warehouse = graphene.ID(required=True)
    quantity = graphene.Int(required=True)


class ProductVariantChannelListingUpdate(Mutation):
    staff_only = True
    error_type = ProductChannelListingError
    variant = graphene.Field(types.ProductVariant)
    errors = list_of(ProductChannelListingError, required=True)

    class Arguments:
        id = graphene.ID()
        input = list_of(ProductVariantChannelListingAddInput, required=True)

    @classmethod
    def perform(
        cls, info: ResolveInfo, input: list[dict[str, Any]], id: str | None = None
    ) -> "ProductVariantChannelListingUpdate":
        variant = find(models.ProductVariant, id)
        for listing in input:
            _set_price(variant, find(Channel, listing["channel_id"]), listing["price"])
        manager = get_plugins_manager(allow_replica=False)
        call_event(manager.product_variant_updated, variant, webhooks=set())
        return cls(variant=variant)


def _set_price(variant: models.ProductVariant, channel: Channel, price: Decimal) -> None:
    """There are no promotions here, so the discounted price follows at once."""
    prices = {"price_amount": price, "discounted_price_amount": price}
    variant.channel_listings.update_or_create(
        channel=channel, defaults={"currency": channel.currency_code, **prices}
    )


class ProductVariantStocksUpdate(Mutation):
    """Calls no hook, as seen in Saleor 3.23: who waits for stock has to look."""

    staff_only = True
    error_type = BulkStockError
    product_variant = graphene.Field(types.ProductVariant)
    errors = list_of(BulkStockError, required=True)

    class Arguments:
        variant_id = graphene.ID()
        stocks = list_of(StockInput, required=True)

    @classmethod
    def perform(
        cls, info: ResolveInfo, stocks: list[dict[str, Any]], variant_id: str | None = None
    ) -> "ProductVariantStocksUpdate":
        variant = find(models.ProductVariant, variant_id)
        for stock in stocks:
            variant.stocks.update_or_create(
                warehouse=find(Warehouse, stock["warehouse"]),
                defaults={"quantity": stock["quantity"]},
            )
        return cls(product_variant=variant)
