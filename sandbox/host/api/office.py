"""What concerns the whole shop, or any row at all: settings and metadata."""

from typing import Any

import graphene
from django.contrib.sites.models import Site
from django.db.models import Model
from graphql import ResolveInfo
from saleor.core.utils.events import call_event
from saleor.order.models import Fulfillment
from saleor.plugins.manager import get_plugins_manager
from saleor.product.models import Product, ProductVariant
from saleor.site.models import SiteSettings

from .base import Mutation, find, list_of
from .errors import MetadataError, ShopError


class ShopSettingsInput(graphene.InputObjectType):
    fulfillment_auto_approve = graphene.Boolean()
    reserve_stock_duration_anonymous_user = graphene.Int()
    reserve_stock_duration_authenticated_user = graphene.Int()


class ShopSettingsUpdate(Mutation):
    staff_only = True
    error_type = ShopError
    errors = list_of(ShopError, required=True)

    class Arguments:
        input = ShopSettingsInput(required=True)

    @classmethod
    def perform(cls, info: ResolveInfo, input: dict[str, Any]) -> "ShopSettingsUpdate":
        site, _ = Site.objects.get_or_create(pk=1, defaults={"domain": "localhost"})
        # As the tests stock a real shop: nobody has to confirm an address.
        stocked = {"enable_account_confirmation_by_email": False}
        SiteSettings.objects.get_or_create(site=site, defaults=stocked)
        SiteSettings.objects.filter(site=site).update(**input)
        return cls()


class MetadataInput(graphene.InputObjectType):
    key = graphene.String(required=True)
    value = graphene.String(required=True)


class UpdateMetadata(Mutation):
    """Of products, variants and parcels: nothing else in the sandbox has any."""

    staff_only = True
    error_type = MetadataError
    errors = list_of(MetadataError, required=True)

    class Arguments:
        id = graphene.ID(required=True)
        input = list_of(MetadataInput, required=True)

    @classmethod
    def perform(cls, info: ResolveInfo, id: str, input: list[dict[str, str]]) -> "UpdateMetadata":
        row = find(_model(id), id)
        row.store_value_in_metadata({item["key"]: item["value"] for item in input})
        row.save(update_fields=["metadata"])
        if isinstance(row, Fulfillment):
            manager = get_plugins_manager(allow_replica=False)
            call_event(manager.fulfillment_metadata_updated, row)
        return cls()


def _model(id: str) -> type[Model]:
    kind, _ = graphene.Node.from_global_id(id)
    return {"Product": Product, "ProductVariant": ProductVariant}.get(kind, Fulfillment)
