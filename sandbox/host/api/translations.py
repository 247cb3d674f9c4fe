"""What products and variants are called in other languages, as staff write it."""

from typing import Any

import graphene
from graphql import ResolveInfo
from saleor.core.utils.events import call_event
from saleor.plugins.manager import get_plugins_manager
from saleor.product import models

from . import types
from .base import Mutation, find, list_of
from .enums import LanguageCodeEnum
from .errors import TranslationError


class TranslationInput(graphene.InputObjectType):
    name = graphene.String()


class NameTranslationInput(graphene.InputObjectType):
    name = graphene.String()


class ProductTranslate(Mutation):
    staff_only = True
    error_type = TranslationError
    product = graphene.Field(types.Product)
    errors = list_of(TranslationError, required=True)

    class Arguments:
        id = graphene.ID(required=True)
        language_code = graphene.Argument(LanguageCodeEnum, required=True)
        input = TranslationInput(required=True)

    @classmethod
    def perform(
        cls, info: ResolveInfo, id: str, language_code: str, input: dict[str, Any]
    ) -> "ProductTranslate":
        product = find(models.Product, id)
        product.translations.update_or_create(language_code=language_code, defaults=input)
        return cls(product=product)


class ProductVariantTranslate(Mutation):
    staff_only = True
    error_type = TranslationError
    product_variant = graphene.Field(types.ProductVariant)
    errors = list_of(TranslationError, required=True)

    class Arguments:
        id = graphene.ID(required=True)
        language_code = graphene.Argument(LanguageCodeEnum, required=True)
        input = NameTranslationInput(required=True)

    @classmethod
    def perform(
        cls, info: ResolveInfo, id: str, language_code: str, input: dict[str, Any]
    ) -> "ProductVariantTranslate":
        variant = find(models.ProductVariant, id)
        variant.translations.update_or_create(language_code=language_code, defaults=input)
        manager = get_plugins_manager(allow_replica=False)
        call_event(manager.product_variant_updated, variant, webhooks=set())
        return cls(product_variant=variant)
