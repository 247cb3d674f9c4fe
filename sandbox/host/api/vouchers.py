"""Vouchers as staff make them."""

from typing import Any

import graphene
from graphql import ResolveInfo
from saleor.channel.models import Channel
from saleor.discount import models
from saleor.product.models import Category, Collection, Product, ProductVariant

from . import types
from .base import Mutation, find, list_of
from .enums import DiscountValueTypeEnum, VoucherTypeEnum
from .errors import DiscountError
from .products import PositiveDecimal

GOODS = {
    "products": Product,
    "variants": ProductVariant,
    "collections": Collection,
    "categories": Category,
}


class VoucherInput(graphene.InputObjectType):
    type = graphene.Argument(VoucherTypeEnum)
    name = graphene.String()
    add_codes = list_of(graphene.String)
    discount_value_type = graphene.Argument(DiscountValueTypeEnum)
    single_use = graphene.Boolean()
    usage_limit = graphene.Int()
    apply_once_per_customer = graphene.Boolean()
    only_for_staff = graphene.Boolean()
    apply_once_per_order = graphene.Boolean()
    min_checkout_items_quantity = graphene.Int()
    countries = list_of(graphene.String)
    products = list_of(graphene.ID)
    variants = list_of(graphene.ID)
    collections = list_of(graphene.ID)
    categories = list_of(graphene.ID)
    start_date = graphene.DateTime()
    end_date = graphene.DateTime()


class VoucherChannelListingAddInput(graphene.InputObjectType):
    channel_id = graphene.ID(required=True)
    discount_value = PositiveDecimal()
    min_amount_spent = PositiveDecimal()


class VoucherChannelListingInput(graphene.InputObjectType):
    add_channels = list_of(VoucherChannelListingAddInput)


class VoucherCreate(Mutation):
    staff_only = True
    error_type = DiscountError
    voucher = graphene.Field(types.Voucher)
    errors = list_of(DiscountError, required=True)

    class Arguments:
        input = VoucherInput(required=True)

    @classmethod
    def perform(cls, info: ResolveInfo, input: dict[str, Any]) -> "VoucherCreate":
        codes, input["countries"] = input.pop("add_codes", []), ",".join(input.get("countries", ()))
        goods = {name: input.pop(name, []) for name in GOODS}
        voucher = models.Voucher.objects.create(**input)
        for name, ids in goods.items():
            getattr(voucher, name).set([find(GOODS[name], id) for id in ids])
        for code in codes:
            voucher.codes.create(code=code)
        return cls(voucher=voucher)


class VoucherChannelListingUpdate(Mutation):
    staff_only = True
    error_type = DiscountError
    voucher = graphene.Field(types.Voucher)
    errors = list_of(DiscountError, required=True)

    class Arguments:
        id = graphene.ID(required=True)
        input = VoucherChannelListingInput(required=True)

    @classmethod
    def perform(
        cls, info: ResolveInfo, id: str, input: dict[str, Any]
    ) -> "VoucherChannelListingUpdate":
        voucher = find(models.Voucher, id)
        for listing in input.get("add_channels", []):
            channel = find(Channel, listing["channel_id"])
            worth = {"discount_value": listing["discount_value"]}
            worth["min_spent_amount"] = listing.get("min_amount_spent")
            voucher.channel_listings.update_or_create(
                channel=channel, defaults={"currency": channel.currency_code, **worth}
            )
        return cls(voucher=voucher)
