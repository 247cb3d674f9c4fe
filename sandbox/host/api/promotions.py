"""Promotions as staff make them; prices follow when beat next reckons them."""

from typing import Any

import graphene
from graphql import ResolveInfo
from saleor.channel.models import Channel
from saleor.discount import PromotionType, RewardValueType, models
from saleor.product.models import ProductVariant

from . import types
from .base import Mutation, find, list_of
from .enums import statuses
from .errors import PromotionCreateError
from .products import PositiveDecimal

PromotionTypeEnum = graphene.Enum("PromotionTypeEnum", statuses(PromotionType))
RewardValueTypeEnum = graphene.Enum("RewardValueTypeEnum", statuses(RewardValueType))


class ProductVariantWhereInput(graphene.InputObjectType):
    ids = list_of(graphene.ID)


class CataloguePredicateInput(graphene.InputObjectType):
    variant_predicate = graphene.Argument(ProductVariantWhereInput)


class PromotionRuleInput(graphene.InputObjectType):
    catalogue_predicate = graphene.Argument(CataloguePredicateInput)
    reward_value_type = graphene.Argument(RewardValueTypeEnum)
    reward_value = PositiveDecimal()
    channels = list_of(graphene.ID)


class PromotionCreateInput(graphene.InputObjectType):
    name = graphene.String(required=True)
    type = graphene.Argument(PromotionTypeEnum, required=True)
    start_date = graphene.DateTime()
    end_date = graphene.DateTime()
    rules = list_of(PromotionRuleInput)


class PromotionCreate(Mutation):
    staff_only = True
    error_type = PromotionCreateError
    promotion = graphene.Field(types.Promotion)
    errors = list_of(PromotionCreateError, required=True)

    class Arguments:
        input = PromotionCreateInput(required=True)

    @classmethod
    def perform(cls, info: ResolveInfo, input: dict[str, Any]) -> "PromotionCreate":
        rules = input.pop("rules", [])
        promotion = models.Promotion.objects.create(**input)
        for rule in rules:
            _add(promotion, rule)
        return cls(promotion=promotion)


def _add(promotion: models.Promotion, rule: dict[str, Any]) -> None:
    ids = rule["catalogue_predicate"]["variant_predicate"]["ids"]
    named = [str(find(ProductVariant, id).pk) for id in ids]
    made = promotion.rules.create(
        catalogue_predicate={"variantPredicate": {"ids": named}},
        reward_value_type=rule["reward_value_type"],
        reward_value=rule["reward_value"],
    )
    made.channels.set(find(Channel, id) for id in rule["channels"])
