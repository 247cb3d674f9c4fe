"""Vouchers as staff make them, and what a shopper's code is worth."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import graphene
from django.utils import timezone
from graphql import ResolveInfo
from saleor.channel.models import Channel
from saleor.checkout.models import Checkout
from saleor.discount import DiscountValueType, VoucherType, models

from . import types
from .base import Mutation, find, list_of
from .enums import DiscountValueTypeEnum, VoucherTypeEnum
from .errors import CheckoutCode, DiscountError, refuse
from .products import PositiveDecimal


class VoucherInput(graphene.InputObjectType):
    type = graphene.Argument(VoucherTypeEnum)
    name = graphene.String()
    add_codes = list_of(graphene.String)
    discount_value_type = graphene.Argument(DiscountValueTypeEnum)
    single_use = graphene.Boolean()
    usage_limit = graphene.Int()
    apply_once_per_customer = graphene.Boolean()
    only_for_staff = graphene.Boolean()
    min_checkout_items_quantity = graphene.Int()
    countries = list_of(graphene.String)
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
        voucher = models.Voucher.objects.create(**input)
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


def applicable(code: str, checkout: Checkout) -> models.VoucherCode:
    """The code, if it is still good in the checkout's channel."""
    found = models.VoucherCode.objects.filter(code=code, is_active=True).first()
    if found is None or not _runs(found.voucher, checkout.channel, timezone.now()):
        message = "Promo code is invalid"
        raise refuse("promo_code", message, CheckoutCode.INVALID)
    if found.voucher.type == VoucherType.SHIPPING and checkout.shipping_method is None:
        message = "Voucher is not applicable to this checkout."
        raise refuse("promo_code", message, CheckoutCode.VOUCHER_NOT_APPLICABLE)
    return found


def _runs(voucher: models.Voucher, channel: Channel, now: datetime) -> bool:
    in_time = voucher.start_date <= now and (voucher.end_date is None or now <= voucher.end_date)
    return in_time and voucher.channel_listings.filter(channel=channel).exists()


def shipping_price(checkout: Checkout, price: Decimal) -> Decimal:
    """What is left to pay for shipping with the checkout's code."""
    if not checkout.voucher_code:
        return price
    voucher = applicable(checkout.voucher_code, checkout).voucher
    if voucher.type != VoucherType.SHIPPING:
        return price
    worth = voucher.channel_listings.get(channel=checkout.channel).discount_value
    by_share = voucher.discount_value_type == DiscountValueType.PERCENTAGE
    return max(price - (price * worth / 100 if by_share else worth), Decimal(0))


def use_up(checkout: Checkout) -> None:
    """A single-use code is good for one order."""
    codes = models.VoucherCode.objects.filter(code=checkout.voucher_code, voucher__single_use=True)
    codes.update(is_active=False)
