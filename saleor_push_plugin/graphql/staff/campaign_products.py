"""The product of a campaign in the API: what staff give, what is stored, what they read."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import graphene

from ...core.campaigns.product import PEOPLE_PER_PIECE, CampaignProduct
from ...core.global_id import global_id, number_of
from ...core.push_subscription import Problem
from .. import scalars

if TYPE_CHECKING:
    from ...models import Campaign

VARIANT = "ProductVariant"


class PushCampaignProductInput(graphene.InputObjectType):
    variant = graphene.ID(
        required=True, description="ID of the variant, as it is sold in the campaign's channel."
    )
    people_per_piece = scalars.Int(
        description="How many people are told in an hour for each piece that can be bought; "
        f"{PEOPLE_PER_PIECE} unless it is given."
    )
    end_when_sold_out = graphene.Boolean(
        description="Whether the campaign ends when it is sold out. Left out: it is paused until "
        "there is stock again."
    )

    class Meta:
        description = (
            "A product that a campaign is about; its texts say it by `{item}`, `{price}`, `{was}` "
            "and the other words of offers."
        )


class PushCampaignProduct(graphene.ObjectType):
    variant = graphene.ID(required=True, description="ID of the variant.")
    people_per_piece = scalars.Int(
        required=True, description="How many people are told in an hour for each piece."
    )
    end_when_sold_out = graphene.Boolean(
        required=True, description="Whether the campaign ends when it is sold out."
    )

    class Meta:
        description = "The product that a campaign is about."


def of(campaign: "Campaign") -> PushCampaignProduct | None:
    """The product of a campaign, as staff read it."""
    product = CampaignProduct.from_json(campaign.product)
    if product is None:
        return None
    return PushCampaignProduct(
        variant=global_id(VARIANT, str(product.variant)),
        people_per_piece=product.per_piece,
        end_when_sold_out=product.ends,
    )


def stored(given: Mapping[str, Any]) -> Mapping[str, Any] | Problem:
    """What is stored of an input, or what is wrong with it."""
    pk = number_of(given["variant"], VARIANT)
    if pk is None:
        message = "This is not the ID of a product variant."
        return Problem(field="variant", code="graphql_error", message=message)
    per_piece = given.get("people_per_piece")
    return CampaignProduct(
        variant=pk,
        per_piece=PEOPLE_PER_PIECE if per_piece is None else per_piece,
        ends=bool(given.get("end_when_sold_out")),
    ).as_json()
