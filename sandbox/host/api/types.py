"""The shop's types: Saleor's names, the fields that tests and the demo read."""

from decimal import Decimal
from typing import Any

import graphene
from graphql import ResolveInfo
from saleor.shipping.models import ShippingMethodChannelListing

from . import pricing, shipping, taxes
from .base import global_id, list_of
from .enums import FulfillmentStatus, LanguageCodeEnum, OrderStatus


class Money(graphene.ObjectType):
    amount = graphene.Float(required=True)
    currency = graphene.String(required=True)


class TaxedMoney(graphene.ObjectType):
    currency = graphene.String(required=True)
    gross = graphene.Field(Money, required=True)
    net = graphene.Field(Money, required=True)


def money(amount: Decimal, currency: str) -> Money:
    return Money(amount=amount, currency=currency)


def taxed(gross: Decimal, currency: str) -> TaxedMoney:
    """Carts and orders of the sandbox know no taxes: net is gross."""
    return TaxedMoney(currency=currency, gross=money(gross, currency), net=money(gross, currency))


def priced(price: taxes.Price, currency: str) -> TaxedMoney:
    return TaxedMoney(
        currency=currency, gross=money(price.gross, currency), net=money(price.net, currency)
    )


class Row(graphene.ObjectType):
    """A type over a model row; its id is `<type>:<pk>`."""

    class Meta:
        abstract = True

    id = graphene.ID(required=True)

    @classmethod
    def is_type_of(cls, root: Any, info: ResolveInfo) -> bool:
        return True

    def resolve_id(self, info: ResolveInfo) -> str:
        return global_id(info.parent_type.name, self.pk)


class Channel(Row):
    slug = graphene.String(required=True)


class User(Row):
    email = graphene.String(required=True)
    first_name = graphene.String(required=True)
    last_name = graphene.String(required=True)
    is_staff = graphene.Boolean(required=True)
    language_code = graphene.Field(LanguageCodeEnum, required=True)


class VariantPricingInfo(graphene.ObjectType):
    price = graphene.Field(TaxedMoney)


class ProductVariant(Row):
    name = graphene.String(required=True)
    sku = graphene.String()
    product = graphene.Field(lambda: Product, required=True)
    pricing = graphene.Field(VariantPricingInfo)

    def resolve_pricing(self, info: ResolveInfo) -> VariantPricingInfo | None:
        channel = getattr(self.product, "asked_in_channel", None)
        listing = self.channel_listings.filter(channel__slug=channel).first()
        if listing is None:
            return None
        price = taxes.of_product(self.product, listing.channel, listing.discounted_price_amount)
        return VariantPricingInfo(price=priced(price, listing.currency))


class ProductPricingInfo(graphene.ObjectType):
    display_gross_prices = graphene.Boolean(required=True)


class Product(Row):
    name = graphene.String(required=True)
    slug = graphene.String(required=True)
    variants = list_of(ProductVariant)
    pricing = graphene.Field(ProductPricingInfo)

    def resolve_pricing(self, info: ResolveInfo) -> ProductPricingInfo | None:
        channel = getattr(self, "asked_in_channel", None)
        listing = self.channel_listings.filter(channel__slug=channel).first()
        if listing is None:
            return None
        return ProductPricingInfo(display_gross_prices=taxes.shows_gross(listing.channel))

    def resolve_variants(self, info: ResolveInfo) -> list[Any]:
        variants = list(self.variants.all())
        for variant in variants:
            variant.product = self
        return variants


class ShippingMethod(graphene.ObjectType):
    id = graphene.ID(required=True)
    name = graphene.String(required=True)
    price = graphene.Field(Money, required=True)
    minimum_delivery_days = graphene.Int()
    maximum_delivery_days = graphene.Int()

    @classmethod
    def of(cls, listing: ShippingMethodChannelListing) -> "ShippingMethod":
        method = listing.shipping_method
        return cls(
            id=global_id("ShippingMethod", method.pk),
            name=method.name,
            price=money(listing.price_amount, listing.currency),
            minimum_delivery_days=method.minimum_delivery_days,
            maximum_delivery_days=method.maximum_delivery_days,
        )


class Checkout(Row):
    email = graphene.String()
    language_code = graphene.Field(LanguageCodeEnum, required=True)
    shipping_methods = list_of(ShippingMethod, required=True)
    shipping_price = graphene.Field(TaxedMoney, required=True)
    display_gross_prices = graphene.Boolean(required=True)
    total_price = graphene.Field(TaxedMoney, required=True)

    def resolve_total_price(self, info: ResolveInfo) -> TaxedMoney:
        return taxed(pricing.show(self), self.currency)

    def resolve_shipping_methods(self, info: ResolveInfo) -> list[ShippingMethod]:
        return [ShippingMethod.of(listing) for listing in shipping.applicable(self)]

    def resolve_shipping_price(self, info: ResolveInfo) -> TaxedMoney:
        return priced(shipping.price(self), self.currency)

    def resolve_display_gross_prices(self, info: ResolveInfo) -> bool:
        return taxes.checkout_shows_gross(self)


class Promotion(Row):
    name = graphene.String(required=True)


class Voucher(Row):
    name = graphene.String()
    single_use = graphene.Boolean(required=True)


class GiftCard(Row):
    is_active = graphene.Boolean(required=True)


class OrderLine(Row):
    product_name = graphene.String(required=True)
    variant_name = graphene.String(required=True)
    quantity = graphene.Int(required=True)
    unit_price = graphene.Field(TaxedMoney, required=True)
    total_price = graphene.Field(TaxedMoney, required=True)

    def resolve_unit_price(self, info: ResolveInfo) -> TaxedMoney:
        return taxed(self.unit_price_gross_amount, self.currency)

    def resolve_total_price(self, info: ResolveInfo) -> TaxedMoney:
        return taxed(self.total_price_gross_amount, self.currency)


class Fulfillment(Row):
    status = graphene.Field(FulfillmentStatus, required=True)
    tracking_number = graphene.String(required=True)


class Order(Row):
    number = graphene.String(required=True)
    created = graphene.DateTime(required=True)
    status = graphene.Field(OrderStatus, required=True)
    is_paid = graphene.Boolean(required=True)
    total = graphene.Field(TaxedMoney, required=True)
    shipping_price = graphene.Field(TaxedMoney, required=True)
    shipping_method_name = graphene.String()
    lines = list_of(OrderLine, required=True)
    fulfillments = list_of(Fulfillment, required=True)

    def resolve_created(self, info: ResolveInfo) -> Any:
        return self.created_at

    def resolve_is_paid(self, info: ResolveInfo) -> bool:
        return self.is_fully_paid()

    def resolve_total(self, info: ResolveInfo) -> TaxedMoney:
        return taxed(self.total_gross_amount, self.currency)

    def resolve_shipping_price(self, info: ResolveInfo) -> TaxedMoney:
        return taxed(self.shipping_price_gross_amount, self.currency)

    def resolve_lines(self, info: ResolveInfo) -> list[Any]:
        return list(self.lines.all())

    def resolve_fulfillments(self, info: ResolveInfo) -> list[Any]:
        return list(self.fulfillments.all())
