"""What the demo's pages read."""

from typing import Any

import graphene
from graphql import ResolveInfo
from saleor.checkout.models import Checkout
from saleor.order.models import Order
from saleor.product.models import Product

from . import types
from .base import list_of, node


class ProductCountableEdge(graphene.ObjectType):
    node = graphene.Field(types.Product, required=True)


class ProductCountableConnection(graphene.ObjectType):
    edges = list_of(ProductCountableEdge, required=True)


class Query(graphene.ObjectType):
    products = graphene.Field(
        ProductCountableConnection, channel=graphene.String(), first=graphene.Int()
    )
    checkout = graphene.Field(types.Checkout, id=graphene.ID())
    order = graphene.Field(types.Order, id=graphene.ID())
    me = graphene.Field(types.User)

    def resolve_products(
        self, info: ResolveInfo, channel: str | None = None, first: int = 100
    ) -> ProductCountableConnection:
        shown = {"channel__slug": channel, "is_published": True}
        listed = {f"channel_listings__{key}": value for key, value in shown.items()}
        found = list(Product.objects.filter(**listed)[:first])
        for product in found:
            product.asked_in_channel = channel  # its prices depend on it
        return ProductCountableConnection(edges=[ProductCountableEdge(node=one) for one in found])

    def resolve_checkout(self, info: ResolveInfo, id: str) -> Any:
        return node(Checkout, id)

    def resolve_order(self, info: ResolveInfo, id: str) -> Any:
        return node(Order, id)

    def resolve_me(self, info: ResolveInfo) -> Any:
        return info.context.user or None
