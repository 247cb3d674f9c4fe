"""Gift cards as staff issue them, and send them once more."""

import secrets
from typing import Any

import graphene
from graphql import ResolveInfo
from saleor.account.models import User
from saleor.giftcard import models
from saleor.plugins.manager import get_plugins_manager

from . import types
from .base import Mutation, find, list_of
from .errors import GiftCardError
from .products import PositiveDecimal


class PriceInput(graphene.InputObjectType):
    currency = graphene.String(required=True)
    amount = PositiveDecimal(required=True)


class GiftCardCreateInput(graphene.InputObjectType):
    balance = graphene.Argument(PriceInput, required=True)
    user_email = graphene.String()
    channel = graphene.String()
    is_active = graphene.Boolean(required=True)
    code = graphene.String()
    expiry_date = graphene.Date()


class GiftCardCreate(Mutation):
    staff_only = True
    error_type = GiftCardError
    gift_card = graphene.Field(types.GiftCard)
    errors = list_of(GiftCardError, required=True)

    class Arguments:
        input = GiftCardCreateInput(required=True)

    @classmethod
    def perform(cls, info: ResolveInfo, input: dict[str, Any]) -> "GiftCardCreate":
        email, channel = input.pop("user_email", ""), input.pop("channel", "")
        balance = input.pop("balance")
        input.setdefault("code", secrets.token_hex(8).upper())
        card = models.GiftCard.objects.create(
            currency=balance["currency"],
            initial_balance_amount=balance["amount"],
            current_balance_amount=balance["amount"],
            created_by=info.context.user,
            created_by_email=info.context.user.email,
            **input,
        )
        hooks = get_plugins_manager(allow_replica=False)
        if email:
            hooks.gift_card_sent(card, channel, email)
        hooks.gift_card_created(card)
        return cls(gift_card=card)


class GiftCardResendInput(graphene.InputObjectType):
    id = graphene.ID(required=True)
    email = graphene.String()
    channel = graphene.String(required=True)


class GiftCardResend(Mutation):
    staff_only = True
    error_type = GiftCardError
    gift_card = graphene.Field(types.GiftCard)
    errors = list_of(GiftCardError, required=True)

    class Arguments:
        input = GiftCardResendInput(required=True)

    @classmethod
    def perform(cls, info: ResolveInfo, input: dict[str, Any]) -> "GiftCardResend":
        card = find(models.GiftCard, input["id"])
        used_by = User.objects.filter(pk=card.used_by_id).values_list("email", flat=True).first()
        email = input.get("email") or used_by or card.created_by_email
        hooks = get_plugins_manager(allow_replica=False)
        hooks.gift_card_sent(card, input["channel"], email)
        return cls(gift_card=card)
