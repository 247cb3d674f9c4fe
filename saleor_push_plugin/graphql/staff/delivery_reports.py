"""Staff and apps report deliveries, for example from a carrier's webhook."""

from datetime import datetime
from typing import Any, Self

import graphene

from ...core.global_id import number_of
from ...core.push_subscription import Problem
from ...shop import delivery_reports
from .. import scalars
from ..types import PushError, to_push_error

MANAGE_ORDERS = "order.manage_orders"


class PushFulfillmentDelivered(graphene.Mutation):
    errors = graphene.List(
        graphene.NonNull(PushError),
        required=True,
        description="Everything that is wrong with the request. If there are errors, "
        "nothing was changed.",
    )

    class Arguments:
        id = graphene.ID(required=True, description="ID of the fulfillment that was delivered.")
        delivered_at = scalars.DateTime(description="When it was delivered; now if left out.")

    class Meta:
        description = (
            "Reports that a fulfillment was delivered. Stored in its public metadata as "
            "`push.delivered_at`; the first report counts. Requires the permission MANAGE_ORDERS "
            "of an app, or of a member of staff with access to the order's channel."
        )

    @classmethod
    def mutate(cls, _root: None, info: Any, id: str, delivered_at: datetime | None = None) -> Self:
        info.context.require(MANAGE_ORDERS)
        pk = number_of(id, "Fulfillment")
        if pk is None:
            return cls._failure("graphql_error", "This is not the ID of a fulfillment.")
        channel = delivery_reports.channel_of(pk)
        if channel is None:
            return cls._failure("not_found", "There is no such fulfillment.")
        info.context.require_channel(channel)
        delivery_reports.deliver(pk, delivered_at or info.context.now)
        return cls(errors=[])

    @classmethod
    def _failure(cls, code: str, message: str) -> Self:
        return cls(errors=[to_push_error(Problem(field="id", code=code, message=message))])
