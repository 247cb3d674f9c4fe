"""The way from a basket to an order."""

from typing import Any

import graphene
from graphql import ResolveInfo
from saleor.account.models import Address
from saleor.channel.models import Channel
from saleor.checkout import models
from saleor.core.utils.events import call_event
from saleor.giftcard.models import GiftCard
from saleor.plugins.manager import get_plugins_manager
from saleor.product.models import ProductVariant
from saleor.shipping.models import ShippingMethod
from saleor.warehouse import WarehouseClickAndCollectOption
from saleor.warehouse.models import Warehouse

from . import promo_codes, types
from .base import Mutation, find, list_of
from .enums import CountryCode, LanguageCodeEnum
from .errors import CheckoutCode, CheckoutError, refuse
from .placing import check_in_stock, place_order, reserve
from .pricing import lines_changed


class AddressInput(graphene.InputObjectType):
    first_name = graphene.String()
    last_name = graphene.String()
    street_address_1 = graphene.String(name="streetAddress1")
    city = graphene.String()
    postal_code = graphene.String()
    country = graphene.Argument(CountryCode)


class CheckoutLineInput(graphene.InputObjectType):
    quantity = graphene.Int(required=True)
    variant_id = graphene.ID(required=True)


class CheckoutLineUpdateInput(graphene.InputObjectType):
    quantity = graphene.Int()
    variant_id = graphene.ID()


class CheckoutCreateInput(graphene.InputObjectType):
    channel = graphene.String()
    lines = list_of(CheckoutLineInput, required=True)
    email = graphene.String()
    shipping_address = graphene.Argument(AddressInput)
    billing_address = graphene.Argument(AddressInput)
    language_code = graphene.Argument(LanguageCodeEnum)


class CheckoutMutation(Mutation):
    error_type = CheckoutError

    class Meta:
        abstract = True

    @staticmethod
    def tell(hook: str, checkout: models.Checkout) -> None:
        manager = get_plugins_manager(allow_replica=False)
        call_event(getattr(manager, hook), checkout, webhooks=set())


class CheckoutCreate(CheckoutMutation):
    checkout = graphene.Field(types.Checkout)
    errors = list_of(CheckoutError, required=True)

    class Arguments:
        input = CheckoutCreateInput(required=True)

    @classmethod
    def perform(cls, info: ResolveInfo, input: dict[str, Any]) -> "CheckoutCreate":
        channel = Channel.objects.filter(slug=input.get("channel")).first()
        if channel is None:
            raise refuse("channel", "Channel does not exist.", CheckoutCode.NOT_FOUND)
        checkout = cls._open(info, channel, input)
        set_lines(checkout, input["lines"])
        cls.tell("checkout_created", checkout)
        return cls(checkout=checkout)

    @staticmethod
    def _open(info: ResolveInfo, channel: Channel, input: dict[str, Any]) -> models.Checkout:
        user = info.context.user or None
        return models.Checkout.objects.create(
            user=user,
            email=input.get("email") or (user.email if user else None),
            channel=channel,
            currency=channel.currency_code,
            language_code=input.get("language_code", "en"),
            shipping_address=_address(input.get("shipping_address")),
            billing_address=_address(input.get("billing_address")),
        )


class CheckoutLinesUpdate(CheckoutMutation):
    checkout = graphene.Field(types.Checkout)
    errors = list_of(CheckoutError, required=True)

    class Arguments:
        id = graphene.ID()
        lines = list_of(CheckoutLineUpdateInput, required=True)

    @classmethod
    def perform(
        cls, info: ResolveInfo, lines: list[dict[str, Any]], id: str | None = None
    ) -> "CheckoutLinesUpdate":
        checkout = find(models.Checkout, id)
        set_lines(checkout, lines)
        checkout.save(update_fields=["last_change"])
        cls.tell("checkout_updated", checkout)
        return cls(checkout=checkout)


class CheckoutDeliveryMethodUpdate(CheckoutMutation):
    checkout = graphene.Field(types.Checkout)
    errors = list_of(CheckoutError, required=True)

    class Arguments:
        id = graphene.ID()
        delivery_method_id = graphene.ID()

    @classmethod
    def perform(
        cls, info: ResolveInfo, id: str | None = None, delivery_method_id: str | None = None
    ) -> "CheckoutDeliveryMethodUpdate":
        checkout = find(models.Checkout, id)
        if _is_warehouse(delivery_method_id):
            _collect(checkout, find(Warehouse, delivery_method_id))
        else:
            _ship(checkout, find(ShippingMethod, delivery_method_id))
        checkout.save()
        cls.tell("checkout_updated", checkout)
        return cls(checkout=checkout)


class CheckoutAddPromoCode(CheckoutMutation):
    checkout = graphene.Field(types.Checkout)
    errors = list_of(CheckoutError, required=True)

    class Arguments:
        id = graphene.ID()
        promo_code = graphene.String(required=True)

    @classmethod
    def perform(
        cls, info: ResolveInfo, promo_code: str, id: str | None = None
    ) -> "CheckoutAddPromoCode":
        checkout = find(models.Checkout, id)
        card = GiftCard.objects.filter(code=promo_code, currency=checkout.currency).first()
        if card is not None and card.is_active:
            checkout.gift_cards.add(card)
        else:
            checkout.voucher_code = promo_codes.applicable(promo_code, checkout).code
        checkout.save(update_fields=["voucher_code", "last_change"])
        cls.tell("checkout_updated", checkout)
        return cls(checkout=checkout)


class CheckoutComplete(CheckoutMutation):
    order = graphene.Field(types.Order)
    confirmation_needed = graphene.Boolean(required=True, default_value=False)
    errors = list_of(CheckoutError, required=True)

    class Arguments:
        id = graphene.ID()
        redirect_url = graphene.String()

    @classmethod
    def perform(
        cls, info: ResolveInfo, id: str | None = None, redirect_url: str | None = None
    ) -> "CheckoutComplete":
        checkout = find(models.Checkout, id)
        checkout.redirect_url = redirect_url or checkout.redirect_url
        return cls(order=place_order(checkout, info.context.user or None))


def _is_warehouse(node_id: str | None) -> bool:
    return graphene.Node.from_global_id(node_id)[0] == Warehouse.__name__


def _ship(checkout: models.Checkout, method: ShippingMethod) -> None:
    listing = method.channel_listings.get(channel=checkout.channel)
    checkout.shipping_method, checkout.shipping_method_name = method, method.name
    checkout.collection_point = None
    checkout.undiscounted_base_shipping_price_amount = listing.price_amount


def _collect(checkout: models.Checkout, place: Warehouse) -> None:
    if place.click_and_collect_option == WarehouseClickAndCollectOption.DISABLED:
        message = "This pick up point is not applicable."
        raise refuse("delivery_method_id", message, CheckoutCode.DELIVERY_METHOD_NOT_APPLICABLE)
    checkout.collection_point, checkout.shipping_address = place, place.address
    checkout.shipping_method = checkout.shipping_method_name = None
    checkout.undiscounted_base_shipping_price_amount = 0


def set_lines(checkout: models.Checkout, lines: list[dict[str, Any]]) -> None:
    for line in lines:
        variant = find(ProductVariant, line.get("variant_id"))
        _check_on_sale(variant, checkout.channel)
        check_in_stock(variant, line.get("quantity") or 0, checkout)
        if line.get("quantity") == 0:
            checkout.lines.filter(variant=variant).delete()
            continue
        wanted = {"quantity": line["quantity"], "currency": checkout.currency}
        row, _ = checkout.lines.update_or_create(variant=variant, defaults=wanted)
        reserve(row)
    lines_changed(checkout)


def _check_on_sale(variant: ProductVariant, channel: Channel) -> None:
    if not variant.channel_listings.filter(channel=channel).exists():
        message = "Cannot add lines for unavailable variants."
        raise refuse("lines", message, CheckoutCode.UNAVAILABLE_VARIANT_IN_CHANNEL)


def _address(fields: dict[str, Any] | None) -> Address | None:
    return Address.objects.create(**fields) if fields else None
