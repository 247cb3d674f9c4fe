"""The mutation that records a product view."""

from typing import Any, Self

import graphene

from ...subscribers import possession, product_views
from .. import inputs_parsing
from .subscriptions import UNKNOWN_ENDPOINT, PushMutation, endpoint_argument, proof_argument


class PushProductViewed(PushMutation):
    class Arguments:
        endpoint = endpoint_argument()
        proof = proof_argument()
        product_id = graphene.ID(required=True, description="ID of the product.")
        channel = graphene.String(
            description="Slug of the channel; by default the one the browser subscribed in."
        )

    class Meta:
        description = (
            "Records that a shopper views a product. "
            "Stored only if the shopper agreed to some kind of marketing."
        )

    @classmethod
    def mutate(
        cls,
        _root: None,
        info: Any,
        endpoint: str,
        product_id: str,
        proof: str | None = None,
        channel: str | None = None,
    ) -> Self:
        product, product_problems = inputs_parsing.parse_product(product_id)
        slug_problems = [] if channel is None else inputs_parsing.channel_problems(channel)
        if problems := [
            *inputs_parsing.endpoint_problems(endpoint),
            *product_problems,
            *slug_problems,
        ]:
            return cls.failure(problems)
        found = possession.find(endpoint, proof or "")
        if found is None:
            return cls.failure([UNKNOWN_ENDPOINT])
        subscription = found.subscription
        slug = channel or subscription.channel
        problem = product_views.record(subscription, product, slug, now=info.context.now)
        return cls.failure([problem]) if problem else cls.success(subscription)
