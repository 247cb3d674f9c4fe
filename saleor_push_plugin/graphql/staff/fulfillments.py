"""For the shop's own people and apps: what a carrier's webhook tells."""

from datetime import datetime
from typing import Any, Self

import graphene

from ...core.global_id import number_of
from ...core.push_subscription import Problem
from ...shop import fulfillments
from ..storefront.subscriptions import error
from ..types import PushError

MANAGE_ORDERS = "order.manage_orders"


class PushFulfillmentDelivered(graphene.Mutation):
    errors = graphene.List(
        graphene.NonNull(PushError),
        required=True,
        description="Everything that was wrong. If there is anything, nothing was done.",
    )

    class Arguments:
        fulfillment = graphene.ID(required=True, description="ID of the fulfillment that arrived.")
        at = graphene.DateTime(description="When it arrived; now, if not given.")

    class Meta:
        description = (
            "Tells that a parcel has arrived. Written into the fulfillment's public metadata as "
            "`push.delivered_at`; the first report counts. Requires the permission MANAGE_ORDERS "
            "of an app, or of a member of staff with access to the order's channel."
        )

    @classmethod
    def mutate(cls, _root: None, info: Any, fulfillment: str, at: datetime | None = None) -> Self:
        info.context.require(MANAGE_ORDERS)
        pk = number_of(fulfillment, "Fulfillment")
        if pk is None:
            return cls._refused("graphql_error", "This is not the ID of a fulfillment.")
        channel = fulfillments.channel_of(pk)
        if channel is None:
            return cls._refused("not_found", "There is no such fulfillment.")
        info.context.require_channel(channel)
        fulfillments.deliver(pk, at or info.context.now)
        return cls(errors=[])

    @classmethod
    def _refused(cls, code: str, message: str) -> Self:
        return cls(errors=[error(Problem(field="fulfillment", code=code, message=message))])
