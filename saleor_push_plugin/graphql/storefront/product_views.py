"""What a shopper looks at."""

from typing import Any, Self

import graphene

from ...subscribers import lifecycle, product_views
from .. import inputs_parsing
from .subscriptions import UNKNOWN, PushMutation


class PushProductViewed(PushMutation):
    class Arguments:
        endpoint = graphene.String(required=True, description="The endpoint of the browser.")
        product_id = graphene.ID(required=True, description="ID of the product.")
        channel = graphene.String(
            description="Slug of the channel; left out, the one the browser subscribed in."
        )

    class Meta:
        description = (
            "Tells that a shopper looks at a product. "
            "Kept only if the shopper agreed to some kind of marketing."
        )

    @classmethod
    def mutate(
        cls, _root: None, info: Any, endpoint: str, product_id: str, channel: str | None = None
    ) -> Self:
        product, about_product = inputs_parsing.product(product_id)
        about_channel = [] if channel is None else inputs_parsing.about_channel(channel)
        if found := [*inputs_parsing.about_endpoint(endpoint), *about_product, *about_channel]:
            return cls.refused(found)
        subscription = lifecycle.find(endpoint)
        if subscription is None:
            return cls.refused([UNKNOWN])
        where = channel or subscription.channel
        problem = product_views.viewed(subscription, product, where, now=info.context.now)
        return cls.refused([problem]) if problem else cls.done(subscription)
